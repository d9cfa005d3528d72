// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/design_product.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "regimes/numerics/blas.hpp"
#include "regimes/numerics/parallel.hpp"

namespace regimes {

namespace {

constexpr Index block_entries = 16384;  // of X in multiply_through: 128 kB, half of a small cache

constexpr Index lane_entries = 1 << 19;  // 4 MiB of X: enough work to pay for a thread
constexpr Index max_lanes = 16;
constexpr Index packed_entries = 1 << 16;  // 512 KiB: a block of packed columns stays in L2

int lane_count(Index entries) {
    return static_cast<int>(std::clamp<Index>(entries / lane_entries, 1, max_lanes));
}

/// An entry of a sparse X costs about four of a dense one.
int sparse_lanes(const SparseMatrix& x) {
    return lane_count(4 * static_cast<Index>(x.values.size()));
}

/// First and number of a lane's rows or columns. The longer side is cut, so that none is empty.
std::pair<Index, Index> lane_range(Index total, int lane, int lanes) {
    const Index first = total * lane / lanes;
    return {first, total * (lane + 1) / lanes - first};
}

/// packed (rows x count) = `columns`, each times sqrt(w); in the order of storage that is returned.
MatrixView::Order pack(const DesignView& design, const Index* columns, const double* weights,
                       Index count, double* packed) {
    const MatrixView& x = design.dense;
    if (design.sparse != nullptr) {
        Eigen::Map<Matrix> block(packed, design.rows, count);
        design.copy_columns(columns, count, block);
        for (Index k = 0; k < count; ++k) block.col(k) *= std::sqrt(weights[k]);
        return MatrixView::Order::columns;
    }
    if (x.order == MatrixView::Order::columns) {
        for (Index k = 0; k < count; ++k) {
            const double* from = x.data + columns[k] * x.stride;
            const double scale = std::sqrt(weights[k]);
            for (Index n = 0; n < x.rows; ++n) packed[k * x.rows + n] = scale * from[n];
        }
        return x.order;
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
    return x.order;
}

void multiply_dense(const MatrixView& x, ConstVectorRef b, VectorRef out, int threads) {
    if (x.cols == 0) {  // of which BLAS leaves `out` as it was
        out.setZero();
        return;
    }
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

/// X = map(S - left right^T) by blocks of columns that are made dense: visit(block, first column).
template <typename Visit>
void for_mapped_blocks(const DesignView& x, int threads, const Visit& visit) {
    const int lanes = lane_count(x.rows * x.cols);
    const Index width = std::max<Index>(32, packed_entries / x.rows);
    parallel_for(lanes, threads, [&](int lane) {
        const auto [start, count] = lane_range(x.cols, lane, lanes);
        Matrix block(x.rows, std::min(width, count));
        std::vector<Index> which(static_cast<std::size_t>(block.cols()));
        for (Index first = start; first < start + count; first += width) {
            const Index taken = std::min(width, start + count - first);
            std::iota(which.begin(), which.end(), first);
            x.copy_columns(which.data(), taken, block.leftCols(taken));
            visit(lane, block.leftCols(taken), first);
        }
    });
}

void multiply_mapped(const DesignView& x, ConstVectorRef b, VectorRef out, int threads) {
    Matrix partial = Matrix::Zero(x.rows, max_lanes);
    for_mapped_blocks(x, threads, [&](int lane, const auto& block, Index first) {
        partial.col(lane) += block * b.segment(first, block.cols());
    });
    out = partial.rowwise().sum();
}

void multiply_sparse(const DesignView& x, ConstVectorRef b, VectorRef out, int threads) {
    const SparseMatrix& s = *x.sparse;
    const int lanes = sparse_lanes(s);
    Matrix partial = Matrix::Zero(x.rows, lanes);
    parallel_for(lanes, threads, [&](int lane) {
        const auto [first, count] = lane_range(x.cols, lane, lanes);
        double* sum = partial.col(lane).data();
        for (Index i = first; i < first + count; ++i) {
            if (b[i] == 0.0) continue;
            s.for_each(i, [&](Index n, double value) { sum[n] += value * b[i]; });
        }
    });
    out = partial.rowwise().sum();
    if (x.shift != nullptr) out -= x.shift->right.dot(b) * x.shift->left;
}

void multiply_transposed_sparse(const DesignView& x, ConstVectorRef v, VectorRef out, int threads) {
    const SparseMatrix& s = *x.sparse;
    const int lanes = sparse_lanes(s);
    parallel_for(lanes, threads, [&](int lane) {
        const auto [first, count] = lane_range(x.cols, lane, lanes);
        for (Index i = first; i < first + count; ++i) {
            double sum = 0.0;
            s.for_each(i, [&](Index n, double value) { sum += value * v[n]; });
            out[i] = sum;
        }
    });
    if (x.shift != nullptr) out -= x.shift->left.dot(v) * x.shift->right;
}

MatrixView transposed(const MatrixView& x) {
    using Order = MatrixView::Order;
    return {x.data, x.cols, x.rows, x.stride,
            x.order == Order::rows ? Order::columns : Order::rows};
}

Vector squared_norms_dense(const MatrixView& x) {
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

Vector squared_norms_sparse(const DesignView& x) {
    Vector norms(x.cols);
    const double all = x.shift == nullptr ? 0.0 : x.shift->left.squaredNorm();
    for (Index i = 0; i < x.cols; ++i) {
        const double right = x.shift == nullptr ? 0.0 : x.shift->right[i];
        double sum = 0.0;
        double seen = 0.0;  // of left^2
        x.sparse->for_each(i, [&](Index n, double value) {
            const double left = x.shift == nullptr ? 0.0 : x.shift->left[n];
            sum += (value - right * left) * (value - right * left);
            seen += left * left;
        });
        norms[i] = sum + std::max(all - seen, 0.0) * right * right;
    }
    return norms;
}

/// True if these columns have so few entries that their outer products, one by one, are less work
/// than a dense product.
bool is_thin(const DesignView& x, const std::vector<Index>& columns) {
    if (x.sparse == nullptr || x.map != nullptr) return false;
    constexpr double dense_speed = 16.0;  // operations of syrk in the time of one that is scattered
    double work = 0.0;
    for (const Index i : columns) {
        const auto size = static_cast<double>(x.sparse->size(i));
        work += size * size;
    }
    return dense_speed * work <
           static_cast<double>(x.rows * x.rows) * static_cast<double>(columns.size());
}

}  // namespace

void multiply(const DesignView& x, ConstVectorRef b, VectorRef out, int threads) {
    if (x.sparse == nullptr) return multiply_dense(x.dense, b, out, threads);
    if (x.map != nullptr) return multiply_mapped(x, b, out, threads);
    multiply_sparse(x, b, out, threads);
}

void multiply_transposed(const DesignView& x, ConstVectorRef v, VectorRef out, int threads) {
    if (x.sparse == nullptr) return multiply_dense(transposed(x.dense), v, out, threads);
    if (x.map == nullptr) return multiply_transposed_sparse(x, v, out, threads);
    for_mapped_blocks(x, threads, [&](int, const auto& block, Index first) {
        out.segment(first, block.cols()) = block.transpose() * v;
    });
}

void multiply_through(const DesignView& x, ConstVectorRef v,
                      const std::function<void(Index first, VectorRef z)>& map, VectorRef out) {
    if (x.sparse != nullptr) {
        Vector z(x.cols);
        multiply_transposed(x, v, z);
        map(0, z);
        multiply(x, z, out);
        return;
    }
    const Index block = std::max<Index>(1, block_entries / std::max<Index>(1, x.rows));
    Vector z(std::min(block, x.cols));
    Vector part(x.rows);
    out.setZero();
    for (Index first = 0; first < x.cols; first += block) {
        const Index count = std::min(block, x.cols - first);
        const MatrixView columns = x.dense.columns(first, count);
        multiply_dense(transposed(columns), v, z.head(count), 1);
        map(first, z.head(count));
        multiply_dense(columns, z.head(count), part, 1);
        out += part;
    }
}

void WeightedGram::compute(const DesignView& x, const std::vector<Index>& columns,
                           const std::vector<double>& weights, Matrix& h, int threads) {
    const auto total = static_cast<Index>(columns.size());
    const bool thin = is_thin(x, columns);
    const int lanes = thin ? sparse_lanes(*x.sparse) : lane_count(x.rows * total);
    lanes_.resize(static_cast<std::size_t>(lanes));
    parallel_for(lanes, threads, [&](int index) {
        Lane& lane = lanes_[static_cast<std::size_t>(index)];
        lane.sum.setZero(x.rows, x.rows);
        const auto [first, count] = lane_range(total, index, lanes);
        const Index* from = columns.data() + first;
        if (thin) {
            add_sparse(x, from, weights.data() + first, count, lane);
        } else {
            add_dense(x, from, weights.data() + first, count, lane);
        }
    });
    h = lanes_[0].sum;
    for (std::size_t lane = 1; lane < lanes_.size(); ++lane) h += lanes_[lane].sum;
}

void WeightedGram::add_dense(const DesignView& x, const Index* columns, const double* weights,
                             Index count, Lane& lane) {
    const Index block = std::max<Index>(32, packed_entries / x.rows);
    lane.packed.resize(static_cast<std::size_t>(x.rows * block));
    for (Index first = 0; first < count; first += block) {
        const Index taken = std::min(block, count - first);
        const auto order = pack(x, columns + first, weights + first, taken, lane.packed.data());
        const Index stride = order == MatrixView::Order::rows ? taken : x.rows;
        blas::syrk({lane.packed.data(), x.rows, taken, stride, order}, 1.0, lane.sum);
    }
}

/// The sum of w_i x_i x_i^T, x_i = s_i - right_i left: the first term entry by entry.
void WeightedGram::add_sparse(const DesignView& x, const Index* columns, const double* weights,
                              Index count, Lane& lane) {
    Vector mixed = Vector::Zero(x.rows);  // sum of w_i right_i s_i
    double square = 0.0;                  // sum of w_i right_i^2
    for (Index k = 0; k < count; ++k) {
        const Index i = columns[k];
        x.sparse->for_each(i, [&](Index m, double left) {
            double* column = lane.sum.col(m).data();
            const double scaled = weights[k] * left;
            x.sparse->for_each(i, [&](Index n, double value) {
                if (n >= m) column[n] += scaled * value;
            });
        });
        if (x.shift == nullptr) continue;
        const double scaled = weights[k] * x.shift->right[i];
        x.sparse->for_each(i, [&](Index n, double value) { mixed[n] += scaled * value; });
        square += scaled * x.shift->right[i];
    }
    if (x.shift == nullptr) return;
    const Vector& left = x.shift->left;
    const Vector rest = mixed - square * left;
    lane.sum -= mixed * left.transpose() + left * rest.transpose();
}

Vector squared_column_norms(const DesignView& x) {
    if (x.map != nullptr) {
        Vector norms(x.cols);
        for_mapped_blocks(x, 1, [&](int, const auto& block, Index first) {
            norms.segment(first, block.cols()) = block.colwise().squaredNorm();
        });
        return norms;
    }
    if (x.sparse != nullptr) return squared_norms_sparse(x);
    return squared_norms_dense(x.dense);
}

Vector squared_row_norms(const DesignView& x) {
    if (x.sparse == nullptr) return squared_norms_dense(transposed(x.dense));
    Vector norms = Vector::Zero(x.rows);
    for (Index i = 0; i < x.cols; ++i) norms += x.column(i).cwiseAbs2();
    return norms;
}

}  // namespace regimes
