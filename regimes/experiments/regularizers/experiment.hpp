// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/experiments/experiment.hpp"

namespace regimes {

/// Figure 2: the implicit and the explicit regulariser of depth 2, coordinate by coordinate,
///
///   q(z) / q(Z) and r(z) / r(Z) for z in [-Z, Z], Z = 25.
///
/// A run is one curve. Source: Woodworth et al. (2020), section 4 and Figure 2.
class RegularizersExperiment final : public Experiment {
public:
    std::string name() const override { return "regularizers"; }
    std::vector<std::string> aliases() const override { return {"fig2"}; }
    std::string title() const override { return "Implicit and explicit regularisers (Figure 2)"; }
    int version() const override { return 1; }
    std::vector<ParameterSpec> parameters() const override;
    RunResult run(const Parameters& parameters, Observer* observer) const override;
    std::vector<Parameters> tasks(const Reproduction& reproduction) const override;
    Figure figure(const std::vector<RunRecord>& runs,
                  const Reproduction& reproduction) const override;
};

}  // namespace regimes
