// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/graded_solver.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

extern "C" void dsyev_(const char* job, const char* uplo, const int* n, double* a, const int* lda,
                       double* w, double* work, const int* work_size, int* info);

namespace regimes {

namespace {

constexpr double level_range = 1e6;  // of weights within a level: leaves each direction ten digits
constexpr int max_levels = 6;        // past 1e-36 of the largest weight nothing is seen in b

/// Eigenvalues, ascending, of a symmetric matrix, which is replaced by its eigenvectors.
Vector eigenvalues(Matrix& a) {
    const int n = static_cast<int>(a.rows());
    const int work_size = std::max(1, 34 * n);
    Vector values(n), work(work_size);
    int info = 0;
    dsyev_("V", "L", &n, a.data(), &n, values.data(), work.data(), &work_size, &info);
    return values;
}

/// The Gram matrices of the levels, heavy to light, both triangles filled.
std::vector<Matrix> level_grams(const MatrixView& x, const std::vector<Index>& columns,
                                const std::vector<double>& weights, int threads) {
    std::vector<double> importance(columns.size());
    for (std::size_t k = 0; k < columns.size(); ++k) {
        double norm = 0.0;
        for (Index n = 0; n < x.rows; ++n) norm += x(n, columns[k]) * x(n, columns[k]);
        importance[k] = weights[k] * norm;
    }
    std::vector<Matrix> grams;
    const double largest = importance.empty() ? 0.0 : *std::ranges::max_element(importance);
    double upper = std::numeric_limits<double>::infinity(), lower = largest;
    for (int level = 0; level < max_levels; ++level, upper = lower) {
        lower /= level_range;
        std::vector<Index> chosen;
        std::vector<double> theirs;
        for (std::size_t k = 0; k < columns.size(); ++k) {
            if (!(importance[k] > lower && importance[k] <= upper)) continue;
            chosen.push_back(columns[k]);
            theirs.push_back(weights[k]);
        }
        if (chosen.empty()) continue;
        Matrix h;
        WeightedGram().compute(x, chosen, theirs, h, threads);
        h.triangularView<Eigen::StrictlyUpper>() = h.transpose();
        grams.push_back(std::move(h));
    }
    return grams;
}

/// Splits the columns of `rest` into those that `gram` reaches, which are returned, and the others.
Matrix take_range(const Matrix& gram, Matrix& rest) {
    Matrix vectors = rest.transpose() * (gram * rest);
    const Vector values = eigenvalues(vectors);
    const double rounding = 4.0 * static_cast<double>(gram.rows()) *
                            std::numeric_limits<double>::epsilon() * gram.trace();
    const Index reached = (values.array() > rounding).count();
    const Matrix range = rest * vectors.rightCols(reached);
    rest = rest * vectors.leftCols(vectors.cols() - reached);
    return range;
}

}  // namespace

void GradedSolver::factor(const MatrixView& x, const std::vector<Index>& columns,
                          const std::vector<double>& weights, int threads) {
    const std::vector<Matrix> grams = level_grams(x, columns, weights, threads);
    basis_.resize(x.rows, x.rows);
    rank_ = 0;
    Matrix h = Matrix::Zero(x.rows, x.rows);
    Matrix rest = Matrix::Identity(x.rows, x.rows);
    for (const Matrix& gram : grams) {
        if (rest.cols() > 0) {
            const Matrix range = take_range(gram, rest);
            basis_.middleCols(rank_, range.cols()) = range;
            rank_ += range.cols();
        }
        const auto reached = basis_.leftCols(rank_);
        h.topLeftCorner(rank_, rank_) += reached.transpose() * (gram * reached);
    }
    basis_.conservativeResize(x.rows, rank_);
    if (rank_ > 0) solver_.factor(h.topLeftCorner(rank_, rank_));
}

void GradedSolver::solve(VectorRef b) const {
    if (rank_ == 0) {
        b.setZero();
        return;
    }
    Vector inner = basis_.transpose() * b;
    solver_.solve(inner);
    b = basis_ * inner;
}

}  // namespace regimes
