// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/matrix_factorization.hpp"

#include <stdexcept>

#include "regimes/models/argument_check.hpp"

namespace regimes {

namespace {

using Factor = Eigen::Map<const Matrix>;

/// U and V where w holds them.
struct Factors {
    Factors(ConstVectorRef w, Index rows, Index cols, Index width)
        : u(w.data(), rows, width), v(w.data() + rows * width, cols, width) {}
    Factor u;
    Factor v;
};

}  // namespace

MatrixFactorization::MatrixFactorization(std::shared_ptr<const MatrixMeasurements> x, Index width)
    : x_(std::move(x)), width_(width) {
    if (!x_) throw std::invalid_argument("x: no measurements given, at least 1 expected");
    require_positive_count("width", width);
}

void MatrixFactorization::evaluate(ConstVectorRef w, VectorRef f) const {
    require_size("w", w.size(), parameters());
    require_size("f", f.size(), outputs());
    const Factors at(w, rows(), cols(), width_);
    f.setZero();
    x_->add_values(at.u, at.v, f);
}

void MatrixFactorization::jacobian_times(ConstVectorRef w, ConstVectorRef v, VectorRef out) const {
    require_size("w", w.size(), parameters());
    require_size("v", v.size(), parameters());
    require_size("out", out.size(), outputs());
    const Factors at(w, rows(), cols(), width_);
    const Factors change(v, rows(), cols(), width_);
    out.setZero();
    x_->add_values(change.u, at.v, out);
    x_->add_values(at.u, change.v, out);
}

void MatrixFactorization::jacobian_transposed_times(ConstVectorRef w, ConstVectorRef u,
                                                    VectorRef out) const {
    require_size("w", w.size(), parameters());
    require_size("u", u.size(), outputs());
    require_size("out", out.size(), parameters());
    const Factors at(w, rows(), cols(), width_);
    out.setZero();
    x_->add_combination(u, at.u, at.v, Eigen::Map<Matrix>(out.data(), rows(), width_),
                        Eigen::Map<Matrix>(out.data() + rows() * width_, cols(), width_));
}

/// J^T u is linear in w, so its derivative in a direction is its value there.
void MatrixFactorization::curvature_times(ConstVectorRef w, ConstVectorRef u, ConstVectorRef v,
                                          VectorRef out) const {
    require_size("w", w.size(), parameters());
    require_size("v", v.size(), parameters());
    jacobian_transposed_times(v, u, out);
}

std::unique_ptr<Model> MatrixFactorization::subset(const std::vector<Index>& samples) const {
    return std::make_unique<MatrixFactorization>(x_->subset(samples), width_);
}

Matrix MatrixFactorization::left(ConstVectorRef w) const {
    require_size("w", w.size(), parameters());
    return Factors(w, rows(), cols(), width_).u;
}

Matrix MatrixFactorization::right(ConstVectorRef w) const {
    require_size("w", w.size(), parameters());
    return Factors(w, rows(), cols(), width_).v;
}

Matrix MatrixFactorization::product(ConstVectorRef w) const {
    require_size("w", w.size(), parameters());
    const Factors at(w, rows(), cols(), width_);
    return at.u * at.v.transpose();
}

}  // namespace regimes
