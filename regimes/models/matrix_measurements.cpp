// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/matrix_measurements.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "regimes/models/argument_check.hpp"
#include "regimes/numerics/spd_solver.hpp"

namespace regimes {

namespace {

void require_shape(std::size_t n, const char* part, const Matrix& given, Index rows, Index cols) {
    if (given.rows() == rows && given.cols() == cols) return;
    throw std::invalid_argument(fmt::format("x: {} {} is {} x {}, {} x {} expected", part, n,
                                            given.rows(), given.cols(), rows, cols));
}

class DenseNormalSystem final : public NormalSystem {
public:
    explicit DenseNormalSystem(const Matrix& matrix) { solver_.factor(matrix); }
    void solve(VectorRef x) const override { solver_.solve(x); }

private:
    SpdSolver solver_;
};

class DenseMeasurements final : public MatrixMeasurements {
public:
    /// Column n of `stack` is X_n, itself column by column.
    DenseMeasurements(Index rows, Index cols, Matrix stack)
        : rows_(rows), cols_(cols), stack_(std::move(stack)) {}

    Index rows() const override { return rows_; }
    Index cols() const override { return cols_; }
    Index count() const override { return stack_.cols(); }

    void add_values(const ConstMatrixRef& a, const ConstMatrixRef& b,
                    VectorRef out) const override {
        const Matrix product = a * b.transpose();
        out.noalias() +=
            stack_.transpose() * Eigen::Map<const Vector>(product.data(), product.size());
    }

    void add_combination(ConstVectorRef u, const ConstMatrixRef& a, const ConstMatrixRef& b,
                         MatrixRef left, MatrixRef right) const override {
        const Vector sum = stack_ * u;
        const Eigen::Map<const Matrix> r(sum.data(), rows_, cols_);
        left.noalias() += r * b;
        right.noalias() += r.transpose() * a;
    }

    void derivative(Index n, const ConstMatrixRef& a, const ConstMatrixRef& b, MatrixRef left,
                    MatrixRef right) const override {
        const Eigen::Map<const Matrix> x(stack_.col(n).data(), rows_, cols_);
        left.noalias() = x * b;
        right.noalias() = x.transpose() * a;
    }

    std::shared_ptr<const MatrixMeasurements> subset(
        const std::vector<Index>& samples) const override {
        require_samples(samples, count());
        return std::make_shared<DenseMeasurements>(rows_, cols_, stack_(Eigen::all, samples));
    }

private:
    Index rows_;
    Index cols_;
    Matrix stack_;
};

class LowRankMeasurements final : public MatrixMeasurements {
public:
    explicit LowRankMeasurements(std::vector<LowRankMeasurement> x) : x_(std::move(x)) {}

    Index rows() const override { return x_.front().left.rows(); }
    Index cols() const override { return x_.front().right.rows(); }
    Index count() const override { return static_cast<Index>(x_.size()); }

    void add_values(const ConstMatrixRef& a, const ConstMatrixRef& b,
                    VectorRef out) const override {
        for (std::size_t n = 0; n < x_.size(); ++n) {
            const Matrix on_a = x_[n].left.transpose() * a;
            const Matrix on_b = x_[n].right.transpose() * b;
            out[static_cast<Index>(n)] += on_a.cwiseProduct(on_b).sum();
        }
    }

    void add_combination(ConstVectorRef u, const ConstMatrixRef& a, const ConstMatrixRef& b,
                         MatrixRef left, MatrixRef right) const override {
        for (std::size_t n = 0; n < x_.size(); ++n) {
            const double weight = u[static_cast<Index>(n)];
            if (weight == 0.0) continue;
            const Matrix on_a = weight * (x_[n].left.transpose() * a);
            const Matrix on_b = weight * (x_[n].right.transpose() * b);
            left.noalias() += x_[n].left * on_b;
            right.noalias() += x_[n].right * on_a;
        }
    }

    void derivative(Index n, const ConstMatrixRef& a, const ConstMatrixRef& b, MatrixRef left,
                    MatrixRef right) const override {
        const LowRankMeasurement& x = x_[static_cast<std::size_t>(n)];
        left.noalias() = x.left * (x.right.transpose() * b);
        right.noalias() = x.right * (x.left.transpose() * a);
    }

    std::shared_ptr<const MatrixMeasurements> subset(
        const std::vector<Index>& samples) const override {
        require_samples(samples, count());
        std::vector<LowRankMeasurement> picked;
        picked.reserve(samples.size());
        for (const Index n : samples) picked.push_back(x_[static_cast<std::size_t>(n)]);
        return std::make_shared<LowRankMeasurements>(std::move(picked));
    }

private:
    std::vector<LowRankMeasurement> x_;
};

/// Each j_n in a column.
Matrix derivatives(const MatrixMeasurements& x, const MatrixMeasurements::ConstMatrixRef& a,
                   const MatrixMeasurements::ConstMatrixRef& b) {
    Matrix all(a.size() + b.size(), x.count());
    Matrix left(a.rows(), a.cols());
    Matrix right(b.rows(), b.cols());
    for (Index n = 0; n < x.count(); ++n) {
        x.derivative(n, a, b, left, right);
        all.col(n) << left.reshaped(), right.reshaped();
    }
    return all;
}

}  // namespace

Matrix MatrixMeasurements::kernel(const ConstMatrixRef& a, const ConstMatrixRef& b) const {
    const Matrix rows = derivatives(*this, a, b);
    return rows.transpose() * rows;
}

std::unique_ptr<NormalSystem> MatrixMeasurements::normal_system(double shift, double scale,
                                                                const ConstMatrixRef& a,
                                                                const ConstMatrixRef& b) const {
    Matrix normal = scale * normal_matrix(a, b);
    normal.diagonal().array() += shift;
    return std::make_unique<DenseNormalSystem>(normal);
}

Matrix MatrixMeasurements::normal_matrix(const ConstMatrixRef& a, const ConstMatrixRef& b) const {
    const Matrix rows = derivatives(*this, a, b);
    return rows * rows.transpose();
}

std::shared_ptr<const MatrixMeasurements> dense_measurements(const std::vector<Matrix>& x) {
    require_positive_count("number of matrices in x", static_cast<Index>(x.size()));
    const Index rows = x.front().rows();
    const Index cols = x.front().cols();
    require_positive_count("rows of x", rows);
    require_positive_count("columns of x", cols);
    Matrix stack(rows * cols, static_cast<Index>(x.size()));
    for (std::size_t n = 0; n < x.size(); ++n) {
        require_shape(n, "matrix", x[n], rows, cols);
        stack.col(static_cast<Index>(n)) = x[n].reshaped();
    }
    return std::make_shared<DenseMeasurements>(rows, cols, std::move(stack));
}

std::shared_ptr<const MatrixMeasurements> low_rank_measurements(std::vector<LowRankMeasurement> x) {
    require_positive_count("number of matrices in x", static_cast<Index>(x.size()));
    const Index rows = x.front().left.rows();
    const Index cols = x.front().right.rows();
    require_positive_count("rows of x", rows);
    require_positive_count("columns of x", cols);
    for (std::size_t n = 0; n < x.size(); ++n) {
        const Index rank = x[n].left.cols();
        require_positive_count("rank of x", rank);
        require_shape(n, "left factor", x[n].left, rows, rank);
        require_shape(n, "right factor", x[n].right, cols, rank);
    }
    return std::make_shared<LowRankMeasurements>(std::move(x));
}

}  // namespace regimes
