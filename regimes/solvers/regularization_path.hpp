// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>

#include "regimes/solvers/interpolation.hpp"

namespace regimes {

/// Where gradient flow lands, as a function of alpha that one asks again and again: each solution
/// is followed from the one before, so neighbours cost a few factorisations.
///
/// The path runs from the kernel end to the rich end. For an alpha above the last one it starts
/// again from the point that was kept, if that lies on the kernel side of it, else from the kernel
/// end: keep the kernel end of a bracket, and a bisection never walks far.
class RegularizationPath {
public:
    /// `initialization.log_alpha` is ignored. X is read in place and must outlive the path.
    /// Errors: as `interpolate`.
    RegularizationPath(const DesignView& x, ConstVectorRef y, const Initialization& initialization,
                       Regularization regularization = Regularization::implicit,
                       const InterpolationOptions& options = {});
    ~RegularizationPath();

    /// The solution at this alpha, as `interpolate` gives it.
    /// Errors: std::invalid_argument if log_alpha is not finite.
    Solution solve(double log_alpha);
    /// Keeps the last point, in place of any kept before. Costs its memory: N^2 and some 10 d.
    void keep();

private:
    class Run;
    std::unique_ptr<Run> run_;
};

}  // namespace regimes
