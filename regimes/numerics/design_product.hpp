// SPDX-License-Identifier: BSD-3-Clause
// Products with a wide matrix X (N x d, N << d) that is read in place, dense or sparse: X b, X^T v
// and the weighted Gram matrix X diag(w) X^T. Large products are cut into lanes whose number
// depends on X alone, so results are the same for any number of threads.
#pragma once

#include <functional>
#include <vector>

#include "regimes/core/design_view.hpp"

namespace regimes {

/// out = X b; shapes: b in R^d, out in R^N. 2 N d operations, or 2 for each entry of a sparse X.
void multiply(const DesignView& x, ConstVectorRef b, VectorRef out, int threads = 1);

/// out = X^T v; shapes: v in R^N, out in R^d. As many operations.
void multiply_transposed(const DesignView& x, ConstVectorRef v, VectorRef out, int threads = 1);

/// out = X f(X^T v), X read once: `map(first, z)` turns the entries of z = X^T v from `first` on
/// into those of f(z). A dense X goes through the cache in blocks of columns, so that this takes
/// half the time of two products; of a sparse one `map` gets all of z. One thread.
void multiply_through(const DesignView& x, ConstVectorRef v,
                      const std::function<void(Index first, VectorRef z)>& map, VectorRef out);

/// The weighted Gram matrix H = X diag(w) X^T over some of the columns of X.
///
/// Packs sqrt(w_i) x_i block by block into buffers that later calls use again. Shapes: `columns`
/// holds indices in [0, d), ascending; `weights` are theirs, >= 0; only the lower triangle of H
/// (N x N) is written. N^2 |columns| operations in syrk; k^2 for a sparse column of few entries k.
class WeightedGram {
public:
    void compute(const DesignView& x, const std::vector<Index>& columns,
                 const std::vector<double>& weights, Matrix& h, int threads = 1);

private:
    struct Lane {
        std::vector<double> packed;
        Matrix sum;
    };
    static void add_dense(const DesignView& x, const Index* columns, const double* weights,
                          Index count, Lane& lane);
    static void add_sparse(const DesignView& x, const Index* columns, const double* weights,
                           Index count, Lane& lane);
    std::vector<Lane> lanes_;
};

/// out_i = ||x_i||_2^2 for every column of X.
Vector squared_column_norms(const DesignView& x);

/// The same of its rows.
Vector squared_row_norms(const DesignView& x);

}  // namespace regimes
