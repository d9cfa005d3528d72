// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/anderson.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace regimes {
namespace {

/// w <- w + f(w) with f = A (solution - w), A = diag(eigenvalues): each entry of the error shrinks
/// by 1 - eigenvalue in a plain step.
struct LinearIteration {
    Vector eigenvalues{{1.0, 0.5, 0.2, 0.1, 0.05}};
    Vector solution{{1.0, -2.0, 3.0, -4.0, 5.0}};

    Vector residual(const Vector& w) const { return eigenvalues.cwiseProduct(solution - w); }
};

TEST(Anderson, EndsLinearIterationsInAsManyStepsAsThereAreEigenvalues) {
    const LinearIteration iteration;
    Anderson anderson(5, 5);
    Vector w = Vector::Zero(5);
    for (int k = 0; k < 8; ++k) w = anderson.next(w, iteration.residual(w));
    EXPECT_LE(iteration.residual(w).norm(), 1e-6);
    Vector plain = Vector::Zero(5);
    for (int k = 0; k < 8; ++k) plain += iteration.residual(plain);
    EXPECT_GE(iteration.residual(plain).norm(), 0.05 * 5.0 * std::pow(0.95, 8));
}

TEST(Anderson, StartsPlainlyAndAgainAfterReset) {
    const LinearIteration iteration;
    Anderson anderson(5, 2);
    Vector w = Vector::Zero(5);
    for (int round = 0; round < 2; ++round) {
        const Vector f = iteration.residual(w);
        EXPECT_EQ(anderson.next(w, f), w + f);
        for (int k = 0; k < 5; ++k) w = anderson.next(w, iteration.residual(w));
        anderson.reset();
    }
}

TEST(Anderson, TakesThePlainStepWhereResidualsDoNotChange) {
    Anderson anderson(2, 3);
    const Vector f{{1.0, 2.0}};
    anderson.next(Vector::Zero(2), f);
    const Vector next = anderson.next(f, f);
    EXPECT_TRUE(next.allFinite());
    EXPECT_EQ(next, f + f);
}

}  // namespace
}  // namespace regimes
