// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/rosenbrock.hpp"

#include <gtest/gtest.h>

#include <Eigen/LU>
#include <cmath>

namespace regimes {
namespace {

/// x' = 1 - x + x^2 y - 2 x, y' = 2 x - x^2 y (Brusselator): nonlinear, and its Jacobian is not
/// symmetric.
struct Brusselator {
    static Vector rate(const Vector& u) {
        return Vector{{1.0 - 3.0 * u[0] + u[0] * u[0] * u[1], 2.0 * u[0] - u[0] * u[0] * u[1]}};
    }
    static Matrix jacobian(const Vector& u) {
        return Matrix{{-3.0 + 2.0 * u[0] * u[1], u[0] * u[0]},
                      {2.0 - 2.0 * u[0] * u[1], -u[0] * u[0]}};
    }
};

struct Path {
    std::vector<Vector> ends;     ///< after each step
    std::vector<Vector> middles;  ///< halfway of each
    Vector last_error;
};

/// Equal steps to time 1.
Path integrate(int steps) {
    const double h = 1.0 / steps;
    Vector u{{1.5, 2.5}};
    RosenbrockStep step(2);
    Path path;
    for (int k = 0; k < steps; ++k) {
        const Eigen::PartialPivLU<Matrix> newton(
            Matrix::Identity(2, 2) - RosenbrockStep::gamma * h * Brusselator::jacobian(u));
        const auto rate = [&](ConstVectorRef change, VectorRef out) {
            out = Brusselator::rate(u + change);
            return true;
        };
        const auto solve = [&](VectorRef b) { b = newton.solve(Vector(b)); };
        EXPECT_TRUE(step.take(h, Brusselator::rate(u), rate, solve));
        EXPECT_EQ(step.change_at(0.0).norm(), 0.0);
        EXPECT_LT((step.change_at(1.0) - step.change()).norm(), 1e-15);
        path.middles.push_back(u + step.change_at(0.5));
        u += step.change();
        path.ends.push_back(u);
    }
    path.last_error = step.error();
    return path;
}

/// The greatest distance of a path's middles from those of a path whose steps divide its own.
double middle_distance(const Path& path, const Path& fine) {
    const std::size_t ratio = fine.ends.size() / path.ends.size();
    double greatest = 0.0;
    for (std::size_t k = 0; k < path.middles.size(); ++k) {
        const Vector& exact = fine.ends[k * ratio + ratio / 2 - 1];
        greatest = std::max(greatest, (path.middles[k] - exact).norm());
    }
    return greatest;
}

TEST(Rosenbrock, HasTheOrdersItStates) {
    const Path exact = integrate(1280);
    const Path coarse = integrate(20);
    const Path fine = integrate(40);
    const double coarse_distance = (coarse.ends.back() - exact.ends.back()).norm();
    const double fine_distance = (fine.ends.back() - exact.ends.back()).norm();
    EXPECT_NEAR(std::log2(coarse_distance / fine_distance), 4.0, 0.25);
    // The local errors of solutions of order 3 fall with the fourth power.
    EXPECT_NEAR(std::log2(coarse.last_error.norm() / fine.last_error.norm()), 4.0, 0.35);
    EXPECT_NEAR(std::log2(middle_distance(coarse, exact) / middle_distance(fine, exact)), 4.0, 0.5);
}

TEST(Rosenbrock, StiffDecayIsGoneAfterALongStep) {
    RosenbrockStep step(1);
    const double rate = -1e12;
    Vector u = Vector::Constant(1, 3.0);
    ASSERT_TRUE(step.take(
        1.0, rate * u,
        [&](ConstVectorRef change, VectorRef out) {
            out = rate * (u + change);
            return true;
        },
        [&](VectorRef b) { b /= 1.0 - RosenbrockStep::gamma * rate; }));
    EXPECT_LT(std::abs(u[0] + step.change()[0]), 1e-10);
    EXPECT_LT(std::abs(step.error()[0]), 1e-9);
}

TEST(Rosenbrock, AStageOutsideTheDomainIsToldSo) {
    RosenbrockStep step(1);
    EXPECT_FALSE(step.take(
        1.0, Vector::Ones(1), [](ConstVectorRef, VectorRef) { return false; }, [](VectorRef) {}));
}

}  // namespace
}  // namespace regimes
