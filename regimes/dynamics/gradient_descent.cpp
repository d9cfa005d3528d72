// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/gradient_descent.hpp"

#include "regimes/dynamics/descent_run.hpp"
#include "regimes/dynamics/squared_loss.hpp"
#include "regimes/numerics/blas_threads.hpp"

namespace regimes {

TrainingResult gradient_descent(const Model& model, ConstVectorRef y, ConstVectorRef start,
                                const DescentOptions& options) {
    validate(options);
    SquaredLoss loss(model, y);
    loss.check_start(start);
    const SingleThreadedBlas guard;
    DescentSystem system;
    system.gradient = [&](ConstVectorRef w, VectorRef out) { loss.gradient(w, out); };
    system.residual = [&](ConstVectorRef w) { return loss.relative_residual(w); };
    system.step_size = automatic_step_size(loss, start, options);
    return run_descent(system, start, options);
}

}  // namespace regimes
