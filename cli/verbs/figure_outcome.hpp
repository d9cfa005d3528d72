// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/files/output_folder.hpp"
#include "cli/files/static_pictures.hpp"
#include "cli/terminal/exit_code.hpp"
#include "cli/verbs/reproduction_plan.hpp"

namespace regimes::cli {

/// A figure made from the runs in a store, and how many of its points were there.
struct FigureOutcome {
    PlannedFigure plan;
    Figure figure;
    std::size_t tasks = 0;        ///< different points of the figure
    std::size_t missing = 0;      ///< not in the store
    std::size_t failed = 0;       ///< ran and failed
    std::size_t unconverged = 0;  ///< drawn, but a solve behind them did not converge
    std::string first_failure;    ///< parameters and message
    std::string first_unconverged;
};
using FigureOutcomes = std::vector<FigureOutcome>;

/// The figures of the plan. One with no run at all has no rows and no claims.
FigureOutcomes figure_outcomes(const RunStore& store, const ReproductionPlan& plan);

/// For people, in 80 columns: how the claims of each figure ended, each miss, and what claims that
/// are not comparable would need.
std::string report_text(const FigureOutcomes& figures);
/// The same as one document.
nlohmann::ordered_json report_json(const FigureOutcomes& figures);

/// One line for each figure and way in which its runs are not whole; empty if all are.
std::string convergence_warnings(std::string_view verb, const FigureOutcomes& figures);

/// Writes NAME/data.csv, NAME/claims.json, NAME/figure.vl.json for each figure (with `pictures`
/// also figure.svg and figure.png) and last report.html, and reports on them.
ExitCode deliver_report(std::string_view verb, OutputFolder& folder, const FigureOutcomes& figures,
                        const std::optional<StaticPictures>& pictures, bool json);

}  // namespace regimes::cli
