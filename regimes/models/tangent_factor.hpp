// SPDX-License-Identifier: BSD-3-Clause
// Tangent features of layered models, in the form that back-propagation gives them. What is
// computed from the factors never needs a row of the Jacobian.
#pragma once

#include <vector>

#include "regimes/core/types.hpp"

namespace regimes {

/// One layer's part of the tangent features of N samples with c outputs each: for output k of
/// sample n it is the matrix
///
///     delta_(n c + k) a_n^T,   a_n in R^a, delta_(n c + k) in R^b
///
/// in place of its a b entries. Shapes: inputs a x N, deltas b x (N c).
struct TangentFactor {
    Matrix inputs;  ///< what the layer's weights multiply
    Matrix deltas;  ///< derivatives of the outputs by the layer's results
};

/// The sizes a and b of a layer.
struct FactorShape {
    Index inputs = 0;  ///< a
    Index deltas = 0;  ///< b
    /// Equal in both.
    bool operator==(const FactorShape&) const = default;
};

/// All layers: the features of two outputs have the inner product that is the sum over the layers.
using TangentFactors = std::vector<TangentFactor>;

/// The samples [first, first + count).
struct SampleRange {
    Index first = 0;  ///< of the range
    Index count = 0;  ///< of samples
    /// Equal in both.
    bool operator==(const SampleRange&) const = default;
};

/// A block of the tangent kernel between the samples of two sets of factors,
///
///     K_kl = sum over layers <a_n, a'_m> <delta_k, delta'_l>   (k an output of n, l one of m)
///
/// Shapes: out is (rows.count c) x (cols.count c'). Both sets have the same layers.
/// 2 rows cols (a + c c' b) operations a layer, in BLAS-3; half of them for a block of one set with
/// itself.
void kernel_block(const TangentFactors& first, SampleRange rows, const TangentFactors& second,
                  SampleRange cols, Eigen::Ref<Matrix, 0, Eigen::OuterStride<>> out);

/// The kernel of all samples with themselves, lower triangle (the rest may hold anything).
Matrix kernel_of_factors(const TangentFactors& factors);

}  // namespace regimes
