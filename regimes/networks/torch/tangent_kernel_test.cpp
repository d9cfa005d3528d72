// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/torch/tangent_kernel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <new>
#include <stdexcept>
#include <thread>

#include "regimes/diagnostics/gradient_distance.hpp"
#include "regimes/diagnostics/tangent_kernel.hpp"
#include "regimes/models/relu_network.hpp"
#include "regimes/networks/torch/example_networks_test.hpp"

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

/// The largest difference of entries in units of sqrt(K_kk K_ll).
double difference(const at::Tensor& kernel, const at::Tensor& rows, const at::Tensor& columns) {
    const at::Tensor exact = at::mm(rows, columns.t());
    const at::Tensor scale = at::outer(rows.norm(2, 1), columns.norm(2, 1));
    return ((kernel - exact) / scale).abs().max().item<double>();
}

/// Sums of at most some hundred products, in another order than autograd's.
double bound(at::ScalarType type) { return type == at::kDouble ? 1e-13 : 1e-5; }

TEST(ModuleTangentKernel, IsTheProductOfTheJacobians) {
    for (const at::ScalarType type : {at::kDouble, at::kFloat}) {
        for (const ExampleNetwork& network : example_networks(type)) {
            const at::Tensor rows = jacobian_rows(network.f, network.x);
            const at::Tensor kernel = tangent_kernel(network.f, network.x, plenty);
            ASSERT_EQ(kernel.scalar_type(), at::kDouble);
            EXPECT_LT(difference(kernel, rows, rows), bound(type)) << network.name;
            EXPECT_TRUE(at::equal(kernel, kernel.t())) << network.name;
        }
    }
}

/// From blocks of one sample each to all at once.
TEST(ModuleTangentKernel, MemoryShowsInTheRoundingAlone) {
    for (const ExampleNetwork& network : example_networks(at::kDouble)) {
        const at::Tensor rows = jacobian_rows(network.f, network.x);
        for (const std::size_t memory : {std::size_t{1}, std::size_t{20000}, std::size_t{150000}}) {
            const at::Tensor kernel = tangent_kernel(network.f, network.x, memory);
            EXPECT_LT(difference(kernel, rows, rows), 1e-13) << network.name << ", " << memory;
            EXPECT_TRUE(at::equal(kernel, kernel.t())) << network.name << ", " << memory;
        }
    }
}

TEST(ModuleTangentKernel, OfTwoSetsIsThatOfTheirJacobians) {
    for (const ExampleNetwork& network : example_networks(at::kDouble)) {
        std::vector<std::int64_t> shape = network.x.sizes().vec();
        shape[0] = 3;
        const at::Tensor other = draw(shape, "other");
        const at::Tensor rows = jacobian_rows(network.f, network.x);
        const at::Tensor columns = jacobian_rows(network.f, other);
        for (const std::size_t memory : {std::size_t{1}, std::size_t{20000}, plenty}) {
            const at::Tensor kernel = tangent_kernel(network.f, network.x, other, memory);
            EXPECT_LT(difference(kernel, rows, columns), 1e-13) << network.name << ", " << memory;
        }
    }
}

/// A function, and how many samples it was asked for and how often.
struct Counted {
    Differentiable f;
    std::shared_ptr<std::vector<std::int64_t>> calls =
        std::make_shared<std::vector<std::int64_t>>();

    explicit Counted(const Differentiable& inner) : f(inner) {
        f.outputs = [calls = calls, outputs = inner.outputs](const at::Tensor& x) {
            calls->push_back(x.size(0));
            return outputs(x);
        };
    }
};

/// One sample to plan, all of them, and one alone for the proof; otherwise each sample alone.
TEST(ModuleTangentKernel, KnowsWhichParametersLayersExplain) {
    for (const ExampleNetwork& network : example_networks(at::kFloat)) {
        const Counted counted(network.f);
        tangent_kernel(counted.f, network.x, plenty);
        const std::vector<std::int64_t> few{1, network.x.size(0), 1};
        if (network.by_layers) {
            EXPECT_EQ(*counted.calls, few) << network.name;
        } else {
            EXPECT_GT(counted.calls->size(), few.size() + 3) << network.name;
        }
    }
}

/// Whatever samples do to each other in a batch: the kernel is that of samples alone.
TEST(ModuleTangentKernel, SamplesThatSeeEachOtherAreTakenAlone) {
    const at::Tensor a = draw({3, 4}, "a").requires_grad_(true);
    const Differentiable f{[a](const at::Tensor& x) {
                               const at::Tensor h = at::linear(x, a);
                               return h * (1.0 + h.mean(0, true));
                           },
                           {a}};
    const at::Tensor x = draw({4, 4}, "x");
    const at::Tensor rows = jacobian_rows(f, x);
    EXPECT_LT(difference(tangent_kernel(f, x, plenty), rows, rows), 1e-13);
}

/// A network in TorchScript, run before by the optimiser that would hide its layers.
TEST(ModuleTangentKernel, OfTorchScriptIsFoundByLayersToo) {
    torch::jit::Module module("network");
    module.register_parameter("a", draw({4, 1, 3, 3}, "a").requires_grad_(true), false);
    module.register_parameter("b", draw({4}, "b").requires_grad_(true), false);
    module.register_parameter("c", draw({2, 36}, "c").requires_grad_(true), false);
    module.define(R"(
        def forward(self, x: Tensor) -> Tensor:
            h = torch.conv2d(x, self.a, self.b, [2, 2], [1, 1])
            h = torch.relu_(h)
            return torch.linear(torch.flatten(h, 1), self.c)
    )");
    Differentiable inner;
    for (const at::Tensor& parameter : module.parameters()) inner.parameters.push_back(parameter);
    inner.outputs = [&module](const at::Tensor& x) { return module.forward({x}).toTensor(); };
    const Counted counted(inner);
    const at::Tensor x = draw({5, 1, 6, 6}, "x");
    const at::Tensor kernel = tangent_kernel(counted.f, x, plenty);
    EXPECT_EQ(counted.calls->size(), 3U);
    const at::Tensor rows = jacobian_rows(inner, x);  // runs it as often as an optimiser needs
    EXPECT_LT(difference(kernel, rows, rows), 1e-13);
    EXPECT_LT(difference(tangent_kernel(inner, x, plenty), rows, rows), 1e-13);
}

TEST(ModuleTangentKernel, ThreadsDoNotDisturbEachOther) {
    const auto networks = example_networks(at::kDouble);
    std::vector<at::Tensor> alone, together(networks.size());
    const auto kernel = [&](std::size_t i) {
        return tangent_kernel(networks[i].f, networks[i].x, plenty);
    };
    for (std::size_t i = 0; i < networks.size(); ++i) alone.push_back(kernel(i));
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < networks.size(); ++i) {
        threads.emplace_back([&, i] { together[i] = kernel(i); });
    }
    for (std::thread& thread : threads) thread.join();
    for (std::size_t i = 0; i < networks.size(); ++i) {
        EXPECT_TRUE(at::allclose(alone[i], together[i], 1e-12, 1e-12)) << networks[i].name;
    }
}

/// The network of `models/`, whose kernel and distance are known by other means.
struct Twin {
    ReluShape shape{{5, 8, 6, 3}, true};
    Matrix x = RandomStream(1, "x").normals(7 * 5).reshaped(7, 5);
    ReluNetwork model{MatrixView(x), shape};

    Differentiable at_weights(const Vector& w) const {
        std::vector<at::Tensor> parameters;
        for (const ReluLayer& layer : relu_layers(shape)) {
            const Matrix weight = w.segment(layer.weights, layer.inputs * layer.outputs)
                                      .reshaped(layer.outputs, layer.inputs)
                                      .transpose();  // row by row then
            parameters.push_back(tensor(weight, {layer.outputs, layer.inputs}));
            parameters.push_back(tensor(w.segment(layer.bias, layer.outputs), {layer.outputs}));
        }
        const auto outputs = [parameters](const at::Tensor& inputs) {
            at::Tensor h = at::linear(inputs, parameters[0], parameters[1]);
            h = at::linear(at::relu(h), parameters[2], parameters[3]);
            return at::linear(at::relu(h), parameters[4], parameters[5]);
        };
        for (const at::Tensor& parameter : parameters) parameter.requires_grad_(true);
        return {outputs, parameters};
    }
    static at::Tensor tensor(const Matrix& values, const std::vector<std::int64_t>& shape) {
        return at::from_blob(const_cast<double*>(values.data()), shape, at::kDouble).clone();
    }
    at::Tensor samples() const { return tensor(x.transpose(), {x.rows(), x.cols()}); }
};

TEST(ModuleTangentKernel, AgreesWithTheNetworkOfTheModels) {
    const Twin twin;
    const Vector start = RandomStream(2, "w").normals(twin.shape.parameters());
    const Matrix expected = tangent_kernel(twin.model, start);
    const at::Tensor kernel = tangent_kernel(twin.at_weights(start), twin.samples(), plenty);
    const Eigen::Map<const Matrix> values(kernel.data_ptr<double>(), expected.rows(),
                                          expected.cols());
    EXPECT_LT((values - expected).norm(), 1e-13 * expected.norm());
    for (const double size : {1e-8, 1e-4, 1.0}) {
        const Vector end = start + size * RandomStream(3, "w").normals(start.size());
        const double distance = gradient_distance(twin.model, start, end);
        EXPECT_NEAR(
            feature_distance(twin.at_weights(start), twin.at_weights(end), twin.samples(), plenty),
            distance, 1e-13 * std::sqrt(distance))
            << size;
    }
}

TEST(ModuleTangentKernel, MisuseNamesTheArgument) {
    const at::Tensor a = draw({3, 4}, "a").requires_grad_(true);
    const at::Tensor x = draw({2, 4}, "x");
    const Differentiable fits{[a](const at::Tensor& in) { return at::linear(in, a); }, {a}};
    const Differentiable flat{[a](const at::Tensor& in) { return at::linear(in, a).sum(1); }, {a}};
    const auto throws = [](const char* text) {
        return ThrowsMessage<std::invalid_argument>(HasSubstr(text));
    };
    EXPECT_THAT([&] { tangent_kernel(flat, x, plenty); },
                throws("f: outputs of shape [ 2 ] for 2 samples, one row"));
    EXPECT_THAT([&] { tangent_kernel(fits, x.narrow(0, 0, 0), plenty); }, throws("x: no samples"));
    EXPECT_THAT([&] { tangent_kernel(fits, x, at::Tensor(), plenty); }, throws("second: no sam"));
}

/// What memory does not suffice for as a whole may fit sample by sample.
TEST(ModuleTangentKernel, LessIsTakenWhereMemoryRunsOut) {
    const at::Tensor a = draw({3, 4}, "a").requires_grad_(true);
    const at::Tensor x = draw({8, 4}, "x");
    const auto limited = [&](std::int64_t most) {
        return Differentiable{[a, most](const at::Tensor& in) {
                                  if (in.size(0) > most) throw std::bad_alloc();
                                  return at::linear(in, a);
                              },
                              {a}};
    };
    const at::Tensor rows = jacobian_rows(limited(1), x);
    EXPECT_LT(difference(tangent_kernel(limited(2), x, plenty), rows, rows), 1e-13);
    EXPECT_THROW(tangent_kernel(limited(0), x, plenty), std::bad_alloc);
}

}  // namespace
}  // namespace regimes
