// SPDX-License-Identifier: BSD-3-Clause
// Products of thin factors at few entries of a large matrix: A B^T where it is seen, and a sparse R
// times a factor.
#pragma once

#include <vector>

#include "regimes/models/matrix_measurements.hpp"

namespace regimes {

/// A factor with its rows one after the other, as the products at single entries read them. Rows
/// are padded with zeros to whole vectors.
class FactorRows {
public:
    /// Zeros of this shape.
    FactorRows(Index rows, Index width, int threads);
    FactorRows(const MatrixMeasurements::ConstMatrixRef& factor, int threads);

    const double* row(Index i) const { return numbers_.data() + i * stride_; }
    double* row(Index i) { return numbers_.data() + i * stride_; }
    Index padded_width() const { return stride_; }
    void add_to(MatrixMeasurements::MatrixRef factor) const;

private:
    void turn(const MatrixMeasurements::ConstMatrixRef& factor, Index begin, Index end, Index first,
              Index last);

    Index stride_;
    int threads_;
    Vector numbers_;
};

/// Entries of a matrix in the order in which their rows, and their columns, come. Large products
/// run on several threads, in lanes that the sizes alone decide; each number is summed in one lane.
class EntryProducts {
public:
    EntryProducts(Index rows, Index cols, const std::vector<MatrixEntry>& entries, int threads);

    /// out_n += (A B^T) at entry n.
    void add_values(const FactorRows& a, const FactorRows& b, VectorRef out) const;
    /// left += R B and right += R^T A, where R has u_n at entry n.
    void add_combination(ConstVectorRef u, const FactorRows& a, const FactorRows& b,
                         FactorRows& left, FactorRows& right) const;

private:
    /// Entries of one row (or column) after the other: `start` says where, `across` where each is
    /// in the other direction, `number` which entry it is.
    struct Lines {
        std::vector<Index> start, across, number;
    };
    static Lines lines(Index count, const std::vector<MatrixEntry>& entries,
                       Index MatrixEntry::*along, Index MatrixEntry::*across);
    template <typename Work>
    void for_lines(const Lines& lines, Index width, const Work& work) const;
    template <int Size>
    static void add_line(const Lines& lines, std::size_t line, const double* u,
                         const FactorRows& from, double* to);
    void add_lines(const Lines& lines, ConstVectorRef u, const FactorRows& from,
                   FactorRows& to) const;

    int threads_;
    Lines by_rows_;
    Lines by_cols_;
};

}  // namespace regimes
