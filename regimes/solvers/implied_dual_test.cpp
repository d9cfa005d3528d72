// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/implied_dual.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/regularizers/registry.hpp"
#include "regimes/solvers/interpolation.hpp"

namespace regimes {
namespace {

TEST(ImpliedDual, IsTheDualOfTheMinimiser) {
    RandomStream random(1, "implied dual");
    for (const double depth : {2.0, 3.0}) {
        for (const double log_alpha : {2.0, -1.0, -3.0}) {
            Matrix x(6, 20);
            for (Index i = 0; i < 20; ++i) x.col(i) = random.normals(6);
            const Initialization start{.depth = depth, .log_alpha = log_alpha};
            const Vector y = random.normals(6);
            const Solution solution = interpolate(x, y, start);
            ASSERT_EQ(solution.status, Status::converged);
            const Vector nu = implied_dual(ReducedSystem(x, y, 1), *implicit_regularizer(start),
                                           solution.coefficients);
            EXPECT_LE((nu - solution.dual).norm(), 1e-9 * solution.dual.norm())
                << "depth " << depth << ", ln alpha " << log_alpha;
        }
    }
}

TEST(ImpliedDual, SaysHowFarOtherCoefficientsAre) {
    // (2, 0) is no minimiser of x1 + 2 x2 = 2 for the l2 norm: the best fit of X^T nu = (nu, 2 nu)
    // to (2, 0), weighed by (2, 0), is nu = 2.
    const Matrix x{{1.0, 2.0}};
    const Vector y{{2.0}};
    const auto l2 = make_regularizer("l2", {});
    const Vector nu = implied_dual(ReducedSystem(x, y, 1), *l2, Vector{{2.0, 0.0}});
    EXPECT_NEAR(nu[0], 2.0, 1e-14);
}

TEST(ImpliedDual, RefusesWrongSizes) {
    const Matrix x{{1.0, 2.0}};
    const Vector y{{2.0}};
    const auto l2 = make_regularizer("l2", {});
    EXPECT_THROW(implied_dual(ReducedSystem(x, y, 1), *l2, Vector{{2.0}}), std::invalid_argument);
}

}  // namespace
}  // namespace regimes
