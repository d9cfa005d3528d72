// SPDX-License-Identifier: BSD-3-Clause
// ReLU networks against PyTorch's numbers on the same weights: to 1e-12 in double precision, 1e-5
// in single.
#include <gtest/gtest.h>

#include <map>

#include "regimes/diagnostics/tangent_kernel.hpp"
#include "regimes/dynamics/network_training.hpp"
#include "regimes/models/relu_network.hpp"
#include "tests/oracle/oracle_table.hpp"

namespace regimes {
namespace {

constexpr Index samples = 6;
constexpr double step = 0.02;  // as in the generator
constexpr long steps = 10;

struct Case {
    ReluShape shape;
    std::map<std::string, std::vector<double>> table;

    Vector at(const std::string& quantity) const {
        const std::vector<double>& values = table.at(quantity);
        return Eigen::Map<const Vector>(values.data(), static_cast<Index>(values.size()));
    }
    /// Row by row in the table.
    Matrix x() const { return at("x").reshaped(shape.inputs(), samples).transpose(); }
    std::vector<int> labels() const {
        const Vector values = at("labels");
        return {values.begin(), values.end()};
    }
};

std::map<std::string, Case> cases() {
    std::map<std::string, Case> all = {{"depth2", {{{3, 5, 2}, false}, {}}},
                                       {"depth3", {{{3, 6, 4, 3}, false}, {}}},
                                       {"biased", {{{2, 5, 4, 2}, true}, {}}}};
    for (const oracle::Row& row : oracle::read_oracle("relu_network.csv")) {
        all.at(row.text("case")).table[row.text("quantity")].push_back(row.number("value"));
    }
    return all;
}

double error(const Vector& value, const Vector& expected) {
    return (value - expected).norm() / expected.norm();
}

TEST(ReluNetworkTable, OutputsGradientsAndKernels) {
    for (const auto& [name, at] : cases()) {
        SCOPED_TRACE(name);
        const Matrix x = at.x();
        const ReluNetwork network{MatrixView(x), at.shape};
        const Vector w = at.at("w");
        EXPECT_LT(error(network(w), at.at("outputs")), 1e-12);
        Vector gradient(w.size());
        network.jacobian_transposed_times(w, 2.0 * (network(w) - at.at("y")), gradient);
        EXPECT_LT(error(gradient, at.at("squared_gradient")), 1e-12);
        EXPECT_LT(error(tangent_kernel(network, w).reshaped(), at.at("kernel")), 1e-12);
        EXPECT_LT(error(tangent_kernel(network, w).reshaped(), at.at("single_kernel")), 1e-5);
    }
}

/// One step, whose change is the gradient, and ten.
void check_training(const Case& at, const NetworkTargets& targets, const std::string& loss,
                    NetworkTrainingOptions options, double tolerance) {
    const bool single = options.precision == Precision::single_precision;
    const std::string prefix = single ? "single_" : "";
    const Matrix x = at.x();
    const Vector w = at.at("w");
    options.step_size = step;
    options.max_steps = steps;
    const auto result = train_network(at.shape, MatrixView(x), targets, w, options);
    EXPECT_EQ(result.steps, steps);
    EXPECT_LT(error(result.parameters, at.at(prefix + loss + "_steps")), tolerance);
    options.max_steps = 1;
    options.record_ratio = 1.0;
    const auto first = train_network(at.shape, MatrixView(x), targets, w, options);
    const std::string value = loss == "squared" ? "squared_loss" : loss;
    EXPECT_NEAR(first.curve[0].loss, at.at(prefix + value)[0], tolerance * first.curve[0].loss);
    // w - step g, rounded: 1 / step and ||w|| / ||g|| below 10 cost two or three digits.
    const Vector gradient = (w - first.parameters) / step;
    EXPECT_LT(error(gradient, at.at(prefix + loss + "_gradient")), 1000.0 * tolerance);
}

TEST(ReluNetworkTable, LossesAndStepsOfDescent) {
    for (const auto& [name, at] : cases()) {
        SCOPED_TRACE(name);
        for (const Precision precision :
             {Precision::double_precision, Precision::single_precision}) {
            const double tolerance = precision == Precision::double_precision ? 1e-12 : 1e-5;
            check_training(at, at.at("y"), "squared", {.precision = precision}, tolerance);
            check_training(
                at, at.labels(), "cross_entropy",
                {.precision = precision, .reduction = NetworkTrainingOptions::Reduction::mean},
                tolerance);
        }
    }
}

}  // namespace
}  // namespace regimes
