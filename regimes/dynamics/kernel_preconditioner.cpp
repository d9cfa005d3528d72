// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/kernel_preconditioner.hpp"

#include <utility>

namespace regimes {

namespace {

constexpr Index largest_kernel = 2000;  // rows: 32 MB, and a tenth of a second to factor

}  // namespace

bool KernelPreconditioner::suits(const Model& model, ConstVectorRef w) {
    return model.outputs() <= largest_kernel && model.structured_kernel(w).size() > 0;
}

void KernelPreconditioner::move_to(double gamma, ConstVectorRef w) {
    gamma_ = gamma;
    at_ = w;
}

void KernelPreconditioner::factor(Matrix kernel) {
    kernel *= 2.0 * gamma_;
    kernel.diagonal().array() += 1.0;
    solver_.factor(kernel);
}

void KernelPreconditioner::prepare(double gamma, ConstVectorRef w) {
    move_to(gamma, w);
    factor(model_.structured_kernel(w));
}

void KernelPreconditioner::precondition(ConstVectorRef b, VectorRef z) {
    model_.jacobian_times(at_, b, rows_);
    solve(rows_);
    model_.jacobian_transposed_times(at_, rows_, z);
    z = b - 2.0 * gamma_ * z;
}

}  // namespace regimes
