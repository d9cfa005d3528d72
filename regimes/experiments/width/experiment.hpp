// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/experiments/experiment.hpp"

namespace regimes {

/// Figure 6: the completion of Figure 4 from a biased start whose entries are independent,
///
///   U_ij(0), V_ij(0) ~ N(0, alpha^2),   U, V of k columns,
///
/// for scales alpha and widths k: the excess nuclear norm, and how far the unobserved entries move.
///
/// A run is one flow. Source: Woodworth et al. (2020), section 6 and Figure 6.
class WidthExperiment final : public Experiment {
public:
    std::string name() const override { return "width"; }
    std::vector<std::string> aliases() const override { return {"fig6"}; }
    std::string title() const override { return "Scale and width (Figure 6)"; }
    int version() const override { return 1; }
    std::vector<ParameterSpec> parameters() const override;
    RunResult run(const Parameters& parameters, Observer* observer) const override;
    std::vector<Parameters> tasks(const Reproduction& reproduction) const override;
    Figure figure(const std::vector<RunRecord>& runs,
                  const Reproduction& reproduction) const override;
};

}  // namespace regimes
