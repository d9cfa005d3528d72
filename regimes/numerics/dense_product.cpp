// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/dense_product.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "regimes/numerics/blas.hpp"
#include "regimes/numerics/parallel.hpp"

namespace regimes {

namespace {

constexpr Index lane_entries = 1 << 19;  // 4 MiB of X: enough work to pay for a thread
constexpr Index max_lanes = 16;
constexpr Index packed_entries = 1 << 16;  // 512 KiB: a block of packed columns stays in L2

int lane_count(Index entries) {
    return static_cast<int>(std::clamp<Index>(entries / lane_entries, 1, max_lanes));
}

/// First and number of a lane's rows or columns. The longer side is cut, so that none is empty.
std::pair<Index, Index> lane_range(Index total, int lane, int lanes) {
    const Index first = total * lane / lanes;
    return {first, total * (lane + 1) / lanes - first};
}

/// packed (rows x count, columns contiguous) = columns[first, first + count) scaled by sqrt(w).
void pack(const MatrixView& x, const Index* columns, const double* weights, Index count,
          double* packed) {
    if (x.order == MatrixView::Order::columns) {
        for (Index k = 0; k < count; ++k) {
            const double* from = x.data + columns[k] * x.stride;
            const double scale = std::sqrt(weights[k]);
            for (Index n = 0; n < x.rows; ++n) packed[k * x.rows + n] = scale * from[n];
        }
        return;
    }
    Vector scales(count);
    for (Index k = 0; k < count; ++k) scales[k] = std::sqrt(weights[k]);
    const bool contiguous = columns[count - 1] - columns[0] == count - 1;
    for (Index n = 0; n < x.rows; ++n) {
        const double* from = x.data + n * x.stride;
        double* to = packed + n * count;
        if (contiguous) {
            for (Index k = 0; k < count; ++k) to[k] = scales[k] * from[columns[0] + k];
        } else {
            for (Index k = 0; k < count; ++k) to[k] = scales[k] * from[columns[k]];
        }
    }
}

}  // namespace

void multiply(const MatrixView& x, ConstVectorRef b, VectorRef out, int threads) {
    const int lanes = lane_count(x.rows * x.cols);
    if (lanes == 1) {
        blas::gemv(x, false, b.data(), out.data());
    } else if (x.rows > x.cols) {
        parallel_for(lanes, threads, [&](int lane) {
            const auto [first, count] = lane_range(x.rows, lane, lanes);
            blas::gemv(x.row_range(first, count), false, b.data(), out.data() + first);
        });
    } else {
        Matrix partial(x.rows, lanes);
        parallel_for(lanes, threads, [&](int lane) {
            const auto [first, count] = lane_range(x.cols, lane, lanes);
            blas::gemv(x.columns(first, count), false, b.data() + first, partial.col(lane).data());
        });
        out = partial.rowwise().sum();
    }
}

void multiply_transposed(const MatrixView& x, ConstVectorRef v, VectorRef out, int threads) {
    const MatrixView transposed{
        x.data, x.cols, x.rows, x.stride,
        x.order == MatrixView::Order::rows ? MatrixView::Order::columns : MatrixView::Order::rows};
    multiply(transposed, v, out, threads);
}

void WeightedGram::compute(const MatrixView& x, const std::vector<Index>& columns,
                           const std::vector<double>& weights, Matrix& h, int threads) {
    const auto total = static_cast<Index>(columns.size());
    const int lanes = lane_count(x.rows * total);
    lanes_.resize(static_cast<std::size_t>(lanes));
    const Index block = std::max<Index>(32, packed_entries / x.rows);
    parallel_for(lanes, threads, [&](int index) {
        Lane& lane = lanes_[static_cast<std::size_t>(index)];
        lane.sum.setZero(x.rows, x.rows);
        lane.packed.resize(static_cast<std::size_t>(x.rows * block));
        const Index last = total * (index + 1) / lanes;
        for (Index first = total * index / lanes; first < last; first += block) {
            const Index count = std::min(block, last - first);
            const auto at = static_cast<std::size_t>(first);
            pack(x, &columns[at], &weights[at], count, lane.packed.data());
            const Index stride = x.order == MatrixView::Order::rows ? count : x.rows;
            blas::syrk({lane.packed.data(), x.rows, count, stride, x.order}, 1.0, lane.sum);
        }
    });
    h = lanes_[0].sum;
    for (std::size_t lane = 1; lane < lanes_.size(); ++lane) h += lanes_[lane].sum;
}

Vector squared_column_norms(const MatrixView& x) {
    Vector norms = Vector::Zero(x.cols);
    if (x.order == MatrixView::Order::rows) {
        for (Index n = 0; n < x.rows; ++n) {
            const Eigen::Map<const Vector> row(x.data + n * x.stride, x.cols);
            norms.array() += row.array().square();
        }
    } else {
        for (Index i = 0; i < x.cols; ++i) {
            norms[i] = Eigen::Map<const Vector>(x.data + i * x.stride, x.rows).squaredNorm();
        }
    }
    return norms;
}

}  // namespace regimes
