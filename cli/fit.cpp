// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/fit_output.hpp"
#include "cli/fit_run.hpp"
#include "cli/output.hpp"
#include "cli/output_folder.hpp"
#include "cli/verb.hpp"
#include "regimes/data/npy.hpp"
#include "regimes/report/fit_page.hpp"

namespace regimes::cli {

namespace {

using Json = nlohmann::ordered_json;
using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// One row of coefficients for each point; NaN where a point was cancelled.
RowMatrix coefficient_rows(const std::vector<const FitPoint*>& points, Index features) {
    RowMatrix rows(static_cast<Index>(points.size()), features);
    rows.setConstant(std::numeric_limits<double>::quiet_NaN());
    for (std::size_t k = 0; k < points.size(); ++k) {
        if (points[k]->coefficients.size() != features) continue;
        rows.row(static_cast<Index>(k)) = points[k]->coefficients;
    }
    return rows;
}

void note_provenance(FitRecord& record, const Json& provenance) {
    const auto text = [](const Json& value) {
        return value.is_string() ? value.get<std::string>() : value.dump();
    };
    record.provenance = {{"regimes", text(provenance["version"])},
                         {"commit", text(provenance["commit"])}};
    for (const auto& [option, value] : provenance["options"].items()) {
        record.provenance.emplace_back(option, text(value));
    }
}

void stage_files(OutputFolder& folder, const FitRecord& record, const Json& json) {
    std::vector<const FitPoint*> points;
    for (const FitPoint& point : record.points) points.push_back(&point);
    write_npy(folder.stage("coefficients.npy"), coefficient_rows(points, record.features));
    write_npy(folder.stage("endpoints.npy"),
              coefficient_rows({&record.minimum_l2, &record.minimum_l1}, record.features));
    folder.stage_text("report.html", fit_page(record));
    folder.stage_text("fit.json", json.dump(2) + "\n");
}

class Fit final : public Verb {
public:
    std::string_view name() const override { return "fit"; }
    std::string_view summary() const override {
        return "Where a diagonal network started at scale alpha lands on your data";
    }
    std::string_view example() const override {
        return "regimes fit --x x.npy --y y.csv --depth 2,3 --log10-alpha 2:-12:15 --out landing";
    }
    void add_options(CLI::App& app) override { arguments_.add_to(app); }

    ExitCode run() override {
        const FitOptions options = arguments_.settle();
        std::optional<OutputFolder> folder;
        if (!options.out.empty()) folder.emplace(options.out);
        FitRecord record = run_fit(read_input(options), options);
        const Json origin = provenance(options);
        note_provenance(record, origin);

        std::string places;
        if (folder) {
            stage_files(*folder, record, fit_json(record, origin, false));
            folder->commit();
            for (const auto& file : folder->files()) places += "  " + file.string() + "\n";
        }
        if (options.json) {
            print(fit_json(record, origin, options.coefficients).dump() + "\n");
        } else {
            print(fit_text(record) + (places.empty() ? "" : "\nWritten:\n" + places));
        }
        const std::string unfinished = unfinished_text(record);
        fmt::print(stderr, "{}", unfinished);
        return unfinished.empty() ? ExitCode::done : ExitCode::unfinished;
    }

private:
    FitArguments arguments_;
};

}  // namespace

std::unique_ptr<Verb> make_fit() { return std::make_unique<Fit>(); }

}  // namespace regimes::cli
