// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/cvode.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace regimes {
namespace {

OdeTolerances tolerances(Index size, double relative) {
    return {relative, Vector::Constant(size, 1e-3 * relative), 5};
}

/// du/dt = -rate u, entry by entry.
Ode decay(const Vector& rates) {
    Ode ode;
    ode.rate = [rates](ConstVectorRef u, VectorRef out) { out = -rates.cwiseProduct(u); };
    ode.jacobian_times = [rates](ConstVectorRef, ConstVectorRef v, VectorRef out) {
        out = -rates.cwiseProduct(v);
    };
    return ode;
}

void integrate_to(Cvode& cvode, double time) {
    while (cvode.time() < time) ASSERT_TRUE(cvode.step());
}

// Global errors of BDF stay within some tens of the local tolerance on this problem.
TEST(Cvode, FollowsAnExponential) {
    for (const double relative : {1e-5, 1e-8}) {
        Cvode cvode(decay(Vector::Ones(1)), Vector::Ones(1), tolerances(1, relative));
        integrate_to(cvode, 3.0);
        const double expected = std::exp(-cvode.time());
        EXPECT_NEAR(cvode.state()[0] / expected, 1.0, 100.0 * relative);
        Vector back(1);
        cvode.look_back(0.5 * cvode.last_step(), back);
        const double before = std::exp(-cvode.time() + 0.5 * cvode.last_step());
        EXPECT_NEAR(back[0] / before, 1.0, 100.0 * relative);
    }
}

TEST(Cvode, StiffnessCostsFewSteps) {
    const Vector rates = (Vector(2) << 1.0, 1e8).finished();
    Cvode cvode(decay(rates), Vector::Ones(2), tolerances(2, 1e-6));
    int steps = 0;
    while (cvode.time() < 1.0 && ++steps < 1000) ASSERT_TRUE(cvode.step());
    EXPECT_LT(steps, 500);
    EXPECT_NEAR(cvode.state()[1], 0.0, 1e-8);
}

TEST(Cvode, WorksWithoutAJacobianAndWithAPreconditioner) {
    const Vector rates = (Vector(3) << 1.0, 1e3, 1e6).finished();
    Ode ode = decay(rates);
    ode.jacobian_times = nullptr;
    double shift = 0.0;
    ode.prepare = [&](double gamma, ConstVectorRef) { shift = gamma; };
    ode.precondition = [&](ConstVectorRef b, VectorRef z) {
        z = b.array() / (1.0 + shift * rates.array());
    };
    Cvode cvode(ode, Vector::Ones(3), tolerances(3, 1e-7));
    integrate_to(cvode, 1.0);
    EXPECT_NEAR(cvode.state()[0] / std::exp(-cvode.time()), 1.0, 1e-5);
    EXPECT_GT(shift, 0.0);
}

TEST(Cvode, RestartKeepsTheTime) {
    Cvode cvode(decay(Vector::Ones(1)), Vector::Ones(1), tolerances(1, 1e-8));
    integrate_to(cvode, 1.0);
    const double time = cvode.time();
    const double value = cvode.state()[0];
    cvode.restart(Vector::Constant(1, 2.0 * value), Vector::Constant(1, 1e-11));
    EXPECT_EQ(cvode.time(), time);
    EXPECT_FALSE(cvode.wants_restart());
    integrate_to(cvode, 2.0);
    EXPECT_NEAR(cvode.state()[0] / (2.0 * std::exp(-cvode.time())), 1.0, 1e-5);
}

TEST(Cvode, ExceptionsComeThrough) {
    Ode ode = decay(Vector::Ones(1));
    ode.rate = [](ConstVectorRef, VectorRef) { throw std::domain_error("rate"); };
    Cvode cvode(ode, Vector::Ones(1), tolerances(1, 1e-6));
    EXPECT_THROW(cvode.step(), std::domain_error);
}

// There is no rate past u = 2.
TEST(Cvode, AStepThatCannotBeTakenIsRefused) {
    Ode ode;
    ode.rate = [](ConstVectorRef u, VectorRef out) { out[0] = u[0] > 2.0 ? NAN : 1.0; };
    Cvode cvode(ode, Vector::Ones(1), tolerances(1, 1e-6));
    int steps = 0;
    while (steps < 10000 && cvode.step()) ++steps;
    EXPECT_LT(steps, 10000);
    EXPECT_LE(cvode.state()[0], 2.0);
    EXPECT_NEAR(cvode.time(), 1.0, 1e-4);
}

}  // namespace
}  // namespace regimes
