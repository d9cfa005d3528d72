// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/torch/linearized_module.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "regimes/networks/example_modules_test.hpp"

namespace regimes {
namespace {

using networks_test::linear;
using networks_test::normals;
using networks_test::signs;
using networks_test::two_layers;
using networks_test::vectors;

// f linear in w: linearised it is itself, step by step.
TEST(LinearizedModule, OfALinearMapTrainsAsItDoes) {
    const SampleArray x = vectors(6);
    const auto module = linear();
    const auto linearized = module->linearized();
    const auto samples = module->take(x, signs(x));
    for (int step = 0; step < 5; ++step) {
        const NetworkScore one = module->descend(*samples, {0, 2, 4, 5}, 0.5);
        const NetworkScore other = linearized->descend(*samples, {0, 2, 4, 5}, 0.5);
        EXPECT_NEAR(one.loss, other.loss, 1e-12);
    }
    EXPECT_LT((module->outputs(*samples) - linearized->outputs(*samples)).norm(), 1e-12);
}

// f(w_0) + J (w - w_0): after one step of squared loss on all, the outputs moved by
// -(2 step / N) K (f - y).
TEST(LinearizedModule, MovesItsOutputsByTheTangentKernel) {
    const SampleArray x = vectors(6);
    const Vector y = normals(12, "numbers");
    const auto module = two_layers();
    module->scale_outputs(std::log(3.0));
    const auto samples = module->take(x, y);
    const auto linearized = module->linearized();
    const Vector f = module->outputs(*samples);
    const Matrix kernel = module->tangent_kernel(*samples);
    Vector expected = f;
    for (int step = 0; step < 3; ++step) {
        expected -= 2.0 * 0.05 / 6.0 * (kernel * (expected - y));
        linearized->descend(*samples, {0, 1, 2, 3, 4, 5}, 0.05);
    }
    EXPECT_LT((linearized->outputs(*samples) - expected).norm(), 1e-12 * expected.norm());
    EXPECT_LT((linearized->tangent_kernel(*samples) - kernel).norm(), 1e-14 * kernel.norm());
    EXPECT_NEAR(linearized->gradient_distance(*module, *samples), 0.0, 1e-15);
}

}  // namespace
}  // namespace regimes
