// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/certificate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "regimes/regularizers/l1.hpp"
#include "regimes/regularizers/l2.hpp"
#include "regimes/regularizers/registry.hpp"
#include "regimes/solvers/interpolation.hpp"

namespace regimes {
namespace {

// x1 + 2 x2 = 2. Least l2 norm: (0.4, 0.8), nu = 0.4. Least l1 norm: (0, 1), nu = 0.5.
const Matrix x{{1.0, 2.0}};
const Vector y{{2.0}};

Certificate proof(const Regularizer& regularizer, const Vector& beta, const Vector& nu) {
    return certify(ReducedSystem(x, y, 1), regularizer, beta, nu);
}

TEST(Certificate, IsZeroAtTheMinimisers) {
    const Certificate l2 = proof(L2(), Vector{{0.4, 0.8}}, Vector{{0.4}});
    EXPECT_LE(l2.primal_residual, 1e-16);
    EXPECT_LE(l2.stationarity_residual, 1e-15);
    EXPECT_LE(std::fabs(l2.duality_gap), 1e-15);
    const Certificate l1 = proof(L1(), Vector{{0.0, 1.0}}, Vector{{0.5}});
    EXPECT_EQ(l1.primal_residual, 0.0);
    EXPECT_EQ(l1.stationarity_residual, 0.0);
    EXPECT_EQ(l1.duality_gap, 0.0);
}

TEST(Certificate, MeasuresWhatIsOff) {
    // Not interpolating: X b = 1 instead of 2.
    EXPECT_NEAR(proof(L2(), Vector{{1.0, 0.0}}, Vector{{0.4}}).primal_residual, 0.5, 1e-15);
    // (2, 0) interpolates; its l1 norm is 2 and the dual value 1, so the gap is 1 / 2.
    const Certificate worse = proof(L1(), Vector{{2.0, 0.0}}, Vector{{0.5}});
    EXPECT_EQ(worse.primal_residual, 0.0);
    EXPECT_NEAR(worse.duality_gap, 0.5, 1e-12);
    // s = (0.5, 1), where the gradient at (2, 0) is 1 in the first place and in [-1, 1] in the
    // other.
    EXPECT_NEAR(worse.stationarity_residual, 0.5, 1e-12);
    // A wrong dual: b - s = (0.4, 0.8) - (0.5, 1), relative to 1; gap 0.4 - (2 nu - 2.5 nu^2),
    // relative to y nu = 1.
    const Certificate dual = proof(L2(), Vector{{0.4, 0.8}}, Vector{{0.5}});
    EXPECT_NEAR(dual.stationarity_residual, 0.2, 1e-15);
    EXPECT_NEAR(dual.duality_gap, 0.4 - (2.0 * 0.5 - 2.5 * 0.25), 1e-9);
}

TEST(Certificate, GapOfADualJustPastTheRimIsFinite) {
    // s = (0.5, 1) (1 + 1e-13) lies outside the l1 ball's polar by rounding only.
    const Certificate nearly = proof(L1(), Vector{{0.0, 1.0}}, Vector{{0.5 * (1.0 + 1e-13)}});
    EXPECT_LE(std::fabs(nearly.duality_gap), 1e-11);
    const Certificate far = proof(L1(), Vector{{0.0, 1.0}}, Vector{{0.6}});
    EXPECT_EQ(far.duality_gap, std::numeric_limits<double>::infinity());
}

TEST(Complete, FillsTheSolutionAndTakesBackWhatIsNotProven) {
    const auto regularizer = implicit_regularizer({.depth = 2.0, .log_alpha = 0.0});
    Solution solution;
    solution.status = Status::converged;
    solution.coefficients = Vector{{0.4, 0.8}};
    solution.dual = Vector{{0.4}};
    complete(solution, ReducedSystem(x, y, 1), *regularizer, {});
    EXPECT_NEAR(solution.l1_norm, 1.2, 1e-15);
    EXPECT_NEAR(solution.l2_norm, std::sqrt(0.8), 1e-15);
    const auto q = [](double z) { return 2.0 - std::sqrt(4.0 + z * z) + z * std::asinh(z / 2.0); };
    EXPECT_NEAR(solution.regularizer_value, q(0.4) + q(0.8), 1e-15);
    EXPECT_EQ(solution.status, Status::stalled);  // minimises the l2 norm, not q
    solution.status = Status::infeasible;
    complete(solution, ReducedSystem(x, y, 1), *regularizer, {});
    EXPECT_EQ(solution.status, Status::infeasible);
}

}  // namespace
}  // namespace regimes
