// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/used_features.hpp"

#include <gtest/gtest.h>

namespace regimes {
namespace {

using Method = FitOptions::Method;

/// [[0, 2, 0, 1], [0, 0, 0, 3]]: columns 1 and 3 are empty.
FitProblem problem() {
    SparseMatrix x;
    x.rows = 2;
    x.cols = 4;
    x.starts = {0, 0, 1, 1, 3};
    x.row_indices = {0, 0, 1};
    x.values = {2.0, 1.0, 3.0};
    const Table table(std::make_shared<const SparseMatrix>(x), TableText{});
    return {{table, Vector{{1.0, 2.0}}}, std::nullopt};
}

TEST(UsedFeatures, AreThoseWithAnEntry) {
    FitProblem data = problem();
    data.start.plus = Vector{{1.0, 2.0, 3.0, 4.0}};
    const UsedFeatures used(data, Method::exact);
    EXPECT_EQ(used.x().cols(), 2);
    EXPECT_EQ((*used.x().sparse())(1, 1), 3.0);
    EXPECT_EQ(used.column(0), 1);
    EXPECT_EQ(used.column(1), 3);
    EXPECT_EQ(used.empty_columns(), (std::vector<Index>{0, 2}));
    EXPECT_EQ(used.start().plus, (Vector{{2.0, 4.0}}));
    EXPECT_EQ(used.whole(Vector{{5.0, 6.0}}), (Vector{{0.0, 5.0, 0.0, 6.0}}));
    EXPECT_EQ(used.part(Vector{{0.0, 5.0, 0.0, 6.0}}), (Vector{{5.0, 6.0}}));
    EXPECT_EQ(used.whole(Vector()).size(), 0);
}

TEST(UsedFeatures, AreAllWhereTheOthersCount) {
    const FitProblem data = problem();
    EXPECT_TRUE(UsedFeatures(data, Method::flow).are_all());
    FitProblem biased = problem();
    biased.start.plus = Vector::Constant(4, 2.0);
    biased.start.minus = Vector::Ones(4);
    const UsedFeatures all(biased, Method::exact);
    EXPECT_TRUE(all.are_all());
    EXPECT_EQ(all.column(2), 2);
    EXPECT_EQ(all.x().sparse(), biased.training.x.sparse());
    FitProblem dense = problem();
    dense.training.x = dense.training.x.made_dense();
    EXPECT_TRUE(UsedFeatures(dense, Method::exact).are_all());
    FitProblem zeros = problem();
    SparseMatrix none;
    none.rows = 2;
    none.cols = 3;
    none.starts = {0, 0, 0, 0};
    zeros.training.x = Table(std::make_shared<const SparseMatrix>(none), TableText{});
    EXPECT_EQ(UsedFeatures(zeros, Method::exact).x().cols(), 3);
}

}  // namespace
}  // namespace regimes
