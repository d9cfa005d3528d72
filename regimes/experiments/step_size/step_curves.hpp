// SPDX-License-Identifier: BSD-3-Clause
// Figure 5(c) and (d) from runs: curves over the step size, and what they show.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "regimes/experiments/curve.hpp"

namespace regimes {

/// One network and scale, by the step size over the largest stable one at the start.
struct StepCurve {
    Curve all;
    Curve fitted;  ///< the runs of `all` that fit their data, at the places that have some
};

/// By series, "D = 2, alpha = 2".
std::map<std::string, StepCurve> step_curves(const std::vector<RunRecord>& runs);

/// Medians and 10 to 90 % bands of the runs that fit: 5(c) the test error, 5(d) the gradient
/// distance; and fits, the share of the runs that do.
std::vector<FigureRow> step_rows(const std::map<std::string, StepCurve>& curves);

/// The largest step up to which every run fits; 0 if some fail at the least step.
double last_fitting_step(const StepCurve& curve);

/// Domain: at least one curve.
std::vector<Claim> step_claims(const std::map<std::string, StepCurve>& curves);

/// For people: the largest stable step sizes, and how runs above ended that do not fit.
std::string edge_note(const std::map<std::string, StepCurve>& curves);

}  // namespace regimes
