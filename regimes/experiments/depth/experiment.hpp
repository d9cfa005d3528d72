// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/experiments/experiment.hpp"

namespace regimes {

/// Figure 3: what depth does to the implicit regulariser and to the alpha that it takes.
///
/// A run is, by `quantity`: profile, a curve of 3(a), q_D(z) / q_D(4); ratio, a curve of 3(b), the
/// regulariser of a sparse vector over that of a dense one; largest-alpha, a point of 3(c) for one
/// instance of the data. Source: Woodworth et al. (2020), section 5 and Figure 3.
class DepthExperiment final : public Experiment {
public:
    std::string name() const override { return "depth"; }
    std::vector<std::string> aliases() const override { return {"fig3"}; }
    std::string title() const override { return "Depth (Figure 3)"; }
    int version() const override { return 1; }
    std::vector<ParameterSpec> parameters() const override;
    RunResult run(const Parameters& parameters, Observer* observer) const override;
    std::vector<Parameters> tasks(const Reproduction& reproduction) const override;
    Figure figure(const std::vector<RunRecord>& runs,
                  const Reproduction& reproduction) const override;
};

}  // namespace regimes
