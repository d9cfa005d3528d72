// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/entry_products.hpp"

#include <algorithm>

#include "regimes/numerics/pack.hpp"
#include "regimes/numerics/parallel.hpp"

namespace regimes {

namespace {

constexpr Index padding = 8;  // doubles of the widest vector
constexpr Index tile = 32;    // rows, and columns, turned at a time

template <int Size>
REGIMES_INLINE double dot(const double* a, const double* b, Index size) {
    using Numbers = Pack<double, Size>;
    Numbers sum[padding / Size] = {};
    for (Index k = 0; k < size; k += padding) {
        for (Index part = 0; part < padding / Size; ++part) {
            Numbers left;
            Numbers right;
            load(a + k + part * Size, left);
            load(b + k + part * Size, right);
            sum[part] += left * right;
        }
    }
    double whole = 0.0;
    for (const Numbers& part : sum) {
        for (int i = 0; i < Size; ++i) whole += part[i];
    }
    return whole;
}

/// to += the sum of `Count` rows, each times its weight.
template <int Size, int Count>
REGIMES_INLINE void accumulate(const double* const* rows, const double* weights, Index size,
                               double* to) {
    for (Index k = 0; k < size; k += Size) {
        Pack<double, Size> sum;
        load(to + k, sum);
        for (int n = 0; n < Count; ++n) {
            Pack<double, Size> numbers;
            load(rows[n] + k, numbers);
            sum += weights[n] * numbers;
        }
        store(sum, to + k);
    }
}

/// Parts of a job of so many numbers, by its size alone; threads are worth it where there are two.
int lanes_for(Index numbers) {
    constexpr Index numbers_per_lane = Index{1} << 17;
    return static_cast<int>(std::clamp<Index>(numbers / numbers_per_lane, 1, 16));
}

/// work(begin, end) of all rows, in lanes.
template <typename Work>
void for_rows(Index rows, Index width, int threads, const Work& work) {
    const int lanes = lanes_for(rows * width);
    parallel_for(lanes, threads,
                 [&](int lane) { work(rows * lane / lanes, rows * (lane + 1) / lanes); });
}

Index rounded_up(Index width) { return (width + padding - 1) / padding * padding; }

}  // namespace

FactorRows::FactorRows(Index rows, Index width, int threads)
    : stride_(rounded_up(width)), threads_(threads), numbers_(Vector::Zero(rows * stride_)) {}

FactorRows::FactorRows(const MatrixMeasurements::ConstMatrixRef& factor, int threads)
    : stride_(rounded_up(factor.cols())), threads_(threads), numbers_(factor.rows() * stride_) {
    if (stride_ > factor.cols()) numbers_.setZero();
    for_rows(factor.rows(), stride_, threads_, [&](Index begin, Index end) {
        for (Index k = 0; k < factor.cols(); k += tile) {
            const Index last = std::min(k + tile, factor.cols());
            for (Index i = begin; i < end; i += tile) {
                turn(factor, i, std::min(i + tile, end), k, last);
            }
        }
    });
}

/// Rows and columns of one tile; few enough that each has a page of memory of its own.
void FactorRows::turn(const MatrixMeasurements::ConstMatrixRef& factor, Index begin, Index end,
                      Index first, Index last) {
    Index i = begin;
    for (; i + 4 <= end; i += 4) {
        Index k = first;
        for (; k + 4 <= last; k += 4) {
            transpose_tile(factor.data() + i + k * factor.outerStride(), factor.outerStride(),
                           row(i) + k, stride_);
        }
        for (; k < last; ++k) {
            for (Index n = i; n < i + 4; ++n) row(n)[k] = factor(n, k);
        }
    }
    for (; i < end; ++i) {
        for (Index k = first; k < last; ++k) row(i)[k] = factor(i, k);
    }
}

void FactorRows::add_to(MatrixMeasurements::MatrixRef factor) const {
    for_rows(factor.rows(), stride_, threads_, [&](Index begin, Index end) {
        for (Index k = 0; k < factor.cols(); k += tile) {
            const Index last = std::min(k + tile, factor.cols());
            for (Index c = k; c < last; ++c) {
                for (Index i = begin; i < end; ++i) factor(i, c) += row(i)[c];
            }
        }
    });
}

EntryProducts::EntryProducts(Index rows, Index cols, const std::vector<MatrixEntry>& entries,
                             int threads)
    : threads_(threads),
      by_rows_(lines(rows, entries, &MatrixEntry::row, &MatrixEntry::col)),
      by_cols_(lines(cols, entries, &MatrixEntry::col, &MatrixEntry::row)) {}

EntryProducts::Lines EntryProducts::lines(Index count, const std::vector<MatrixEntry>& entries,
                                          Index MatrixEntry::*along, Index MatrixEntry::*across) {
    Lines lines;
    lines.start.assign(static_cast<std::size_t>(count) + 1, 0);
    for (const MatrixEntry& entry : entries) {
        ++lines.start[static_cast<std::size_t>(entry.*along) + 1];
    }
    for (std::size_t i = 1; i < lines.start.size(); ++i) lines.start[i] += lines.start[i - 1];
    std::vector<Index> next = lines.start;
    lines.across.resize(entries.size());
    lines.number.resize(entries.size());
    for (std::size_t n = 0; n < entries.size(); ++n) {
        const auto place =
            static_cast<std::size_t>(next[static_cast<std::size_t>(entries[n].*along)]++);
        lines.across[place] = entries[n].*across;
        lines.number[place] = static_cast<Index>(n);
    }
    return lines;
}

/// Calls work(begin, end) for all lines, in lanes of about as many entries.
template <typename Work>
void EntryProducts::for_lines(const Lines& lines, Index width, const Work& work) const {
    const auto entries = static_cast<Index>(lines.number.size());
    const int lanes = lanes_for(entries * width);
    const auto line_at = [&](int lane) {
        const auto place =
            std::lower_bound(lines.start.begin(), lines.start.end() - 1, entries * lane / lanes);
        return static_cast<std::size_t>(place - lines.start.begin());
    };
    parallel_for(lanes, threads_, [&](int lane) { work(line_at(lane), line_at(lane + 1)); });
}

void EntryProducts::add_values(const FactorRows& a, const FactorRows& b, VectorRef out) const {
    const Index width = a.padded_width();
    const auto some = [&](std::size_t begin, std::size_t end) {
        in_vectors(
            widest_vector_unit(), [&](auto bytes) __attribute__((always_inline)) {
                constexpr int size = bytes() / sizeof(double);
                for (std::size_t i = begin; i < end; ++i) {
                    const double* left = a.row(static_cast<Index>(i));
                    for (Index at = by_rows_.start[i]; at < by_rows_.start[i + 1]; ++at) {
                        const auto place = static_cast<std::size_t>(at);
                        out[by_rows_.number[place]] +=
                            dot<size>(left, b.row(by_rows_.across[place]), width);
                    }
                }
            });
    };
    for_lines(by_rows_, width, some);
}

/// `to` += the rows of `from` at the entries of one line, each times its u.
template <int Size>
REGIMES_INLINE void EntryProducts::add_line(const Lines& lines, std::size_t line, const double* u,
                                            const FactorRows& from, double* to) {
    constexpr Index together = 4;  // so that `to` is read and written less
    const Index width = from.padded_width();
    const double* rows[together];
    double weights[together];
    Index at = lines.start[line];
    const Index end = lines.start[line + 1];
    while (at < end) {
        const Index count = end - at >= together ? together : 1;
        for (Index n = 0; n < count; ++n) {
            const auto place = static_cast<std::size_t>(at + n);
            rows[n] = from.row(lines.across[place]);
            weights[n] = u[lines.number[place]];
        }
        at += count;
        if (count == together) {
            accumulate<Size, together>(rows, weights, width, to);
        } else {
            accumulate<Size, 1>(rows, weights, width, to);
        }
    }
}

void EntryProducts::add_lines(const Lines& lines, ConstVectorRef u, const FactorRows& from,
                              FactorRows& to) const {
    const auto some = [&](std::size_t begin, std::size_t end) {
        in_vectors(
            widest_vector_unit(), [&](auto bytes) __attribute__((always_inline)) {
                constexpr int size = bytes() / sizeof(double);
                for (std::size_t i = begin; i < end; ++i) {
                    add_line<size>(lines, i, u.data(), from, to.row(static_cast<Index>(i)));
                }
            });
    };
    for_lines(lines, from.padded_width(), some);
}

void EntryProducts::add_combination(ConstVectorRef u, const FactorRows& a, const FactorRows& b,
                                    FactorRows& left, FactorRows& right) const {
    add_lines(by_rows_, u, b, left);
    add_lines(by_cols_, u, a, right);
}

}  // namespace regimes
