// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/gradient_descent.hpp"

#include "regimes/dynamics/descent_run.hpp"
#include "regimes/dynamics/squared_loss.hpp"
#include "regimes/numerics/blas_threads.hpp"

namespace regimes {

namespace {

// After a step of the function's own choice has diverged.
constexpr double retry_factor = 0.25;
constexpr double smallest_step = 1e-300;

}  // namespace

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
    TrainingResult result = run_descent(system, start, options);
    while (result.status == Status::diverged && system.step_size > smallest_step) {
        system.step_size *= retry_factor;
        result = run_descent(system, start, options);
    }
    return result;
}

}  // namespace regimes
