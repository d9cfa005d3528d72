// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/entry_products.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

struct Shape {
    Index rows, cols, width, count;
};

// Against whole matrices: widths of no whole vector, lines without entries and with one, an entry
// seen twice, and sizes that run in one lane and in several. A sum of n products of numbers about 1
// has an error of n eps, and the largest n here is 1000.
TEST(EntryProducts, AreThoseOfWholeMatrices) {
    for (const auto& [rows, cols, width, count] :
         {Shape{3, 2, 1, 2}, Shape{5, 9, 7, 20}, Shape{9, 5, 8, 4}, Shape{600, 400, 90, 24000},
          Shape{300, 1000, 33, 20000}, Shape{1, 70, 400, 1000}}) {
        RandomStream stream(4, "entries");
        const Matrix a = stream.normals(rows * width).reshaped(rows, width);
        const Matrix b = stream.normals(cols * width).reshaped(cols, width);
        std::vector<MatrixEntry> entries;
        for (Index n = 0; n < count; ++n) {
            entries.push_back({static_cast<Index>(stream.below(static_cast<std::uint64_t>(rows))),
                               static_cast<Index>(stream.below(static_cast<std::uint64_t>(cols)))});
        }
        entries.back() = entries.front();
        const Vector u = stream.normals(count);
        Matrix r = Matrix::Zero(rows, cols);
        const Matrix product = a * b.transpose();
        Vector expected = Vector::Ones(count);
        for (Index n = 0; n < count; ++n) {
            const auto [row, col] = entries[static_cast<std::size_t>(n)];
            r(row, col) += u[n];
            expected[n] += product(row, col);
        }
        const EntryProducts products(rows, cols, entries, 2);
        Vector values = Vector::Ones(count);
        products.add_values(FactorRows(a, 2), FactorRows(b, 2), values);
        EXPECT_LT((values - expected).lpNorm<Eigen::Infinity>(), 1e-12) << rows;
        FactorRows to_left(rows, width, 2);
        FactorRows to_right(cols, width, 2);
        products.add_combination(u, FactorRows(a, 2), FactorRows(b, 2), to_left, to_right);
        Matrix left = Matrix::Ones(rows, width);
        Matrix right = Matrix::Zero(cols, width);
        to_left.add_to(left);
        to_right.add_to(right);
        const Matrix rb = r * b;
        const Matrix ra = r.transpose() * a;
        EXPECT_LT((left.array() - 1.0 - rb.array()).abs().maxCoeff(), 1e-11) << rows;
        EXPECT_LT((right - ra).cwiseAbs().maxCoeff(), 1e-11) << rows;
    }
}

}  // namespace
}  // namespace regimes
