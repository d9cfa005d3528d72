// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/anderson.hpp"

#include <Eigen/Cholesky>
#include <algorithm>

namespace regimes {

namespace {

// Of the Gram matrix's trace: keeps the coefficients bounded where differences are dependent.
constexpr double damping = 1e-12;
constexpr double largest_coefficient = 1e4;

}  // namespace

Anderson::Anderson(Index size, Index depth)
    : residual_changes_(size, depth), image_changes_(size, depth), gram_(depth, depth) {
    gram_.setZero();
}

void Anderson::reset() {
    count_ = oldest_ = 0;
    has_last_ = false;
}

void Anderson::note_differences(ConstVectorRef w, ConstVectorRef f) {
    if (has_last_) {
        residual_changes_.col(oldest_) = f - last_residual_;
        image_changes_.col(oldest_) = w + f - last_image_;
        count_ = std::min(count_ + 1, gram_.cols());
        gram_.col(oldest_).head(count_) =
            residual_changes_.leftCols(count_).transpose() * residual_changes_.col(oldest_);
        gram_.row(oldest_).head(count_) = gram_.col(oldest_).head(count_).transpose();
        oldest_ = (oldest_ + 1) % gram_.cols();
    }
    last_residual_ = f;
    last_image_ = w + f;
    has_last_ = true;
}

Vector Anderson::next(ConstVectorRef w, ConstVectorRef f) {
    note_differences(w, f);
    if (count_ == 0) return last_image_;
    Matrix normal = gram_.topLeftCorner(count_, count_);
    normal.diagonal().array() += damping * normal.trace();
    const Vector c =
        normal.ldlt().solve(residual_changes_.leftCols(count_).transpose() * last_residual_);
    if (!(c.norm() < largest_coefficient)) return last_image_;
    return last_image_ - image_changes_.leftCols(count_) * c;
}

}  // namespace regimes
