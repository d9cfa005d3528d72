// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <vector>

#include "regimes/core/types.hpp"

namespace regimes {

/// (shift I + scale sum_n j_n j_n^T)^{-1}, factored.
class NormalSystem {
public:
    virtual ~NormalSystem() = default;
    /// In place; x as the derivatives j_n.
    virtual void solve(VectorRef x) const = 0;
};

/// Linear measurements <X_n, M> of a d1 x d2 matrix given by its factors, M = A B^T.
///
/// Shapes: X_n is d1 x d2, n < count(); A is d1 x k and B is d2 x k for any k. Neither M nor k by k
/// matrices are formed unless a member says so. Sums run in one order,
/// whatever the number of threads.
class MatrixMeasurements {
public:
    /// A factor that is read.
    using ConstMatrixRef = Eigen::Ref<const Matrix>;
    /// A factor that is written.
    using MatrixRef = Eigen::Ref<Matrix>;

    virtual ~MatrixMeasurements() = default;
    /// d1.
    virtual Index rows() const = 0;
    /// d2.
    virtual Index cols() const = 0;
    /// N.
    virtual Index count() const = 0;
    /// out_n += <X_n, A B^T>; out in R^N.
    virtual void add_values(const ConstMatrixRef& a, const ConstMatrixRef& b,
                            VectorRef out) const = 0;
    /// left += R B and right += R^T A with R = sum_n u_n X_n; left like A, right like B, u in R^N.
    virtual void add_combination(ConstVectorRef u, const ConstMatrixRef& a, const ConstMatrixRef& b,
                                 MatrixRef left, MatrixRef right) const = 0;
    /// The derivative of <X_n, A B^T> by A and by B: left = X_n B, right = X_n^T A.
    virtual void derivative(Index n, const ConstMatrixRef& a, const ConstMatrixRef& b,
                            MatrixRef left, MatrixRef right) const = 0;
    /// The tangent kernel <X_n B, X_m B> + <X_n^T A, X_m^T A>, N x N, lower triangle. By default
    /// from all derivatives at once, N (d1 + d2) k numbers.
    virtual Matrix kernel(const ConstMatrixRef& a, const ConstMatrixRef& b) const;
    /// sum_n j_n j_n^T, lower triangle, with j_n the derivatives of <X_n, A B^T> by A and then by
    /// B, column by column: (d1 + d2) k rows and columns.
    Matrix normal_matrix(const ConstMatrixRef& a, const ConstMatrixRef& b) const;
    /// shift I + scale times that, shift > 0 and scale >= 0, factored.
    virtual std::unique_ptr<NormalSystem> normal_system(double shift, double scale,
                                                        const ConstMatrixRef& a,
                                                        const ConstMatrixRef& b) const;
    /// Unknowns of the dense system that `normal_system` factors, for factors of k columns.
    virtual Index normal_size(Index k) const { return (rows() + cols()) * k; }
    /// True if <X_n, X_m> = [n = m].
    virtual bool is_orthonormal() const { return false; }
    /// These measurements only, in this order.
    virtual std::shared_ptr<const MatrixMeasurements> subset(
        const std::vector<Index>& samples) const = 0;
};

/// Place of an entry of a matrix.
struct MatrixEntry {
    Index row = 0;  ///< from 0
    Index col = 0;  ///< from 0
};

/// From how many entries of the matrix for each one observed products of whole matrices pay.
constexpr Index entries_per_product = 6;

/// Completion, X_n = e_i e_j^T: the entries (i, j) of M are seen. 2 N k operations; where more than
/// one in `entries_per_product` are seen, 2 d1 d2 k faster ones. The kernel costs N^2 operations.
/// Large products run on up to `threads` threads (0: all cores), which never show in a result.
/// Errors: std::invalid_argument for rows, cols < 1, no entries, or an entry outside the matrix.
std::shared_ptr<const MatrixMeasurements> observed_entries(Index rows, Index cols,
                                                           std::vector<MatrixEntry> entries,
                                                           int threads = 0);

/// Any X_n; forms M and R: 2 d1 d2 (k + N) operations.
/// Errors: std::invalid_argument for no matrices, an empty one, or one of another shape.
std::shared_ptr<const MatrixMeasurements> dense_measurements(const std::vector<Matrix>& x);

/// X_n = left right^T; left is d1 x r, right is d2 x r, any r >= 1.
struct LowRankMeasurement {
    Matrix left;   ///< d1 x r
    Matrix right;  ///< d2 x r
};

/// Measurements of low rank: 2 N r (d1 + d2) k operations.
/// Errors: std::invalid_argument for none, an empty one, or shapes that disagree.
std::shared_ptr<const MatrixMeasurements> low_rank_measurements(std::vector<LowRankMeasurement> x);

}  // namespace regimes
