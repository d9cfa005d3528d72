// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/matrix_completion/completion_run.hpp"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "regimes/dynamics/gradient_flow.hpp"
#include "regimes/models/matrix_factorization.hpp"
#include "regimes/solvers/nuclear_norm_completion.hpp"

namespace regimes {
namespace {

MatrixFactorizationStart start_at(double log10_alpha, Index columns, std::uint64_t seed) {
    MatrixFactorizationStart start;
    start.rows = start.cols = 10;
    start.columns = columns;
    start.log_alpha = log10_alpha * std::numbers::ln10;
    start.seed = seed;
    return start;
}

double rms_unobserved(const LowRankCompletion& data, Matrix m) {
    for (const ObservedEntry& entry : data.problem.observed) m(entry.row, entry.col) = 0.0;
    return m.norm() / std::sqrt(100.0 - static_cast<double>(data.problem.observed.size()));
}

// Seed 0 has Y* as its completion of least nuclear norm; the flow ends there.
TEST(CompletionRun, SmallScaleReachesTheLeastNuclearNorm) {
    const LowRankCompletion data = low_rank_completion();
    auto start = start_at(-6.0, 10, 0);
    start.shape = MatrixFactorizationStart::Shape::identity;
    const RunResult run = completion_run(data, lifted_start(start), nullptr);
    EXPECT_TRUE(run.converged);
    const Completion nuclear = nuclear_norm_completion(data.problem);
    EXPECT_NEAR(run.metrics.at("nuclear_norm"), nuclear.nuclear_norm, 1e-6);
    EXPECT_NEAR(run.metrics.at("nuclear_norm"), data.truth.norm(), 1e-6);  // of rank one
    EXPECT_LT(run.metrics.at("rms_from_nuclear"), 1e-6);
    EXPECT_LT(run.metrics.at("rms_error"), 1e-6);
    EXPECT_NEAR(run.metrics.at("rms_change"), rms_unobserved(data, data.truth), 1e-6);
    EXPECT_NEAR(run.metrics.at("effective_rank"), 1.0, 1e-6);
}

// U0 = V0 = I at a large scale: the completion of least Frobenius norm, up to O(alpha^-4).
TEST(CompletionRun, LargeScaleReachesTheLeastFrobeniusNorm) {
    const LowRankCompletion data = low_rank_completion({.seed = 2});
    const Completion frobenius = minimum_frobenius_completion(data.problem);
    double before = 0.0;
    for (const double log10_alpha : {1.0, 2.0}) {
        auto start = start_at(log10_alpha, 10, 2);
        start.shape = MatrixFactorizationStart::Shape::identity;
        const RunResult run = completion_run(data, lifted_start(start), nullptr);
        const double change = run.metrics.at("rms_change");
        // Both differ by no more than what moved, and by the residual of the flow.
        const double tolerance = change * std::sqrt(40.0) + 1e-7;
        EXPECT_NEAR(run.metrics.at("frobenius_norm"), frobenius.frobenius_norm, tolerance);
        EXPECT_NEAR(run.metrics.at("excess_nuclear_norm"), run.metrics.at("excess_of_frobenius"),
                    10.0 * tolerance);
        EXPECT_NEAR(run.metrics.at("rms_error"), rms_unobserved(data, data.truth), tolerance);
        if (before > 0.0) {
            EXPECT_NEAR(std::log10(before / change), 4.0, 0.3);
        }
        before = change;
    }
}

/// The limit alpha -> inf from Gaussian U0, V0: minimum norm in the space of the tangent kernel,
///     K((i,j),(i',j')) = 1[i=i'] <v_j, v_j'> + 1[j=j'] <u_i, u_i'>.
Matrix kernel_completion(const PartialMatrix& problem, const LiftedStart& start) {
    const Matrix u = start.left * start.left.transpose();
    const Matrix v = start.right * start.right.transpose();
    const auto kernel = [&](Index i, Index j, Index k, Index l) {
        return (i == k ? v(j, l) : 0.0) + (j == l ? u(i, k) : 0.0);
    };
    const auto& seen = problem.observed;
    const auto count = static_cast<Index>(seen.size());
    Matrix gram(count, count);
    Vector y(count);
    for (Index n = 0; n < count; ++n) {
        const auto& a = seen[static_cast<std::size_t>(n)];
        y[n] = a.value;
        for (Index m = 0; m < count; ++m) {
            const auto& b = seen[static_cast<std::size_t>(m)];
            gram(n, m) = kernel(a.row, a.col, b.row, b.col);
        }
    }
    const Vector dual = gram.ldlt().solve(y);
    Matrix completed = Matrix::Zero(problem.rows, problem.cols);
    for (Index i = 0; i < problem.rows; ++i) {
        for (Index j = 0; j < problem.cols; ++j) {
            for (Index n = 0; n < count; ++n) {
                const auto& a = seen[static_cast<std::size_t>(n)];
                completed(i, j) += dual[n] * kernel(i, j, a.row, a.col);
            }
        }
    }
    return completed;
}

TEST(CompletionRun, GaussianStartOfLargeScaleReachesTheKernelCompletion) {
    const LowRankCompletion data = low_rank_completion({.seed = 1});
    for (const Index columns : {15, 100, 10000}) {
        const LiftedStart start = lifted_start(start_at(3.0, columns, 1));
        const RunResult run = completion_run(data, start, nullptr);
        const Matrix expected = kernel_completion(data.problem, start);
        // The flow leaves the kernel regime by O(alpha^-4), and stops at a residual of 1e-8.
        EXPECT_NEAR(run.metrics.at("rms_change"), rms_unobserved(data, expected), 1e-6) << columns;
        EXPECT_NEAR(run.metrics.at("rms_error"), rms_unobserved(data, expected - data.truth), 1e-6);
        EXPECT_NEAR(run.metrics.at("frobenius_norm"), expected.norm(), 1e-6);
    }
}

// The same point by the flow of all factors, of width 2k = 30, from the same U U^T and V V^T.
TEST(CompletionRun, IsTheFlowOfTheFactors) {
    const LowRankCompletion data = low_rank_completion({.seed = 4});
    const auto start = start_at(-0.5, 15, 4);
    const Vector w = matrix_factorization_start(start);
    std::vector<MatrixEntry> places;
    Vector y(60);
    for (const ObservedEntry& entry : data.problem.observed) {
        y[static_cast<Index>(places.size())] = entry.value;
        places.push_back({entry.row, entry.col});
    }
    const MatrixFactorization model(observed_entries(10, 10, places), model_width(start));
    const auto trained = gradient_flow(model, y, w, {});
    ASSERT_EQ(trained.status, Status::converged);
    const LiftedStart lifted{model.left(w), model.right(w), 0.0};
    const RunResult run = completion_run(data, lifted, nullptr);
    const Matrix m = model.product(trained.parameters);
    // Each flow follows its path to some 1e-7 a step.
    EXPECT_NEAR(run.metrics.at("rms_error"), rms_unobserved(data, m - data.truth), 1e-5);
    EXPECT_NEAR(run.metrics.at("rms_change"), rms_unobserved(data, m), 1e-5);
    EXPECT_NEAR(run.metrics.at("frobenius_norm"), m.norm(), 1e-5);
    EXPECT_NEAR(run.metrics.at("rms_start"), 0.0, 1e-14);
}

TEST(CompletionRun, NeedsUnobservedEntries) {
    const LowRankCompletion data = low_rank_completion({.observed = 100});
    EXPECT_THROW(completion_run(data, lifted_start(start_at(0.0, 10, 0)), nullptr),
                 std::invalid_argument);
}

}  // namespace
}  // namespace regimes
