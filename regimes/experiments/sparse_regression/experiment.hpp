// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/experiments/experiment.hpp"

namespace regimes {

/// Figure 1: sparse regression with a diagonal network, from the kernel to the rich regime.
///
/// A run is, by `quantity`: curve, the population error 1(a) and excess norms 1(b) of one instance
/// along alpha; largest-alpha, a point of 1(c) for one instance; simulation, one point by plain
/// gradient flow, as a check. Source: Woodworth et al. (2020), section 4 and Figure 1.
class SparseRegressionExperiment final : public Experiment {
public:
    std::string name() const override { return "sparse-regression"; }
    std::vector<std::string> aliases() const override { return {"fig1"}; }
    std::string title() const override { return "Sparse regression (Figure 1)"; }
    int version() const override { return 1; }
    std::vector<ParameterSpec> parameters() const override;
    RunResult run(const Parameters& parameters, Observer* observer) const override;
    std::vector<Parameters> tasks(const Reproduction& reproduction) const override;
    Figure figure(const std::vector<RunRecord>& runs,
                  const Reproduction& reproduction) const override;
};

}  // namespace regimes
