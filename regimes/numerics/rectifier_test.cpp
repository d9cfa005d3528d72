// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/rectifier.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace regimes {
namespace {

TEST(Rectifier, KeepsNaNAndMasksWhatIsOff) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    for (const VectorUnit unit : supported_vector_units()) {
        Vector z(19);
        z << 1, -1, 0, nan, 2, -3, -nan, 5, -1e-300, 1e-300, 1, 1, 1, -1, -1, -1, 2, -2, nan;
        Vector delta = Vector::Constant(19, 7.0);
        rectify(z.data(), z.size(), unit);
        mask_off(z.data(), delta.data(), z.size(), unit);
        for (const Index i : {3, 6, 18}) EXPECT_TRUE(std::isnan(z[i])) << i;
        for (const Index i : {1, 2, 5, 8, 13, 14, 15, 17}) EXPECT_EQ(z[i], 0.0) << i;
        for (const Index i : {0, 4, 7, 9, 10, 11, 12, 16}) EXPECT_GT(z[i], 0.0) << i;
        for (Index i = 0; i < z.size(); ++i) EXPECT_EQ(delta[i], z[i] > 0.0 ? 7.0 : 0.0) << i;
    }
}

}  // namespace
}  // namespace regimes
