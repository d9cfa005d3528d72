// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/lifted_flow.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/SVD>
#include <cmath>
#include <numbers>

#include "regimes/dynamics/gradient_flow.hpp"
#include "regimes/dynamics/problem_test.hpp"
#include "regimes/models/matrix_factorization.hpp"

namespace regimes {
namespace {

using dynamics_test::CancelAfter;
using dynamics_test::misuse;
using ::testing::HasSubstr;
using Measurements = std::shared_ptr<const MatrixMeasurements>;

/// Completion of a random matrix of rank `rank`: d1 x d2, `count` different entries seen.
struct Completion {
    Matrix target;
    Measurements x;
    Vector y;
};

Completion completion(Index rows, Index cols, Index rank, Index count) {
    RandomStream stream(5, "completion");
    Completion problem;
    problem.target = stream.normals(rows * rank).reshaped(rows, rank) *
                     stream.normals(cols * rank).reshaped(cols, rank).transpose();
    std::vector<MatrixEntry> entries;
    for (Index place = 0; place < rows * cols; ++place) {
        const Index left = rows * cols - place;
        const Index wanted = count - static_cast<Index>(entries.size());
        if (static_cast<Index>(stream.below(static_cast<std::uint64_t>(left))) < wanted) {
            entries.push_back({place % rows, place / rows});
        }
    }
    problem.y.resize(count);
    for (Index n = 0; n < count; ++n) {
        const MatrixEntry entry = entries[static_cast<std::size_t>(n)];
        problem.y[n] = problem.target(entry.row, entry.col);
    }
    problem.x = observed_entries(rows, cols, entries);
    return problem;
}

Matrix product(const Measurements& x, const TrainingResult& result) {
    const Index width = result.parameters.size() / (x->rows() + x->cols());
    return MatrixFactorization(x, width).product(result.parameters);
}

Matrix stacked(const LiftedStart& start) {
    Matrix w(start.left.rows() + start.right.rows(), start.left.cols());
    w << start.left, start.right;
    return w;
}

LiftedStart random_start(Index rows, Index cols, Index width, double log_alpha) {
    RandomStream stream(9, "start");
    return {stream.normals(rows * width).reshaped(rows, width),
            stream.normals(cols * width).reshaped(cols, width), log_alpha};
}

TEST(LiftedFlow, NarrowKeepsTheGramMatrix) {
    for (const Index width : {3, 7, 8, 40}) {
        const LiftedStart start = random_start(3, 4, width, -1.0);
        const LiftedStart narrowed = narrow(start);
        EXPECT_EQ(narrowed.left.cols(), std::min<Index>(width, 7));
        EXPECT_EQ(narrowed.log_alpha, -1.0);
        const Matrix gram = stacked(start) * stacked(start).transpose();
        const Matrix found = stacked(narrowed) * stacked(narrowed).transpose();
        EXPECT_LT((found - gram).norm(), 1e-13 * gram.norm()) << width;
    }
}

// The factor flow of width 12 and the lifted one, at the same times, for both kinds of measurement.
TEST(LiftedFlow, IsTheFactorFlowAtEveryTime) {
    const Completion seen = completion(4, 5, 1, 12);
    std::vector<Matrix> dense;
    RandomStream stream(2, "dense");
    for (Index n = 0; n < 8; ++n) dense.push_back(stream.normals(20).reshaped(4, 5));
    const Measurements general = dense_measurements(dense);
    const Vector general_y = stream.normals(8);
    FlowOptions options;
    options.relative_tolerance = 1e-9;
    options.residual_tolerance = 1e-300;
    options.snapshots = {0.0, 0.1, 0.3, 1.0};
    options.max_time = 1.0;
    for (const bool completing : {true, false}) {
        const Measurements& x = completing ? seen.x : general;
        const Vector& y = completing ? seen.y : general_y;
        const LiftedStart start = random_start(4, 5, 12, std::log(0.1));
        const MatrixFactorization wide(x, 12);
        Vector w(wide.parameters());
        w << 0.1 * start.left.reshaped(), 0.1 * start.right.reshaped();
        const auto factors = gradient_flow(wide, y, w, options).trajectory;
        const auto lifted = lifted_flow(x, y, start, options).trajectory;
        ASSERT_EQ(factors.times, options.snapshots);
        ASSERT_EQ(lifted.times, options.snapshots);
        const MatrixFactorization narrow_model(x, 9);
        for (std::size_t n = 0; n < factors.times.size(); ++n) {
            const Matrix expected = wide.product(factors.parameters[n]);
            const Matrix found = narrow_model.product(lifted.parameters[n]);
            EXPECT_LT((found - expected).norm(), 1e-6 * std::max(1.0, expected.norm()))
                << completing << ' ' << factors.times[n];
        }
    }
}

// E M = k I for W of k columns of unit normals, and var M_ij = k (1 + [i = j]).
TEST(LiftedFlow, BartlettHasTheMomentsOfWishart) {
    for (const Index columns : {2, 7, 500000}) {
        constexpr int draws = 400;
        Matrix mean = Matrix::Zero(5, 5);
        Matrix squares = Matrix::Zero(5, 5);
        for (int n = 0; n < draws; ++n) {
            MatrixFactorizationStart start{.rows = 2, .cols = 3, .columns = columns};
            start.unbiased = false;
            start.variance = MatrixFactorizationStart::Variance::one;
            start.seed = static_cast<std::uint64_t>(n);
            const LiftedStart lifted = lifted_start(start);
            EXPECT_LE(lifted.left.cols(), 5);
            const Matrix m = stacked(lifted) * stacked(lifted).transpose();
            mean += m / draws;
            squares +=
                (m - static_cast<double>(columns) * Matrix::Identity(5, 5)).cwiseAbs2() / draws;
        }
        const double k = static_cast<double>(columns);
        for (Index i = 0; i < 5; ++i) {
            for (Index j = 0; j < 5; ++j) {
                const double variance = k * (i == j ? 2.0 : 1.0);
                EXPECT_NEAR(mean(i, j), i == j ? k : 0.0, 5.0 * std::sqrt(variance / draws));
                // kurtosis at most 15 for one degree of freedom: deviation sqrt(14 / draws)
                EXPECT_NEAR(squares(i, j) / variance, 1.0, 5.0 * std::sqrt(14.0 / draws));
            }
        }
    }
}

TEST(LiftedFlow, UnbiasedStartsAreUnbiased) {
    for (const Index columns : {1, 6, 500000}) {
        MatrixFactorizationStart start{.rows = 3, .cols = 4, .columns = columns};
        const LiftedStart lifted = lifted_start(start);
        EXPECT_LE(lifted.left.cols(), 7);
        EXPECT_EQ((lifted.left * lifted.right.transpose()).norm(), 0.0);
        // 2 U0 U0^T with entries of variance 1 / columns: each row has squared norm about 2
        if (columns > 1000) {
            EXPECT_NEAR((lifted.left * lifted.left.transpose()).trace() / 6.0, 1.0, 0.02);
        }
    }
    MatrixFactorizationStart identity{.rows = 3, .cols = 4, .columns = 6};
    identity.shape = MatrixFactorizationStart::Shape::identity;
    const Matrix w = stacked(lifted_start(identity));
    EXPECT_LT((w * w.transpose() - 2.0 * Matrix::Identity(7, 7)).norm(), 1e-14);
    identity.unbiased = false;
    const Vector direct = matrix_factorization_start(identity);
    const MatrixFactorization model(observed_entries(3, 4, {{0, 0}}), 6);
    const LiftedStart biased = lifted_start(identity);
    EXPECT_LT((biased.left * biased.right.transpose() - model.product(direct)).norm(), 1e-14);
}

// M and M + c J have the same U V^T at every time: wide, tall and square.
TEST(LiftedFlow, FewerColumnsWithTheSameProduct) {
    for (const auto& [rows, cols] : {std::pair<Index, Index>{4, 6}, {6, 4}, {5, 5}}) {
        const Completion problem = completion(rows, cols, 2, 14);
        for (const double log10_alpha : {1.0, -0.5, -4.0}) {
            MatrixFactorizationStart start{.rows = rows, .cols = cols, .columns = 7};
            start.shape = MatrixFactorizationStart::Shape::identity;
            start.log_alpha = log10_alpha * std::numbers::ln10;
            const LiftedStart whole = lifted_start(start);
            const LiftedStart reduced = with_same_product(whole);
            EXPECT_EQ(reduced.left.cols(), std::min(rows, cols));
            EXPECT_EQ(reduced.log_alpha, whole.log_alpha);
            FlowOptions options;
            options.relative_tolerance = 1e-9;
            const auto expected = lifted_flow(problem.x, problem.y, whole, options);
            const auto found = lifted_flow(problem.x, problem.y, reduced, options);
            ASSERT_EQ(found.status, Status::converged);
            const Matrix there = product(problem.x, expected);
            EXPECT_LT((product(problem.x, found) - there).norm(), 1e-6 * there.norm())
                << rows << ' ' << log10_alpha;
        }
    }
    const LiftedStart other = random_start(3, 4, 5, -1.0);
    EXPECT_EQ(stacked(with_same_product(other)), stacked(other));
    const LiftedStart uneven{(Matrix(2, 2) << 1.0, 0.0, 0.0, 2.0).finished(), Matrix::Zero(3, 2)};
    EXPECT_EQ(stacked(with_same_product(uneven)), stacked(uneven));
}

// The widest start costs what a narrow one does: the state has at most (d1 + d2)^2 entries. From
// wide starts at alpha^2 k = 1 the entries not seen hardly move (kernel regime).
TEST(LiftedFlow, WidthDoesNotCount) {
    const Completion problem = completion(5, 5, 1, 15);
    for (const Index columns : {20, 500000}) {
        MatrixFactorizationStart start{.rows = 5, .cols = 5, .columns = columns};
        start.unbiased = false;
        start.variance = MatrixFactorizationStart::Variance::one;
        start.log_alpha = -0.5 * std::log(static_cast<double>(columns)) + std::log(10.0);
        const auto result = lifted_flow(problem.x, problem.y, lifted_start(start));
        EXPECT_EQ(result.status, Status::converged);
        EXPECT_EQ(result.parameters.size(), 100);
    }
}

// Rank 3, all entries seen, from starts down to 1e-100: while the first direction escapes, the
// others are up to a hundred orders of magnitude behind it in M, and still escape on time.
TEST(LiftedFlow, TinyStartsKeepTheDirectionsThatGrowLate) {
    const Index d = 6;
    std::vector<MatrixEntry> all;
    for (Index j = 0; j < d; ++j) {
        for (Index i = 0; i < d; ++i) all.push_back({i, j});
    }
    RandomStream stream(3, "target");
    const Matrix u = Matrix(stream.normals(d * d).reshaped(d, d)).householderQr().householderQ();
    const Matrix v = Matrix(stream.normals(d * d).reshaped(d, d)).householderQr().householderQ();
    const Vector values = (Vector(d) << 4.0, 2.0, 1.0, 0.0, 0.0, 0.0).finished();
    const Matrix target = u * values.asDiagonal() * v.transpose();
    const Measurements x = observed_entries(d, d, all);
    for (const double log10_alpha : {-3.0, -30.0, -100.0}) {
        LiftedStart start{Matrix::Identity(d, d), Matrix::Identity(d, d)};
        start.log_alpha = log10_alpha * std::numbers::ln10;
        FlowOptions options;
        options.residual_tolerance = 1e-6;
        options.record_steps = true;
        const auto result = lifted_flow(x, target.reshaped(), start, options);
        ASSERT_EQ(result.status, Status::converged) << log10_alpha;
        EXPECT_LT((product(x, result) - target).norm(), 1e-5);
        // Direction k with value s grows as alpha^2 e^(4 s t): it has reached about s where
        // t = ln(1 / alpha^2) / (4 s). Between these times M has rank 1, 2, 3.
        const double unit = -2.0 * start.log_alpha / 4.0;
        const auto& path = result.trajectory;
        for (std::size_t n = 0; n < path.times.size(); ++n) {
            if (log10_alpha > -10.0) break;
            const double time = path.times[n] / unit;
            const MatrixFactorization model(x, d);
            const Vector found = model.product(path.parameters[n]).jacobiSvd().singularValues();
            for (Index k = 0; k < 3; ++k) {
                const double escape = 1.0 / values[k];
                if (std::fabs(time / escape - 1.0) < 0.1) continue;
                EXPECT_NEAR(found[k], time < escape ? 0.0 : values[k], 1e-3) << time;
            }
        }
    }
}

TEST(LiftedFlow, CancelledOnRequest) {
    const Completion problem = completion(5, 5, 1, 15);
    CancelAfter observer(4);
    FlowOptions options;
    options.observer = &observer;
    const auto result = lifted_flow(problem.x, problem.y, random_start(5, 5, 20, -1.0), options);
    EXPECT_EQ(result.status, Status::cancelled);
    EXPECT_EQ(result.steps, 4);
}

TEST(LiftedFlow, MisuseNamesArgumentValueAndExpectation) {
    const Measurements x = observed_entries(2, 3, {{0, 0}, {1, 2}});
    const Vector y = Vector::Ones(2);
    const LiftedStart start{Matrix::Ones(2, 4), Matrix::Ones(3, 4)};
    const auto run = [&](const Vector& targets, const LiftedStart& from) {
        return misuse([&] { lifted_flow(x, targets, from); });
    };
    EXPECT_THAT(run(Vector::Ones(3), start), HasSubstr("y: 3"));
    EXPECT_THAT(run(y, {Matrix::Ones(3, 4), Matrix::Ones(3, 4)}), HasSubstr("left has 3 rows"));
    EXPECT_THAT(run(y, {Matrix::Ones(2, 4), Matrix::Ones(3, 5)}), HasSubstr("right: 5 columns"));
    EXPECT_THAT(run(y, {Matrix(2, 0), Matrix(3, 0)}), HasSubstr("left: 0"));
    EXPECT_THAT(run(y, {start.left, start.right, -400.0}), HasSubstr("log_alpha: -400"));
    EXPECT_THAT(run(y, {NAN * start.left, start.right}), HasSubstr("finite"));
    EXPECT_THAT(misuse([] { lifted_start({.rows = 0}); }), HasSubstr("rows: 0"));
    EXPECT_THAT(misuse([] { lifted_start({.columns = 0}); }), HasSubstr("columns: 0"));
}

}  // namespace
}  // namespace regimes
