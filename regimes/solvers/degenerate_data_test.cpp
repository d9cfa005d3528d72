// SPDX-License-Identifier: BSD-3-Clause
// Data of every awkward kind: each must be solved with a certificate.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "regimes/core/random.hpp"
#include "regimes/solvers/interpolation.hpp"
#include "regimes/solvers/minimum_l2.hpp"

namespace regimes {
namespace {

constexpr double ln10 = std::numbers::ln10;
const std::vector<double> log10_alphas = {6.0, 1.0, 0.0, -1.0, -3.0, -8.0, -30.0, -300.0};
constexpr double depths[] = {2.0, 2.5, 3.0, 5.0, 30.0};

std::vector<Solution> solve(const MatrixView& x, const Vector& y, double depth) {
    std::vector<double> log_alphas;
    for (const double log10_alpha : log10_alphas) log_alphas.push_back(log10_alpha * ln10);
    return interpolation_path(x, y, {.depth = depth}, log_alphas);
}

void expect_all_proven(const MatrixView& x, const Vector& y, const std::string& what) {
    for (const double depth : depths) {
        for (const Solution& solution : solve(x, y, depth)) {
            EXPECT_EQ(solution.status, Status::converged)
                << what << ", depth " << depth << ", log10 alpha " << solution.log_alpha / ln10
                << ": primal " << solution.certificate.primal_residual << ", stationarity "
                << solution.certificate.stationarity_residual;
            EXPECT_LE(std::fabs(solution.certificate.duality_gap), 1e-9) << what;
        }
    }
}

Matrix normal_matrix(Index rows, Index cols, std::uint64_t seed) {
    RandomStream random(seed, "degenerate");
    Matrix x(rows, cols);
    for (Index i = 0; i < cols; ++i) x.col(i) = random.normals(rows);
    return x;
}

TEST(DegenerateData, OneByOne) {
    expect_all_proven(Matrix{{3.0}}, Vector{{-6.0}}, "1 x 1");
    EXPECT_NEAR(solve(Matrix{{3.0}}, Vector{{-6.0}}, 3.0)[4].coefficients[0], -2.0, 1e-15);
}

TEST(DegenerateData, ZeroRightSide) {
    const Matrix x = normal_matrix(3, 6, 1);
    expect_all_proven(x, Vector::Zero(3), "y = 0");
    for (const Solution& solution : solve(x, Vector::Zero(3), 2.0)) {
        EXPECT_EQ(solution.coefficients, Vector::Zero(6));
    }
}

TEST(DegenerateData, ZeroConstantAndRepeatedColumns) {
    Matrix x = normal_matrix(5, 12, 2);
    x.col(0).setZero();
    x.col(1).setOnes();
    x.col(2).setOnes();
    x.col(3) = -x.col(4);
    const Vector y = normal_matrix(5, 1, 3);
    expect_all_proven(x, y, "columns");
    for (const Solution& solution : solve(x, y, 2.0)) {
        EXPECT_EQ(solution.coefficients[0], 0.0);
        EXPECT_NEAR(solution.coefficients[1], solution.coefficients[2], 1e-11);
        EXPECT_NEAR(solution.coefficients[3], -solution.coefficients[4], 1e-11);
    }
}

TEST(DegenerateData, RepeatedAndDependentRowsChangeNothing) {
    const Matrix x = normal_matrix(4, 15, 4);
    const Vector y = normal_matrix(4, 1, 5);
    Matrix more(6, 15);
    more << x, x.row(2), x.row(0) - 3.0 * x.row(1);
    Vector y_more(6);
    y_more << y, y[2], y[0] - 3.0 * y[1];
    expect_all_proven(more, y_more, "rows");
    for (const double depth : depths) {
        const auto plain = solve(x, y, depth), doubled = solve(more, y_more, depth);
        for (std::size_t k = 0; k < plain.size(); ++k) {
            EXPECT_LE((plain[k].coefficients - doubled[k].coefficients).norm(),
                      1e-10 * plain[k].l2_norm);
        }
    }
}

TEST(DegenerateData, SquareAndTallSystemsHaveTheirOneSolution) {
    for (const Index rows : {5, 40}) {
        const Matrix x = normal_matrix(rows, 5, 6);
        const Vector truth{{1.0, -2.0, 1e-3, 0.5, 4.0}};
        expect_all_proven(x, x * truth, std::to_string(rows) + " rows");
        for (const Solution& solution : solve(x, x * truth, 3.0)) {
            EXPECT_LE((solution.coefficients - truth).norm(), 1e-12);
        }
    }
}

TEST(DegenerateData, SparseTruthWithoutNoise) {
    // Far fewer non-zeros than equations: off the support, coefficients are exponentially small and
    // yet have to balance each other.
    const Matrix x = normal_matrix(30, 120, 7);
    Vector truth = Vector::Zero(120);
    truth[5] = 1.0;
    truth[50] = -2.0;
    expect_all_proven(x, x * truth, "sparse");
    EXPECT_LE((solve(x, x * truth, 2.0).back().coefficients - truth).norm(), 1e-12);
}

TEST(DegenerateData, SmallIntegers) {
    // Ties everywhere: faces of the l1 ball, sums that cancel exactly.
    RandomStream random(8, "integers");
    for (int problem = 0; problem < 60; ++problem) {
        const auto n = static_cast<Index>(1 + random.below(6));
        const auto d = n + static_cast<Index>(random.below(20));
        Matrix x(n, d);
        Vector truth(d);
        for (Index i = 0; i < d; ++i) {
            for (Index k = 0; k < n; ++k) x(k, i) = static_cast<double>(random.below(2));
            truth[i] = random.below(2) == 0 ? 0.0 : static_cast<double>(random.below(5)) - 2.0;
        }
        expect_all_proven(x, x * truth, "integers " + std::to_string(problem));
    }
}

TEST(DegenerateData, UnitsOfYDoNotMatter) {
    const Matrix x = normal_matrix(6, 25, 9);
    const Vector y = normal_matrix(6, 1, 10);
    for (const double scale : {1e-100, 1e-17, 1e-6, 1e6, 1e100}) {
        expect_all_proven(x, scale * y, "scale " + std::to_string(scale));
        // beta(alpha; c y) = c beta(alpha c^(-1/D); y): the flow has no other scale.
        const double depth = 3.0, log_alpha = -2.0;
        const Solution plain = interpolate(x, y, {.depth = depth, .log_alpha = log_alpha});
        const Solution scaled = interpolate(
            x, scale * y, {.depth = depth, .log_alpha = log_alpha + std::log(scale) / depth});
        EXPECT_LE((scaled.coefficients / scale - plain.coefficients).norm(), 1e-10) << scale;
    }
}

TEST(DegenerateData, InconsistentIsSolvedByLeastSquaresAtEveryAlpha) {
    Matrix x = normal_matrix(4, 10, 11);
    x.row(3) = x.row(0);
    Vector y = normal_matrix(4, 1, 12);
    y[3] = y[0] + 1.0;
    for (const Solution& solution : solve(x, y, 2.0)) {
        EXPECT_EQ(solution.status, Status::converged);
        // The best fit halves the difference between the two equal rows.
        EXPECT_NEAR(solution.training_residual, std::sqrt(0.5) / y.norm(), 1e-12);
    }
}

}  // namespace
}  // namespace regimes
