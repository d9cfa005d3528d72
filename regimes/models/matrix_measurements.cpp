// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/matrix_measurements.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "regimes/models/argument_check.hpp"

namespace regimes {

namespace {

/// The members of a list at these places.
template <typename T>
std::vector<T> pick(const std::vector<T>& list, const std::vector<Index>& places) {
    require_samples(places, static_cast<Index>(list.size()));
    std::vector<T> picked;
    picked.reserve(places.size());
    for (const Index place : places) picked.push_back(list[static_cast<std::size_t>(place)]);
    return picked;
}

void require_shape(std::size_t n, const char* part, const Matrix& given, Index rows, Index cols) {
    if (given.rows() == rows && given.cols() == cols) return;
    throw std::invalid_argument(fmt::format("x: {} {} is {} x {}, {} x {} expected", part, n,
                                            given.rows(), given.cols(), rows, cols));
}

class ObservedEntries final : public MatrixMeasurements {
public:
    ObservedEntries(Index rows, Index cols, std::vector<MatrixEntry> entries)
        : rows_(rows), cols_(cols), entries_(std::move(entries)) {}

    Index rows() const override { return rows_; }
    Index cols() const override { return cols_; }
    Index count() const override { return static_cast<Index>(entries_.size()); }

    /// Column by column, so that a wide factor is read once and in order.
    void add_values(const ConstMatrixRef& a, const ConstMatrixRef& b,
                    VectorRef out) const override {
        for (Index c = 0; c < a.cols(); ++c) {
            const double* left = a.data() + c * a.outerStride();
            const double* right = b.data() + c * b.outerStride();
            double* sum = out.data();
            for (const MatrixEntry& at : entries_) *sum++ += left[at.row] * right[at.col];
        }
    }

    void add_combination(ConstVectorRef u, const ConstMatrixRef& a, const ConstMatrixRef& b,
                         MatrixRef left, MatrixRef right) const override {
        for (Index c = 0; c < a.cols(); ++c) {
            const double* from_a = a.data() + c * a.outerStride();
            const double* from_b = b.data() + c * b.outerStride();
            double* to_left = left.data() + c * left.outerStride();
            double* to_right = right.data() + c * right.outerStride();
            const double* weight = u.data();
            for (const MatrixEntry& at : entries_) {
                to_left[at.row] += *weight * from_b[at.col];
                to_right[at.col] += *weight * from_a[at.row];
                ++weight;
            }
        }
    }

    std::shared_ptr<const MatrixMeasurements> subset(
        const std::vector<Index>& samples) const override {
        return std::make_shared<ObservedEntries>(rows_, cols_, pick(entries_, samples));
    }

private:
    Index rows_;
    Index cols_;
    std::vector<MatrixEntry> entries_;
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

    std::shared_ptr<const MatrixMeasurements> subset(
        const std::vector<Index>& samples) const override {
        return std::make_shared<LowRankMeasurements>(pick(x_, samples));
    }

private:
    std::vector<LowRankMeasurement> x_;
};

}  // namespace

std::shared_ptr<const MatrixMeasurements> observed_entries(Index rows, Index cols,
                                                           std::vector<MatrixEntry> entries) {
    require_positive_count("rows", rows);
    require_positive_count("cols", cols);
    require_positive_count("number of entries", static_cast<Index>(entries.size()));
    for (std::size_t n = 0; n < entries.size(); ++n) {
        const auto [row, col] = entries[n];
        if (row >= 0 && row < rows && col >= 0 && col < cols) continue;
        throw std::invalid_argument(
            fmt::format("entries: entry {} is ({}, {}), a place in a {} x {} matrix expected", n,
                        row, col, rows, cols));
    }
    return std::make_shared<ObservedEntries>(rows, cols, std::move(entries));
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
