// SPDX-License-Identifier: BSD-3-Clause
// ReLU networks against PyTorch's numbers on the same weights: to 1e-12 in double precision, 1e-5
// in single. The numbers stand in relu_network.csv, or in the file that the environment variable
// REGIMES_RELU_TABLE names: what the PyTorch at hand has just made of newly drawn networks.
#include <gtest/gtest.h>

#include <cstdlib>
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
    std::map<std::string, std::vector<double>> table;

    Vector at(const std::string& quantity) const {
        const std::vector<double>& values = table.at(quantity);
        return Eigen::Map<const Vector>(values.data(), static_cast<Index>(values.size()));
    }
    ReluShape shape() const {
        const std::vector<double>& widths = table.at("widths");
        return {{widths.begin(), widths.end()}, at("biases")[0] == 1.0};
    }
    /// Row by row in the table.
    Matrix x() const { return at("x").reshaped(shape().inputs(), samples).transpose(); }
    std::vector<int> labels() const {
        const Vector values = at("labels");
        return {values.begin(), values.end()};
    }
};

std::map<std::string, Case> cases() {
    const char* drawn = std::getenv("REGIMES_RELU_TABLE");
    const auto rows =
        drawn == nullptr ? oracle::read_oracle("relu_network.csv") : oracle::read_table(drawn);
    std::map<std::string, Case> all;
    for (const oracle::Row& row : rows) {
        all[row.text("case")].table[row.text("quantity")].push_back(row.number("value"));
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
        const ReluNetwork network{MatrixView(x), at.shape()};
        const Vector w = at.at("w");
        EXPECT_LT(error(network(w), at.at("outputs")), 1e-12);
        Vector gradient(w.size());
        network.jacobian_transposed_times(w, 2.0 * (network(w) - at.at("y")), gradient);
        EXPECT_LT(error(gradient, at.at("squared_gradient")), 1e-12);
        EXPECT_LT(error(tangent_kernel(network, w).reshaped(), at.at("kernel")), 1e-12);
        EXPECT_LT(error(tangent_kernel(network, w).reshaped(), at.at("single_kernel")), 1e-5);
    }
}

/// Ten steps, and one so long that w is little beside its change: the gradient to all its digits.
void check_training(const Case& at, const NetworkTargets& targets, const std::string& loss,
                    Precision precision, double tolerance, NetworkTrainingOptions options = {}) {
    const bool single = precision == Precision::single_precision;
    const std::string prefix = single ? "single_" : "";
    const Matrix x = at.x();
    const Vector w = at.at("w");
    options.step_size = step;
    options.max_steps = steps;
    const auto result = train_network(at.shape(), MatrixView(x), targets, w, options, {precision});
    EXPECT_EQ(result.steps, steps);
    EXPECT_LT(error(result.parameters, at.at(prefix + loss + "_steps")), tolerance);
    options.step_size = 1024.0;
    options.max_steps = 1;
    options.divergence_factor = 1e200;
    options.log_spacing = 1.0;
    const auto first = train_network(at.shape(), MatrixView(x), targets, w, options, {precision});
    const std::string value = loss == "squared" ? "squared_loss" : loss;
    EXPECT_NEAR(first.curve[0].loss, at.at(prefix + value)[0], tolerance * first.curve[0].loss);
    const Vector gradient = (w - first.parameters) / options.step_size;
    EXPECT_LT(error(gradient, at.at(prefix + loss + "_gradient")), tolerance);
}

TEST(ReluNetworkTable, LossesAndStepsOfDescent) {
    for (const auto& [name, at] : cases()) {
        SCOPED_TRACE(name);
        for (const Precision precision :
             {Precision::double_precision, Precision::single_precision}) {
            const double tolerance = precision == Precision::double_precision ? 1e-12 : 1e-5;
            check_training(at, at.at("y"), "squared", precision, tolerance);
            check_training(at, at.labels(), "cross_entropy", precision, tolerance,
                           {.reduction = NetworkTrainingOptions::Reduction::mean});
        }
    }
}

}  // namespace
}  // namespace regimes
