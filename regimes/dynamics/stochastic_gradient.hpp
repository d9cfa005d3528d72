// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "regimes/dynamics/descent_options.hpp"
#include "regimes/dynamics/trajectory.hpp"
#include "regimes/models/model.hpp"

namespace regimes {

/// Stochastic gradient descent: what it adds to descent.
struct StochasticOptions : DescentOptions {
    Index batch_size = 1;      ///< in [1, N]
    bool replacement = false;  ///< true: batches of independent draws; false: epochs, each one
                               ///< a new order of all samples, the last batch maybe smaller
    double label_noise = 0.0;  ///< >= 0; standard deviation of the normal noise that is added to
                               ///< the targets, anew each time one is used
    std::uint64_t seed = 0;    ///< of the batches and the noise
};

/// Throws std::invalid_argument naming the first option that is outside its domain.
void validate(const StochasticOptions& options, Index samples);

/// Stochastic gradient descent on the squared loss of any model.
///
///   w_k+1 = w_k + v_k+1,   v_k+1 = momentum v_k - step_k g_k,
///   g_k = (N / |B|) sum_(n in B) 2 J_n^T (f_n(w_k) - y_n - noise)
///
/// The estimate g_k of grad L is unbiased for L = sum over all samples, so steps mean what they
/// mean for `gradient_descent`, to which it is equal for batch_size N, no replacement, no noise.
/// Shapes: y in R^m, start in R^p; the result's parameters are w. The residual on all data, without
/// noise, is looked at after each epoch of N / batch_size steps. With noise it does not fall to 0,
/// so that the steps run out. Batches are drawn from a stream that depends on the seed alone.
/// Errors: as `gradient_descent`.
TrainingResult stochastic_gradient(const Model& model, ConstVectorRef y, ConstVectorRef start,
                                   const StochasticOptions& options = {});

}  // namespace regimes
