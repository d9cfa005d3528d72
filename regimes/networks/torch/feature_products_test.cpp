// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/torch/feature_products.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "regimes/diagnostics/gradient_distance.hpp"
#include "regimes/networks/torch/example_networks_test.hpp"
#include "regimes/networks/torch/jacobian_products.hpp"

namespace regimes {
namespace {

using networks_test::draw;
using networks_test::example_networks;
using networks_test::ExampleNetwork;
using networks_test::feature_distance;
using networks_test::jacobian_rows;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr std::size_t plenty = std::size_t{64} << 20;

/// All of the example networks at two places: f of `start` and f of `end` are the same functions of
/// their own parameters.
struct Pair {
    ExampleNetwork start;
    ExampleNetwork end;
};

std::vector<Pair> moved_networks(double step, at::ScalarType type = at::kDouble) {
    std::vector<Pair> pairs;
    const auto starts = example_networks(type);
    auto ends = example_networks(type);
    for (std::size_t i = 0; i < starts.size(); ++i) {
        const at::NoGradGuard no_gradients;
        for (const at::Tensor& parameter : ends[i].f.parameters) {
            const at::Tensor change = draw(parameter.sizes().vec(), "change", step);
            parameter.copy_(parameter.to(at::kDouble) + change);
        }
        pairs.push_back({starts[i], ends[i]});
    }
    return pairs;
}

TEST(FeatureProducts, AreThoseOfTheJacobians) {
    for (const Pair& pair : moved_networks(0.2)) {
        const at::Tensor a = jacobian_rows(pair.start.f, pair.start.x);
        const at::Tensor b = jacobian_rows(pair.end.f, pair.start.x);
        const auto product = [](const at::Tensor& u, const at::Tensor& v) {
            return (u * v).sum().item<double>();
        };
        for (const std::size_t memory : {std::size_t{1}, std::size_t{20000}, plenty}) {
            const FeatureProducts found =
                feature_products(pair.start.f, pair.end.f, pair.start.x, memory);
            const double scale = product(a, a) + product(b, b);
            EXPECT_NEAR(found.both(), product(a, b), 1e-13 * scale) << pair.start.name;
            EXPECT_NEAR(found.start, product(a, a), 1e-13 * scale) << pair.start.name;
            EXPECT_NEAR(found.end(), product(b, b), 1e-13 * scale) << pair.start.name;
            EXPECT_NEAR(found.difference, product(b - a, b - a), 1e-13 * scale);
            EXPECT_NEAR(gradient_distance(found.start, found.cross, found.difference),
                        0.5 * (a / a.norm() - b / b.norm()).square().sum().item<double>(), 1e-13)
                << pair.start.name;
        }
    }
}

/// Steps so small that 1 minus a cosine has no digits. Features are known to some 1e-15 (1e-6 in
/// float), and a distance v to that times sqrt(2 v).
TEST(FeatureProducts, SmallDistancesKeepTheirDigits) {
    for (const double step : {1e-3, 1e-6, 1e-9}) {
        for (const Pair& pair : moved_networks(step)) {
            const at::Tensor a = jacobian_rows(pair.start.f, pair.start.x);
            const at::Tensor b = jacobian_rows(pair.end.f, pair.start.x);
            const double exact = 0.5 * (a / a.norm() - b / b.norm()).square().sum().item<double>();
            const double found = feature_distance(pair.start.f, pair.end.f, pair.start.x, plenty);
            EXPECT_NEAR(found, exact, 1e-14 * std::sqrt(exact) + 1e-29) << pair.start.name;
            EXPECT_TRUE(exact > 1e-4 * step * step || pair.start.name == "linear");
        }
    }
}

TEST(FeatureProducts, DistancesOfSinglePrecisionAreThoseOfDouble) {
    const auto exact_pairs = moved_networks(1e-3);
    const auto pairs = moved_networks(1e-3, at::kFloat);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const double exact = feature_distance(exact_pairs[i].start.f, exact_pairs[i].end.f,
                                              exact_pairs[i].start.x, plenty);
        const double found =
            feature_distance(pairs[i].start.f, pairs[i].end.f, pairs[i].start.x, plenty);
        // The step itself is rounded to single precision: 1e-7 / 1e-3 of it.
        EXPECT_NEAR(found, exact, 3e-3 * exact + 1e-12) << pairs[i].start.name;
    }
}

TEST(FeatureProducts, LengthsDoNotCount) {
    const at::Tensor a = draw({3, 4}, "a").requires_grad_(true);
    const at::Tensor b = draw({2, 3}, "b").requires_grad_(true);
    const at::Tensor x = draw({5, 4}, "x");
    const auto scaled = [&](double factor) {
        return Differentiable{[=](const at::Tensor& in) {
                                  return factor * at::linear(at::relu(at::linear(in, a)), b);
                              },
                              {a, b}};
    };
    EXPECT_EQ(feature_distance(scaled(1.0), scaled(1.0), x, plenty), 0.0);
    EXPECT_LT(feature_distance(scaled(1.0), scaled(7.0), x, plenty), 1e-15);
    EXPECT_NEAR(feature_distance(scaled(1.0), scaled(-3.0), x, plenty), 2.0, 1e-15);
    EXPECT_TRUE(std::isnan(feature_distance(scaled(1.0), scaled(0.0), x, plenty)));
    EXPECT_TRUE(std::isnan(feature_distance(scaled(0.0), scaled(1.0), x, plenty)));
}

TEST(FeatureProducts, MisuseNamesTheArgument) {
    const at::Tensor a = draw({3, 4}, "a").requires_grad_(true);
    const Differentiable f{[a](const at::Tensor& in) { return at::linear(in, a); }, {a}};
    const at::Tensor x = draw({2, 4}, "x");
    const auto throws = [](const char* text) {
        return ThrowsMessage<std::invalid_argument>(HasSubstr(text));
    };
    EXPECT_THAT(
        [&] {
            feature_products(f, {f.outputs, {}}, x, plenty);
        },
        throws("end: 0 parameters given, 1 expected"));
    EXPECT_THAT([&] { feature_products(f, f, x.narrow(0, 0, 0), plenty); }, throws("x: no sam"));
    EXPECT_THAT([&] { jacobian_products(f, x, 0, 1); }, throws("directions: 0 given"));
    EXPECT_THAT([&] { jacobian_products(f, at::Tensor(), 2, 1); }, throws("x: no samples"));
}

/// With as many directions as it takes, J J^T = J V V^T J^T / R up to noise; here against J V
/// itself, with V from the products of the identity.
TEST(JacobianProducts, AreProductsWithOneMatrix) {
    for (const ExampleNetwork& network : example_networks(at::kDouble)) {
        const at::Tensor rows = jacobian_rows(network.f, network.x);
        at::Tensor v = at::empty({rows.size(1), 3}, at::kDouble);
        // f(w) = w: its products are the directions.
        for (int r = 0; r < 3; ++r) {
            RandomStream random(8, "direction " + std::to_string(r));
            Index first = 0;
            for (const at::Tensor& parameter : network.f.parameters) {
                Vector numbers = random.normals(parameter.numel());
                v.select(1, r)
                    .narrow(0, first, parameter.numel())
                    .copy_(at::from_blob(numbers.data(), {parameter.numel()}, at::kDouble));
                first += parameter.numel();
            }
        }
        const at::Tensor exact = at::mm(rows, v);
        for (const std::size_t memory : {std::size_t{1}, plenty}) {
            const at::Tensor found = jacobian_products(network.f, network.x, 3, 8, memory);
            EXPECT_LT((found - exact).norm().item<double>(), 1e-13 * exact.norm().item<double>())
                << network.name;
        }
    }
}

TEST(JacobianProducts, ArePureFunctionsOfTheSeed) {
    const auto networks = example_networks(at::kFloat);
    const ExampleNetwork& network = networks[1];
    const at::Tensor once = jacobian_products(network.f, network.x, 4, 1);
    EXPECT_TRUE(at::equal(once, jacobian_products(network.f, network.x, 4, 1)));
    EXPECT_TRUE(at::equal(once.narrow(1, 0, 2), jacobian_products(network.f, network.x, 2, 1)));
    EXPECT_FALSE(at::allclose(once, jacobian_products(network.f, network.x, 4, 2)));
}

}  // namespace
}  // namespace regimes
