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

/// <R, U V^T> with R = sum_n u_n X_n. Its gradient is linear in w, so its derivative in a direction
/// is its value there.
class Combination final : public OutputCombination {
public:
    Combination(const MatrixMeasurements& x, ConstVectorRef w, ConstVectorRef u)
        : x_(x), w_(w), u_(u) {}

    void gradient(VectorRef out) const override { hessian_times(w_, out); }
    void hessian_times(ConstVectorRef v, VectorRef out) const override {
        require_size("v", v.size(), w_.size());
        require_size("out", out.size(), w_.size());
        const Index rows = x_.rows();
        const Index width = w_.size() / (rows + x_.cols());
        const Factors along(v, rows, x_.cols(), width);
        out.setZero();
        x_.add_combination(u_, along.u, along.v, Eigen::Map<Matrix>(out.data(), rows, width),
                           Eigen::Map<Matrix>(out.data() + rows * width, x_.cols(), width));
    }

private:
    const MatrixMeasurements& x_;
    ConstVectorRef w_;
    Vector u_;
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

std::unique_ptr<OutputCombination> MatrixFactorization::combination(ConstVectorRef w,
                                                                    ConstVectorRef u) const {
    require_size("w", w.size(), parameters());
    require_size("u", u.size(), outputs());
    return std::make_unique<Combination>(*x_, w, u);
}

Matrix MatrixFactorization::structured_kernel(ConstVectorRef w) const {
    require_size("w", w.size(), parameters());
    const Factors at(w, rows(), cols(), width_);
    return x_->kernel(at.u, at.v);
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
