// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/experiments/experiment.hpp"

namespace regimes {

/// Figure 4: completion of a 10 x 10 matrix of rank one from 60 entries by gradient flow on U V^T,
///
///   U(0) = alpha [U0, U0],   V(0) = alpha [V0, -V0],
///
/// (a) from U0 = V0 = I, (b) from Gaussian U0, V0 of several widths k: how far the entries that are
/// not observed end from the truth, and from where they started.
///
/// A run is one flow. Source: Woodworth et al. (2020), section 6 and Figure 4.
class MatrixCompletionExperiment final : public Experiment {
public:
    std::string name() const override { return "matrix-completion"; }
    std::vector<std::string> aliases() const override { return {"fig4"}; }
    std::string title() const override { return "Matrix completion (Figure 4)"; }
    int version() const override { return 1; }
    std::vector<ParameterSpec> parameters() const override;
    RunResult run(const Parameters& parameters, Observer* observer) const override;
    std::vector<Parameters> tasks(const Reproduction& reproduction) const override;
    Figure figure(const std::vector<RunRecord>& runs,
                  const Reproduction& reproduction) const override;
};

}  // namespace regimes
