// SPDX-License-Identifier: BSD-3-Clause
// What Figure 4 draws, and what is claimed of it.
#pragma once

#include "regimes/experiments/curve.hpp"

namespace regimes {

/// Root mean square of the error and of the change of the unobserved entries, relative to that of
/// Y* there.
double relative_error(const RunResult& run);
double relative_change(const RunResult& run);

/// The curves of Figure 4 against log10 alpha.
struct CompletionCurves {
    Curve identity;                          ///< panel (a)
    std::map<std::int64_t, Curve> gaussian;  ///< panel (b), by k
    std::string variance;                    ///< of (b): "one_over_width" or "one"
};

/// From runs with the parameters of `MatrixCompletionExperiment`.
CompletionCurves completion_curves(const std::vector<RunRecord>& runs);

void add_rows(Figure& figure, const CompletionCurves& curves);

/// Of the panels that have runs.
std::vector<Claim> completion_claims(const CompletionCurves& curves);

}  // namespace regimes
