// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/gradient_flow.hpp"

#include <algorithm>
#include <cmath>

#include "regimes/dynamics/flow_run.hpp"
#include "regimes/dynamics/kernel_preconditioner.hpp"
#include "regimes/dynamics/squared_loss.hpp"
#include "regimes/numerics/blas_threads.hpp"

namespace regimes {

namespace {

double root_mean_square(ConstVectorRef w) {
    const double largest = w.cwiseAbs().maxCoeff();
    if (largest == 0.0) return 1.0;
    return largest * std::sqrt((w / largest).squaredNorm() / static_cast<double>(w.size()));
}

}  // namespace

FlowSystem flow_of(SquaredLoss& loss) {
    FlowSystem system;
    system.ode.rate = [&loss](ConstVectorRef w, VectorRef out) {
        loss.gradient(w, out);
        out = -out;
    };
    system.ode.jacobian_times = [&loss](ConstVectorRef w, ConstVectorRef v, VectorRef out) {
        loss.hessian_times(w, v, out);
        out = -out;
    };
    system.residual = [&loss](ConstVectorRef w) { return loss.relative_residual(w); };
    system.last_residual = [&loss] { return loss.last_relative_residual(); };
    system.parameters = [](ConstVectorRef w) { return Vector(w); };
    return system;
}

void precondition_by(KernelPreconditioner& preconditioner, Ode& ode) {
    ode.prepare = [&preconditioner](double gamma, ConstVectorRef w) {
        preconditioner.prepare(gamma, w);
    };
    ode.precondition = [&preconditioner](ConstVectorRef b, VectorRef z) {
        preconditioner.precondition(b, z);
    };
}

TrainingResult gradient_flow(const Model& model, ConstVectorRef y, ConstVectorRef start,
                             const FlowOptions& options) {
    validate(options);
    SquaredLoss loss(model, y);
    loss.check_start(start);
    const SingleThreadedBlas guard;
    FlowSystem system = flow_of(loss);
    KernelPreconditioner preconditioner(model);
    if (KernelPreconditioner::suits(model, start)) precondition_by(preconditioner, system.ode);
    system.start = start;
    system.absolute =
        Vector::Constant(start.size(), options.absolute_tolerance *
                                           std::min(root_mean_square(start), loss.motion(start)));
    return run_flow(system, options);
}

}  // namespace regimes
