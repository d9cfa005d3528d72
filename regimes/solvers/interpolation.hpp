// SPDX-License-Identifier: BSD-3-Clause
// Where gradient flow lands: the interpolant of least implicit regulariser.
//
//   beta_inf(alpha) = argmin_beta R_alpha(beta)   subject to   X beta = P y
//
// (P projects onto the range of X; P y = y wherever the data can be fitted)
// with R = Q_alpha (depth 2, Theorem 1), Q_alpha^D (depth D > 2, Theorem 3) or the explicit
// regulariser R_alpha of depth 2, biased initialisations included (Bregman form).
#pragma once

#include <vector>

#include "regimes/core/design_view.hpp"
#include "regimes/core/observer.hpp"
#include "regimes/regularizers/initialization.hpp"
#include "regimes/solvers/solution.hpp"

namespace regimes {

/// Which regulariser of the network is minimised.
enum class Regularization {
    implicit,  ///< Q_alpha^D: what gradient flow minimises
    explicit_  ///< min_w ||w - alpha w0||^2 with F(w) = beta: "closest in weights"; depth 2 only
};

/// How hard to try.
struct InterpolationOptions {
    double primal_tolerance = 1e-12;       ///< > 0; on ||X beta - P y|| / ||P y||
    double stationarity_tolerance = 1e-9;  ///< > 0; on the certificate's stationarity residual
    double gap_tolerance = 1e-7;           ///< > 0; on the certificate's duality gap
    int max_iterations = 500;              ///< >= 1; Newton factorisations for each alpha
    bool require_exact_fit = false;        ///< y that cannot be fitted is Status::infeasible
    int threads = 0;                       ///< >= 0; 0 takes all cores; never changes the result
    Observer* observer = nullptr;          ///< progress and cancellation, not owned
};

/// Throws std::invalid_argument naming the first option that is outside its domain.
void validate(const InterpolationOptions& options);

/// Solves for one initialisation.
///
/// Shapes: X is N x d (read in place, dense in either storage order or sparse), y is N. Cost: a few
/// tens of N x N factorisations, each N^2 d operations at most; memory: a few vectors of length d.
/// Domain: the shapes' w_i^(2-D) may span some ten orders of magnitude (depth 10: from 1/4 to 4);
/// past that, and where a biased start dwarfs y, a solve can stall, and says so.
/// Errors: std::invalid_argument if sizes differ, a value is not finite, or the initialisation is
/// outside its domain. Data that cannot be fitted exactly (N > d, say) are solved on the
/// least-squares set X beta = P y, where gradient flow ends.
Solution interpolate(const DesignView& x, ConstVectorRef y, const Initialization& initialization,
                     Regularization regularization = Regularization::implicit,
                     const InterpolationOptions& options = {});

/// Solves along a path in alpha, each point warm-started from the one before.
///
/// `initialization.log_alpha` is ignored; the result has one solution for each entry of
/// `log_alphas`, in the order given (any order; the work runs from the kernel end to the rich end).
std::vector<Solution> interpolation_path(const DesignView& x, ConstVectorRef y,
                                         const Initialization& initialization,
                                         const std::vector<double>& log_alphas,
                                         Regularization regularization = Regularization::implicit,
                                         const InterpolationOptions& options = {});

}  // namespace regimes
