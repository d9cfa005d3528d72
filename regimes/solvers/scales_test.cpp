// SPDX-License-Identifier: BSD-3-Clause
// Features and offsets of any size, as tables have them: ends of the path against 50 digits, and
// every point of it certified.
#include <gtest/gtest.h>

#include <Eigen/LU>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>
#include <cmath>
#include <string>

#include "regimes/core/random.hpp"
#include "regimes/solvers/basis_pursuit.hpp"
#include "regimes/solvers/interpolation.hpp"
#include "regimes/solvers/minimum_l2.hpp"

namespace regimes {
namespace {

using Real = boost::multiprecision::cpp_bin_float_50;
using RealMatrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;
using RealVector = Eigen::Matrix<Real, Eigen::Dynamic, 1>;

struct Problem {
    Matrix x;
    Vector y;
    std::string name;
};

/// One column of this size, and all features with the same offset before.
Problem problem_of(int seed, double column, double offset) {
    RandomStream random(static_cast<std::uint64_t>(seed), "scales");
    const Index n = 6 + seed % 3, d = 20 + seed % 5;
    Matrix x(n, d);
    for (Index i = 0; i < d; ++i) x.col(i) = random.normals(n);
    x.array() += offset;
    x.col(seed % d) *= column;
    return {x, random.normals(n),
            "seed " + std::to_string(seed) + ", column " + std::to_string(column) + ", offset " +
                std::to_string(offset)};
}

std::vector<Problem> problems() {
    std::vector<Problem> all;
    for (int seed = 0; seed < 4; ++seed) {
        for (const double column : {1e4, 1e6, 1e8, 1e10, 1e12}) {
            for (const double offset : {1.0, 1e2, 1e4, 1e6}) {
                all.push_back(problem_of(seed, column, offset));
            }
        }
    }
    return all;
}

double exact_minimum_l2(const Problem& problem) {
    const RealMatrix x = problem.x.cast<Real>();
    const RealMatrix gram = x * x.transpose();
    const RealVector nu = gram.partialPivLu().solve(RealVector(problem.y.cast<Real>()));
    return static_cast<double>(RealVector(x.transpose() * nu).norm());
}

/// The norm of the vertex on this support; NaN unless |X^T nu| <= 1 there, in 50 digits.
double exact_minimum_l1(const Problem& problem, const Vector& beta) {
    std::vector<Index> support;
    for (Index i = 0; i < beta.size(); ++i) {
        if (beta[i] != 0.0) support.push_back(i);
    }
    if (static_cast<Index>(support.size()) != problem.x.rows()) return NAN;
    const RealMatrix x = problem.x.cast<Real>();
    const RealMatrix chosen = x(Eigen::all, support);
    const RealVector exact = chosen.partialPivLu().solve(RealVector(problem.y.cast<Real>()));
    const RealVector signs = exact.unaryExpr([](const Real& b) { return Real(b > 0 ? 1 : -1); });
    const RealVector nu = RealMatrix(chosen.transpose()).partialPivLu().solve(signs);
    const Real largest = RealVector(x.transpose() * nu).cwiseAbs().maxCoeff();
    return largest <= Real(1) + Real(1e-30) ? static_cast<double>(exact.cwiseAbs().sum()) : NAN;
}

TEST(Scales, BothEndsAgreeWithFiftyDigits) {
    for (const Problem& problem : problems()) {
        const Solution l2 = minimum_l2(problem.x, problem.y);
        ASSERT_EQ(l2.status, Status::converged) << problem.name;
        const double exact_l2 = exact_minimum_l2(problem);
        EXPECT_NEAR(l2.l2_norm, exact_l2, 1e-9 * exact_l2) << problem.name;
        const Solution l1 = basis_pursuit(problem.x, problem.y);
        ASSERT_EQ(l1.status, Status::converged) << problem.name;
        const double exact_l1 = exact_minimum_l1(problem, l1.coefficients);
        EXPECT_NEAR(l1.l1_norm, exact_l1, 1e-9 * exact_l1) << problem.name;
    }
}

TEST(Scales, ThePathIsCertifiedAndBetweenItsEnds) {
    std::vector<double> log_alphas;
    for (const double log10_alpha : {2.0, 0.0, -1.0, -2.0, -4.0, -16.0, -100.0, -300.0}) {
        log_alphas.push_back(log10_alpha * std::log(10.0));
    }
    int solved = 0, asked = 0;
    for (const Problem& problem : problems()) {
        const double least_l2 = minimum_l2(problem.x, problem.y).l2_norm;
        const double least_l1 = basis_pursuit(problem.x, problem.y).l1_norm;
        for (const double depth : {2.0, 3.0, 5.0}) {
            double value = INFINITY;
            for (const Solution& solution :
                 interpolation_path(problem.x, problem.y, {.depth = depth}, log_alphas)) {
                ++asked;
                if (solution.status != Status::converged) continue;
                ++solved;
                const std::string at = problem.name + ", depth " + std::to_string(depth) +
                                       ", ln alpha " + std::to_string(solution.log_alpha);
                // A misfit that rounding allows lets norms fall by as much, times the dual.
                const double slack = 1e-9 + 100.0 * solution.certificate.rounding;
                EXPECT_GE(solution.l2_norm, least_l2 * (1.0 - slack)) << at;
                EXPECT_GE(solution.l1_norm, least_l1 * (1.0 - slack)) << at;
                EXPECT_LE(solution.l1_norm, value * (1.0 + slack)) << at;  // falls with alpha
                value = solution.l1_norm;
            }
            EXPECT_NEAR(value, least_l1, 2e-2 * least_l1) << problem.name;
        }
    }
    EXPECT_GE(solved, 0.995 * asked) << solved << " of " << asked;
}

/// Far below the range in which squares are finite, and above it.
TEST(Scales, TheEndsOfTheRangeOfDoubleDoNotMatter) {
    const Problem plain = problem_of(1, 1.0, 0.0);
    for (const auto& [x_scale, y_scale] :
         {std::pair{1e160, 1.0}, {1e-160, 1.0}, {1.0, 1e160}, {1.0, 1e-160}, {1e150, 1e-150}}) {
        const double scale = y_scale / x_scale;
        const Matrix x = x_scale * plain.x;
        const Vector y = y_scale * plain.y;
        for (const double depth : {2.0, 3.0}) {
            const double log_alpha = -2.0;
            const Solution one =
                interpolate(plain.x, plain.y, {.depth = depth, .log_alpha = log_alpha});
            const Solution other = interpolate(
                x, y, {.depth = depth, .log_alpha = log_alpha + std::log(scale) / depth});
            ASSERT_EQ(other.status, Status::converged) << x_scale << ", " << y_scale;
            EXPECT_LE((other.coefficients / scale - one.coefficients).norm(), 1e-10);
        }
        EXPECT_EQ(minimum_l2(x, y).status, Status::converged);
        const Solution l1 = basis_pursuit(x, y);
        EXPECT_EQ(l1.status, Status::converged);
        EXPECT_NEAR(l1.l1_norm / scale, basis_pursuit(plain.x, plain.y).l1_norm, 1e-10);
    }
}

/// Smooth, nearly collinear features: the vertex is found where the path alone takes for ever.
TEST(Scales, LeastL1NormOfOverlappingPeaksIsAVertex) {
    for (int seed = 0; seed < 6; ++seed) {
        RandomStream random(static_cast<std::uint64_t>(seed), "spectra");
        const Index n = 30, d = 200;
        Matrix x(n, d);
        for (Index k = 0; k < n; ++k) {
            const Vector amounts = random.normals(3).cwiseAbs();
            for (Index i = 0; i < d; ++i) {
                const auto peak = [&](double center) {
                    const double z = (static_cast<double>(i) - center) / 25.0;
                    return std::exp(-z * z);
                };
                x(k, i) = amounts[0] * peak(50) + amounts[1] * peak(100) + amounts[2] * peak(150) +
                          1e-5 * random.normal();
            }
        }
        const Problem problem{x, random.normals(n), "seed " + std::to_string(seed)};
        const Solution l1 = basis_pursuit(problem.x, problem.y);
        ASSERT_EQ(l1.status, Status::converged) << seed;
        const double exact = exact_minimum_l1(problem, l1.coefficients);
        EXPECT_NEAR(l1.l1_norm, exact, 1e-8 * exact) << seed;
    }
}

}  // namespace
}  // namespace regimes
