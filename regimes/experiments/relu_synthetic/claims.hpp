// SPDX-License-Identifier: BSD-3-Clause
// What Figure 5(a) and (b) show, held against runs.
#pragma once

#include <string>
#include <vector>

#include "regimes/experiments/relu_synthetic/circle_curves.hpp"

namespace regimes {

/// Domain: at least one curve; `printed` as paper_rows gives them; `lack` is what the runs would
/// need to compare with the paper's numbers, or empty.
std::vector<Claim> circle_claims(const CircleCurves& curves, const std::vector<FigureRow>& printed,
                                 const std::string& lack = {});

/// Whether every one of these runs fitted its data; `lack` as above.
Claim fit_claim(const std::vector<RunRecord>& runs, const std::string& lack = {});

/// How the test error of uniform points compares with that of spaced ones at the same alpha, for
/// people; empty without such runs.
std::string uniform_note(const CircleCurves& spaced, const CircleCurves& uniform);

}  // namespace regimes
