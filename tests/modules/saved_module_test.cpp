// SPDX-License-Identifier: BSD-3-Clause
// Modules that another PyTorch exported, against what it finds itself (generate_modules.py).
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <sstream>

#include "regimes/networks/modules.hpp"

namespace regimes {
namespace {

constexpr Index samples = 3;
constexpr Index side = 6;

const std::string folder = std::string(REGIMES_SOURCE_DIR) + "/tests/modules/";

/// What modules.csv says of a module, output by output.
struct Expected {
    Vector values = Vector::Zero(2 * samples);
    Vector gradient_norms = Vector::Zero(2 * samples);
};

Expected expected_of(const std::string& name) {
    std::ifstream file(folder + "modules.csv");
    Expected expected;
    Index row = 0;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with(name + ",")) continue;
        std::istringstream fields(line);
        std::string field;
        for (int skipped = 0; skipped < 3; ++skipped) std::getline(fields, field, ',');
        std::getline(fields, field, ',');
        expected.values[row] = std::stod(field);
        std::getline(fields, field, ',');
        expected.gradient_norms[row++] = std::stod(field);
    }
    EXPECT_EQ(row, 2 * samples) << name;
    return expected;
}

SampleArray waves() {
    SampleArray x{{1, side, side}, {}};
    for (Index n = 0; n < samples; ++n) {
        for (Index i = 0; i < side * side; ++i) {
            const auto place = static_cast<double>(i);
            x.values.push_back(
                static_cast<float>(std::sin(static_cast<double>(n) + place * place / 7.0)));
        }
    }
    return x;
}

class SavedModule : public ::testing::TestWithParam<const char*> {};

// Sums of fewer than 50 products in double, whose condition numbers are a few hundred at most.
constexpr double tolerance = 1e-12;

TEST_P(SavedModule, GivesWhatItGaveWhereItWasSaved) {
    const std::string name = GetParam();
    const auto module =
        load_module(folder + name + ".pt", {Device::cpu, Precision::double_precision});
    const SampleArray x = waves();
    const auto taken = module->take(x, std::vector<int>(samples, 0));
    const Expected expected = expected_of(name);
    EXPECT_LT((module->outputs(*taken) - expected.values).norm(),
              tolerance * expected.values.norm());
    EXPECT_LT((module->tangent_kernel(*taken).diagonal() - expected.gradient_norms).norm(),
              tolerance * expected.gradient_norms.norm());
}

// As it trains it has dropout, or the statistics of a batch; both must have come along.
TEST_P(SavedModule, Trains) {
    const auto module =
        load_module(folder + GetParam() + ".pt", {Device::cpu, Precision::double_precision});
    const SampleArray x = waves();
    const auto taken = module->take(x, std::vector<int>{0, 1, 0});
    const double before = module->score(*taken).loss;
    for (int step = 0; step < 50; ++step) module->descend(*taken, {0, 1, 2}, 0.01);
    EXPECT_LT(module->score(*taken).loss, before);
}

INSTANTIATE_TEST_SUITE_P(Ways, SavedModule, ::testing::Values("scripted", "traced"),
                         [](const auto& way) { return std::string(way.param); });

}  // namespace
}  // namespace regimes
