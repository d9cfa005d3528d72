// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/basis_pursuit.hpp"

#include <gtest/gtest.h>

#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

/// The least l1 norm of an interpolant by trying every set of N columns.
double least_by_enumeration(const Matrix& x, const Vector& y) {
    const Index n = x.rows(), d = x.cols();
    std::vector<bool> chosen(static_cast<std::size_t>(d), false);
    std::fill(chosen.begin(), chosen.begin() + n, true);
    double least = std::numeric_limits<double>::infinity();
    do {
        Matrix basis(n, n);
        Index k = 0;
        for (Index i = 0; i < d; ++i) {
            if (chosen[static_cast<std::size_t>(i)]) basis.col(k++) = x.col(i);
        }
        const Vector beta = basis.colPivHouseholderQr().solve(y);
        if ((basis * beta - y).norm() > 1e-9 * y.norm()) continue;
        least = std::min(least, beta.lpNorm<1>());
    } while (std::prev_permutation(chosen.begin(), chosen.end()));
    return least;
}

void expect_proven(const Solution& solution, const std::string& what) {
    EXPECT_EQ(solution.status, Status::converged) << what;
    EXPECT_LE(solution.certificate.primal_residual, 1e-12) << what;
    EXPECT_LE(solution.certificate.stationarity_residual, 1e-9) << what;
    EXPECT_LE(std::fabs(solution.certificate.duality_gap), 1e-9) << what;
}

TEST(BasisPursuit, OfOneEquationTakesTheLargestColumn) {
    const Solution solution = basis_pursuit(Matrix{{1.0, 2.0, -1.5}}, Vector{{-4.0}});
    expect_proven(solution, "");
    EXPECT_EQ(solution.coefficients, (Vector{{0.0, -2.0, 0.0}}));
    EXPECT_EQ(solution.log_alpha, -std::numeric_limits<double>::infinity());
}

/// A vertex with a coefficient of 1e-8 beside those of order one: y = X beta for a beta that the
/// dual vector proves to be of least l1 norm, since X_S = I and other columns are shorter than 1.
TEST(BasisPursuit, TinyCoefficientsOfTheVertexAreKept) {
    RandomStream random(2, "tiny coefficient");
    constexpr Index n = 12, d = 40;
    Matrix x(n, d);
    for (Index i = 0; i < x.size(); ++i) x.data()[i] = 0.5 * random.uniform() / n;
    x.leftCols(n).setIdentity();
    Vector y = Vector::Ones(n);
    y[3] = -1e-8;
    const Solution solution = basis_pursuit(x, y);
    expect_proven(solution, "");
    EXPECT_NEAR(solution.coefficients[3], -1e-8, 1e-15);
    EXPECT_EQ((solution.coefficients.array() != 0.0).count(), n);
}

TEST(BasisPursuit, IsTheBestOfAllBases) {
    RandomStream random(1, "basis pursuit");
    for (int problem = 0; problem < 150; ++problem) {
        const auto n = static_cast<Index>(1 + random.below(4));
        const Index d = n + static_cast<Index>(random.below(7));
        Matrix x(n, d);
        for (Index i = 0; i < d; ++i) {
            for (Index k = 0; k < n; ++k) {
                x(k, i) =
                    problem % 2 == 0 ? random.normal() : static_cast<double>(random.below(5)) - 2.0;
            }
        }
        Vector beta = random.normals(d);
        for (Index i = 0; i < d; ++i)
            beta[i] = random.below(2) == 0 ? 0.0 : std::round(2 * beta[i]);
        const Vector y = x * beta;
        if (y.isZero(0.0) || x.colPivHouseholderQr().rank() < n) continue;
        const Solution solution = basis_pursuit(x, y);
        expect_proven(solution, "problem " + std::to_string(problem));
        EXPECT_NEAR(solution.l1_norm, least_by_enumeration(x, y), 1e-10 * solution.l1_norm)
            << problem;
    }
}

TEST(BasisPursuit, FindsASparseTruthExactly) {
    RandomStream random(2, "basis pursuit");
    Matrix x(40, 200);
    for (Index i = 0; i < 200; ++i) x.col(i) = random.normals(40);
    Vector truth = Vector::Zero(200);
    truth[3] = 1.0;
    truth[77] = -0.01;
    truth[150] = 5.0;
    const Solution solution = basis_pursuit(x, x * truth);
    expect_proven(solution, "");
    EXPECT_LE((solution.coefficients - truth).lpNorm<Eigen::Infinity>(), 1e-13);
    EXPECT_EQ((solution.coefficients.array() != 0.0).count(), 3);
}

TEST(BasisPursuit, ManyMinimisersGiveTheOneOfGreatestEntropy) {
    // Columns 0 and 1 are equal, column 2 is their opposite, column 3 is too short to carry weight.
    const Solution solution = basis_pursuit(Matrix{{2.0, 2.0, -2.0, 1.0}}, Vector{{6.0}});
    expect_proven(solution, "");
    EXPECT_LE((solution.coefficients - Vector{{1.0, 1.0, -1.0, 0.0}}).norm(), 1e-10);
    EXPECT_EQ(solution.coefficients[3], 0.0);
}

TEST(BasisPursuit, ScaleOfTheDataDoesNotMatter) {
    RandomStream random(3, "basis pursuit");
    Matrix x(6, 15);
    for (Index i = 0; i < 15; ++i) x.col(i) = random.normals(6);
    const Vector y = random.normals(6);
    const Solution plain = basis_pursuit(x, y);
    expect_proven(plain, "plain");
    for (const double scale : {1e-150, 1e-20, 1e20, 1e150}) {
        const Solution scaled = basis_pursuit(x, scale * y);
        expect_proven(scaled, std::to_string(scale));
        EXPECT_LE((scaled.coefficients / scale - plain.coefficients).norm(), 1e-12);
    }
}

TEST(BasisPursuit, InconsistentAndZero) {
    const Matrix x{{1.0, 0.0}, {0.0, 1.0}, {1.0, 0.0}};
    const Solution inconsistent = basis_pursuit(x, Vector{{1.0, 1.0, 3.0}});
    EXPECT_EQ(inconsistent.status, Status::converged);
    EXPECT_LE((inconsistent.coefficients - Vector{{2.0, 1.0}}).norm(), 1e-14);
    EXPECT_NEAR(inconsistent.training_residual, std::sqrt(2.0 / 11.0), 1e-14);
    const Solution zero = basis_pursuit(x, Vector::Zero(3));
    EXPECT_EQ(zero.status, Status::converged);
    EXPECT_EQ(zero.coefficients, Vector::Zero(2));
}

}  // namespace
}  // namespace regimes
