// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/tangent_factor.hpp"

#include <algorithm>

#include "regimes/numerics/blas.hpp"
#include "regimes/numerics/blas_threads.hpp"
#include "regimes/numerics/gemm.hpp"

namespace regimes {

namespace {

constexpr Index tile_outputs = 256;  // rows of the kernel computed at a time

/// A^T B of some columns of both.
void inner_products(const Matrix& a, SampleRange rows, const Matrix& b, SampleRange cols,
                    Matrix& out) {
    out.resize(rows.count, cols.count);
    gemm<double>(rows.count, cols.count, a.rows(), 1.0, {a.col(rows.first).data(), a.rows(), true},
                 {b.col(cols.first).data(), b.rows(), false}, 0.0, out.data(), rows.count);
}

/// The lower triangle of A^T A of some columns; the rest stays 0, or what it was.
void own_inner_products(const Matrix& a, SampleRange range, Matrix& out) {
    if (out.rows() != range.count) out.setZero(range.count, range.count);
    const SingleThreadedBlas guard;
    const MatrixView transposed(a.col(range.first).data(), range.count, a.rows(), a.rows(),
                                MatrixView::Order::rows);
    blas::syrk(transposed, 0.0, out);
}

Index outputs_of(const TangentFactor& factor) {
    return factor.deltas.cols() / factor.inputs.cols();
}

}  // namespace

void kernel_block(const TangentFactors& first, SampleRange rows, const TangentFactors& second,
                  SampleRange cols, Eigen::Ref<Matrix, 0, Eigen::OuterStride<>> out) {
    const Index down = outputs_of(first[0]);
    const Index across = outputs_of(second[0]);
    const bool own = &first == &second && rows == cols;
    Matrix of_inputs;
    Matrix of_deltas;
    out.setZero();
    for (std::size_t l = 0; l < first.size(); ++l) {
        const SampleRange rows_of_deltas{rows.first * down, rows.count * down};
        if (own) {
            own_inner_products(first[l].inputs, rows, of_inputs);
            own_inner_products(first[l].deltas, rows_of_deltas, of_deltas);
        } else {
            inner_products(first[l].inputs, rows, second[l].inputs, cols, of_inputs);
            inner_products(first[l].deltas, rows_of_deltas, second[l].deltas,
                           {cols.first * across, cols.count * across}, of_deltas);
        }
        if (down * across == 1) {
            out += of_inputs.cwiseProduct(of_deltas);
            continue;
        }
        for (Index j = 0; j < of_deltas.cols(); ++j) {
            for (Index i = own ? j : 0; i < of_deltas.rows(); ++i) {
                out(i, j) += of_inputs(i / down, j / across) * of_deltas(i, j);
            }
        }
    }
    if (own) out.triangularView<Eigen::StrictlyUpper>() = out.transpose();
}

Matrix kernel_of_factors(const TangentFactors& factors) {
    const Index samples = factors[0].inputs.cols();
    const Index each = outputs_of(factors[0]);
    const Index tile = std::max<Index>(1, tile_outputs / each);
    Matrix kernel(samples * each, samples * each);
    for (Index j = 0; j < samples; j += tile) {
        const SampleRange cols{j, std::min(tile, samples - j)};
        for (Index i = j; i < samples; i += tile) {
            const SampleRange rows{i, std::min(tile, samples - i)};
            kernel_block(factors, rows, factors, cols,
                         kernel.block(i * each, j * each, rows.count * each, cols.count * each));
        }
    }
    return kernel;
}

}  // namespace regimes
