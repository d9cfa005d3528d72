// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/relu_network.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

Matrix inputs(Index samples, Index features) {
    return RandomStream(1, "x").normals(samples * features).reshaped(samples, features);
}

/// Outputs and gradients of one sample by plain loops over units: the definition, and the chain
/// rule written as a recursion over single weights.
class PlainNetwork {
public:
    PlainNetwork(ReluShape shape, const Vector& w) : shape_(std::move(shape)), w_(w) {}

    std::vector<double> outputs(const Vector& x) {
        activations_ = {std::vector<double>(x.begin(), x.end())};
        for (std::size_t l = 1; l < shape_.widths.size(); ++l) {
            std::vector<double> next;
            for (Index i = 0; i < shape_.widths[l]; ++i) {
                double z = shape_.biases ? w_[bias(l, i)] : 0.0;
                for (Index j = 0; j < shape_.widths[l - 1]; ++j) {
                    z += w_[weight(l, i, j)] * activations_[l - 1][static_cast<std::size_t>(j)];
                }
                const bool hidden = l + 1 < shape_.widths.size();
                next.push_back(hidden && z < 0.0 ? 0.0 : z);
            }
            activations_.push_back(next);
        }
        return activations_.back();
    }

    /// After outputs.
    Vector gradient(std::size_t output) {
        Vector gradient = Vector::Zero(w_.size());
        std::vector<double> delta(activations_.back().size(), 0.0);
        delta[output] = 1.0;
        for (std::size_t l = shape_.widths.size() - 1; l > 0; --l) {
            const std::vector<double>& before = activations_[l - 1];
            std::vector<double> pulled(before.size(), 0.0);
            for (std::size_t i = 0; i < delta.size(); ++i) {
                const auto unit = static_cast<Index>(i);
                if (shape_.biases) gradient[bias(l, unit)] = delta[i];
                for (std::size_t j = 0; j < before.size(); ++j) {
                    const Index at = weight(l, unit, static_cast<Index>(j));
                    gradient[at] = delta[i] * before[j];
                    if (before[j] > 0.0) pulled[j] += delta[i] * w_[at];
                }
            }
            delta = pulled;
        }
        return gradient;
    }

private:
    Index start(std::size_t l) const {
        Index at = 0;
        for (std::size_t k = 1; k < l; ++k) {
            at += shape_.widths[k] * (shape_.widths[k - 1] + (shape_.biases ? 1 : 0));
        }
        return at;
    }
    Index weight(std::size_t l, Index i, Index j) const {
        return start(l) + j * shape_.widths[l] + i;
    }
    Index bias(std::size_t l, Index i) const {
        return start(l) + shape_.widths[l] * shape_.widths[l - 1] + i;
    }

    ReluShape shape_;
    Vector w_;
    std::vector<std::vector<double>> activations_;
};

/// Widths beyond the blocks of samples and the products that are small.
TEST(ReluNetwork, OutputsAndGradientsAreThoseOfPlainLoops) {
    for (const bool biases : {false, true}) {
        for (const ReluShape& shape :
             {ReluShape{{3, 7, 2}, biases}, ReluShape{{3, 50, 40, 3}, biases}}) {
            const Matrix x = inputs(300, 3);
            const ReluNetwork network{MatrixView(x), shape};
            const Vector w = RandomStream(2, "w").normals(network.parameters());
            const Vector f = network(w);
            PlainNetwork plain(shape, w);
            const Index each = shape.outputs();
            for (const Index n : {0, 17, 299}) {
                const auto expected = plain.outputs(x.row(n).transpose());
                for (Index k = 0; k < each; ++k) {
                    EXPECT_NEAR(f[n * each + k], expected[static_cast<std::size_t>(k)],
                                1e-13 * f.norm());
                    Vector row(w.size());
                    network.jacobian_transposed_times(w, Vector::Unit(f.size(), n * each + k), row);
                    const Vector gradient = plain.gradient(static_cast<std::size_t>(k));
                    EXPECT_LT((row - gradient).norm(), 1e-13 * gradient.norm());
                }
            }
        }
    }
}

/// f = max(w_1 x, 0) w_2: the kernel of one unit is (w_2^2 + w_1^2) x x' where it is on.
TEST(ReluNetwork, KernelOfOneUnit) {
    const Matrix x{{1.0}, {2.0}, {-1.0}};
    const ReluNetwork network{MatrixView(x), {{1, 1, 1}, false}};
    const Matrix kernel = network.structured_kernel(Vector{{0.5, 3.0}});
    EXPECT_DOUBLE_EQ(kernel(0, 0), 9.25);
    EXPECT_DOUBLE_EQ(kernel(1, 0), 18.5);
    EXPECT_DOUBLE_EQ(kernel(1, 1), 37.0);
    EXPECT_EQ(kernel.row(2), Matrix::Zero(1, 3));
    const ReluNetwork biased{MatrixView(x), {{1, 1, 1}, true}};  // w_1, b_1, w_2, b_2
    const Matrix more = biased.structured_kernel(Vector{{0.5, 1.0, 3.0, 7.0}});
    EXPECT_DOUBLE_EQ(more(1, 0), 9.0 * (2.0 + 1.0) + (1.5 * 2.0 + 1.0));
    EXPECT_DOUBLE_EQ(more(2, 0), 9.0 * (-1.0 + 1.0) + (1.5 * 0.5 + 1.0));
}

/// Several tiles, and the slope 0 of a unit whose z is exactly 0.
TEST(ReluNetwork, StructuredKernelCoversEverything) {
    Matrix x = inputs(150, 4);
    x.row(3).setZero();
    const ReluNetwork network{MatrixView(x), {{4, 20, 10, 2}, false}};
    const Vector w = RandomStream(2, "w").normals(network.parameters());
    const Matrix lower = network.structured_kernel(w);
    const Vector u = RandomStream(3, "u").normals(300);
    Vector features(w.size());
    Vector expected(300);
    network.jacobian_transposed_times(w, u, features);
    network.jacobian_times(w, features, expected);
    const Vector product = lower.selfadjointView<Eigen::Lower>() * u;
    EXPECT_LT((product - expected).norm(), 1e-13 * expected.norm());
    EXPECT_EQ(lower.row(6).head(7).norm(), 0.0);
}

TEST(ReluNetwork, BothStorageOrdersOfTheInputsGiveTheSame) {
    const Matrix x = inputs(20, 6);
    const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows = x;
    const ReluShape shape{{6, 9, 2}, true};
    const ReluNetwork first{MatrixView(x), shape};
    const ReluNetwork second{MatrixView(by_rows), shape};
    const Vector w = RandomStream(2, "w").normals(first.parameters());
    EXPECT_LT((first(w) - second(w)).norm(), 1e-14 * first(w).norm());
    EXPECT_EQ(first.tangent_factors(w)[0].inputs, second.tangent_factors(w)[0].inputs);
}

TEST(ReluNetwork, DegreeIsTheDepthAndNoneWithBiases) {
    const Matrix x = inputs(2, 3);
    EXPECT_EQ(ReluNetwork(MatrixView(x), {{3, 5, 5, 1}, false}).degree(), 3.0);
    EXPECT_TRUE(std::isnan(ReluNetwork(MatrixView(x), {{3, 5, 1}, true}).degree()));
}

TEST(ReluNetwork, DistanceToKinkIsTheLeastPreActivation) {
    const Matrix x{{1.0}, {-2.0}};
    const ReluNetwork network{MatrixView(x), {{1, 2, 1}, false}};
    EXPECT_DOUBLE_EQ(network.distance_to_kink(Vector{{-0.5, 0.25, 1.0, 1.0}}), 0.25);
    const ReluNetwork linear{MatrixView(x), {{1, 2}, false}};
    EXPECT_EQ(linear.distance_to_kink(Vector{{1.0, 0.0}}), std::numeric_limits<double>::infinity());
}

TEST(ReluNetwork, MisuseNamesTheArgument) {
    const Matrix x = inputs(2, 3);
    const auto of = [&x](std::vector<Index> widths) {
        return [&x, widths] { ReluNetwork(MatrixView(x), {widths, false}); };
    };
    const auto throws = [](const char* text) {
        return ThrowsMessage<std::invalid_argument>(HasSubstr(text));
    };
    EXPECT_THAT(of({3, 0, 1}), throws("widths: entry 1 is 0, at least 1 expected"));
    EXPECT_THAT(of({3, 4, -2}), throws("widths: entry 2 is -2"));
    EXPECT_THAT(of({3}), throws("widths: 1 given, at least 2 expected"));
    EXPECT_THAT(of({4, 5, 1}), throws("widths: entry 0 is 4, 3 expected"));
    const ReluNetwork network{MatrixView(x), {{3, 1}, false}};
    EXPECT_THAT([&] { network.tangent_factors(Vector::Ones(4)); },
                throws("w: 4 entries given, 3 expected"));
}

}  // namespace
}  // namespace regimes
