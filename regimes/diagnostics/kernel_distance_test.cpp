// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/diagnostics/kernel_distance.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(KernelDistance, InClosedForm) {
    const Matrix start{{3.0, 0.0}, {0.0, 4.0}};  // norm 5
    const Matrix end{{3.0, 6.0}, {6.0, 11.0}};   // differs by (0, 6, 6, 7), norm 11
    EXPECT_DOUBLE_EQ(kernel_distance(start, end), 11.0 / 5.0);
    EXPECT_EQ(kernel_distance(start, start), 0.0);
    EXPECT_EQ(kernel_distance(start, Matrix(3.0 * start)), 2.0);
}

TEST(KernelDistance, UnitsDoNotCount) {
    const Matrix start{{3.0, 0.0}, {0.0, 4.0}};
    const Matrix end{{3.0, 6.0}, {6.0, 11.0}};
    for (const double scale : {1e-290, 1e290}) {
        EXPECT_NEAR(kernel_distance(scale * start, scale * end), 2.2, 1e-15);
    }
}

/// With K = I of size m, <I, y y^T> = ||y||^2 and ||I|| = sqrt(m).
TEST(KernelTargetAlignment, InClosedForm) {
    const Vector y = RandomStream(1, "y").normals(9);
    EXPECT_NEAR(kernel_target_alignment(Matrix::Identity(9, 9), y), 1.0 / 3.0, 1e-15);
    EXPECT_NEAR(kernel_target_alignment(y * y.transpose(), y), 1.0, 1e-14);
    EXPECT_NEAR(kernel_target_alignment(-2.0 * y * y.transpose(), y), -1.0, 1e-14);
    const Matrix kernel{{2.0, 1.0}, {1.0, 2.0}};  // norm sqrt(10)
    EXPECT_NEAR(kernel_target_alignment(kernel, Vector{{1.0, 1.0}}), 3.0 / std::sqrt(10.0), 1e-15);
    EXPECT_NEAR(kernel_target_alignment(kernel, Vector{{1.0, -1.0}}), 1.0 / std::sqrt(10.0), 1e-15);
    EXPECT_NEAR(kernel_target_alignment(1e-290 * kernel, Vector{{1e-290, 1e-290}}),
                3.0 / std::sqrt(10.0), 1e-15);
}

TEST(KernelDistance, MisuseNamesTheArgument) {
    const auto throws = [](const char* text) {
        return ThrowsMessage<std::invalid_argument>(HasSubstr(text));
    };
    const Matrix identity = Matrix::Identity(2, 2);
    const Matrix zero = Matrix::Zero(2, 2);
    EXPECT_THAT([&] { kernel_distance(identity, Matrix::Identity(3, 3)); },
                throws("kernel_end: 3 x 3 given, 2 x 2 expected"));
    EXPECT_THAT([&] { kernel_distance(zero, identity); }, throws("kernel_start: its norm is 0"));
    EXPECT_THAT([&] { kernel_target_alignment(identity, Vector::Ones(3)); },
                throws("kernel: 2 x 2 given, 3 x 3 expected"));
    EXPECT_THAT([&] { kernel_target_alignment(zero, Vector::Ones(2)); },
                throws("kernel: its norm is 0"));
    EXPECT_THAT([&] { kernel_target_alignment(identity, Vector::Zero(2)); },
                throws("y: its norm is 0"));
}

}  // namespace
}  // namespace regimes
