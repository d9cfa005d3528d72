// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/hadamard_network.hpp"

#include <gtest/gtest.h>

#include "regimes/core/random.hpp"
#include "regimes/models/diagonal_network.hpp"

namespace regimes {
namespace {

TEST(HadamardNetwork, CoefficientsAreProducts) {
    const Matrix x{{1.0, 0.0}, {1.0, 1.0}};
    const HadamardNetwork network{MatrixView(x)};
    const Vector w{{3.0, 0.5, -1.0, 2.0}};
    EXPECT_EQ(network.coefficients(w), (Vector{{-3.0, 1.0}}));
    EXPECT_EQ(network(w), (Vector{{-3.0, -2.0}}));
}

/// With T w = (w_+ + w_-, w_+ - w_-): f(T w) is that of the diagonal network, and since
/// T^T T = 2 I its gradient flow, carried back by T^-1 = T^T / 2, has half the speed.
TEST(HadamardNetwork, IsTheDiagonalNetworkOfDepthTwoAtHalfTheSpeed) {
    RandomStream random(1, "x");
    const Matrix x = random.normals(12).reshaped(3, 4);
    const Vector w = random.normals(8);
    const Vector residual = random.normals(3);
    const auto turn = [](const Vector& at) {
        Vector turned(8);
        turned << at.head(4) + at.tail(4), at.head(4) - at.tail(4);
        return turned;
    };
    const HadamardNetwork product{MatrixView(x)};
    const DiagonalNetwork difference{MatrixView(x), 2.0};
    EXPECT_LT((product(turn(w)) - difference(w)).norm(), 1e-14);
    Vector of_product(8);
    Vector of_difference(8);
    product.jacobian_transposed_times(turn(w), residual, of_product);
    difference.jacobian_transposed_times(w, residual, of_difference);
    EXPECT_LT((0.5 * turn(of_product) - 0.5 * of_difference).norm(), 1e-14);
}

}  // namespace
}  // namespace regimes
