// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/core/sparse_matrix.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "regimes/core/design_view.hpp"
#include "regimes/core/sparse_matrix_test.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(SparseMatrix, HasTheEntriesOfTheDenseOne) {
    RandomStream random(1, "sparse");
    const Matrix x = mostly_zero(7, 9, 0.3, random);
    const SparseMatrix sparse = sparse_of(x);
    EXPECT_NO_THROW(validate(sparse));
    for (Index i = 0; i < 9; ++i) {
        for (Index n = 0; n < 7; ++n) EXPECT_EQ(sparse(n, i), x(n, i));
    }
}

TEST(SparseMatrix, RowsAreTakenInAnyOrderAndScaled) {
    RandomStream random(2, "sparse");
    const Matrix x = mostly_zero(6, 5, 0.5, random);
    const SparseMatrix chosen = sparse_of(x).scaled_rows({4, 0, 2}, Vector{{2.0, 1.0, -3.0}});
    EXPECT_NO_THROW(validate(chosen));
    for (Index i = 0; i < 5; ++i) {
        EXPECT_EQ(chosen(0, i), 2.0 * x(4, i));
        EXPECT_EQ(chosen(1, i), x(0, i));
        EXPECT_EQ(chosen(2, i), -3.0 * x(2, i));
    }
}

TEST(SparseMatrix, WhatDoesNotBelongTogetherIsNamed) {
    const auto complaint = [](auto change) {
        SparseMatrix matrix = sparse_of(Matrix{{1.0, 0.0}, {2.0, 3.0}});
        change(matrix);
        try {
            validate(matrix);
        } catch (const std::invalid_argument& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_EQ(complaint([](SparseMatrix&) {}), "");
    EXPECT_THAT(complaint([](SparseMatrix& m) { m.cols = 3; }), HasSubstr("starts: 3 given"));
    EXPECT_THAT(complaint([](SparseMatrix& m) { m.values.pop_back(); }),
                HasSubstr("row_indices: 3 given"));
    EXPECT_THAT(complaint([](SparseMatrix& m) { m.starts = {0, 4, 3}; }), HasSubstr("ascending"));
    EXPECT_THAT(complaint([](SparseMatrix& m) {
                    m.row_indices = {1, 0, 1};
                }),
                HasSubstr("0 follows 1 in column 0"));
    EXPECT_THAT(complaint([](SparseMatrix& m) { m.row_indices[2] = 2; }), HasSubstr("2 follows"));
}

TEST(DesignView, ShiftsAndMapsColumnsThatAreRead) {
    class Doubled final : public ColumnMap {
    public:
        void apply(Eigen::Ref<Matrix> columns) const override { columns *= 2.0; }
    };
    const Matrix x{{1.0, 0.0, 0.0}, {0.0, 0.0, 4.0}};
    const SparseMatrix sparse = sparse_of(x);
    const RankOne shift{Vector{{1.0, 2.0}}, Vector{{3.0, 4.0, 5.0}}};
    DesignView view(sparse, &shift);
    EXPECT_EQ(view(1, 2), 4.0 - 2.0 * 5.0);
    EXPECT_EQ(view.column(1), (Vector{{-4.0, -8.0}}));
    const Doubled doubled;
    view.map = &doubled;
    EXPECT_EQ(view.column(0), (Vector{{-4.0, -12.0}}));
    EXPECT_EQ(DesignView(x).column(2), (Vector{{0.0, 4.0}}));
}

}  // namespace
}  // namespace regimes
