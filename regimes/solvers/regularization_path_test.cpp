// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/regularization_path.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

struct Problem {
    Matrix x{8, 30};
    Vector y;
};

Problem problem() {
    Problem made;
    RandomStream stream(5, "alpha path");
    for (Index i = 0; i < made.x.size(); ++i) made.x.data()[i] = stream.normal();
    made.y = stream.normals(made.x.rows());
    return made;
}

class AlphaPathOfDepth : public ::testing::TestWithParam<double> {};

/// Up and down, over the kept point and over the border between the two sides of the path.
TEST_P(AlphaPathOfDepth, OrderDoesNotMatter) {
    const Problem data = problem();
    RegularizationPath path(data.x, data.y, {.depth = GetParam()});
    for (const double log_alpha : {-1.0, -3.0, -2.0, 4.0, -2.5, -0.5, -30.0, -1.5, 3.0, -4.0}) {
        const Solution walked = path.solve(log_alpha);
        const Solution alone =
            interpolate(data.x, data.y, {.depth = GetParam(), .log_alpha = log_alpha});
        EXPECT_EQ(walked.status, Status::converged) << log_alpha;
        EXPECT_LE((walked.coefficients - alone.coefficients).norm(),
                  1e-9 * alone.coefficients.norm())
            << log_alpha;
        if (log_alpha == -2.0 || log_alpha == -0.5) path.keep();
    }
}

INSTANTIATE_TEST_SUITE_P(Depths, AlphaPathOfDepth, ::testing::Values(2.0, 3.0, 8.0));

TEST(RegularizationPath, KeptPointSavesTheWay) {
    const Problem data = problem();
    RegularizationPath fresh(data.x, data.y, {});
    RegularizationPath keeping(data.x, data.y, {});
    for (RegularizationPath* path : {&fresh, &keeping}) {
        path->solve(-5.0);
        if (path == &keeping) path->keep();
        path->solve(-6.0);
    }
    EXPECT_LT(keeping.solve(-5.5).iterations, fresh.solve(-5.5).iterations);
}

TEST(RegularizationPath, MisuseIsRefused) {
    const Problem data = problem();
    RegularizationPath path(data.x, data.y, {});
    EXPECT_THROW(path.solve(std::numeric_limits<double>::quiet_NaN()), std::invalid_argument);
    EXPECT_THROW(RegularizationPath(data.x, data.y, {.depth = 1.0}), std::invalid_argument);
}

}  // namespace
}  // namespace regimes
