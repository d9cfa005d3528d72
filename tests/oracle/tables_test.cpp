// SPDX-License-Identifier: BSD-3-Clause
// Tables of the kinds that people have, which a careless solver calls infeasible, loses on the way,
// or lands beside: the ends against 50 digits, and every scale of every depth certified.
#include <gtest/gtest.h>

#include <filesystem>
#include <numbers>
#include <string>
#include <vector>

#include "regimes/data/read_table.hpp"
#include "regimes/solvers/basis_pursuit.hpp"
#include "regimes/solvers/interpolation.hpp"
#include "regimes/solvers/minimum_l2.hpp"

namespace regimes {
namespace {

struct Case {
    std::string folder;
    double minimum_l2;
    double minimum_l1;
    double tolerance;  ///< relative: condition of X times eps, or 1e-9
    bool fits_exactly = true;
};

const std::vector<Case> cases = {
    {"one-column-1e6", 0.928437032558, 5.01108604614, 1e-9},
    {"timestamp-column", 0.355536971147, 1.09138123524, 1e-9},
    {"common-offset", 0.590049938894, 2.33885903555, 1e-9},
    {"hilbert", 1.32741094494, 2.0, 1e-5},
    {"near-dependent-rows", 0.05595997609, 0.0850737622, 1e-5},
    {"gaussian", 1.82317180837, 3.7918393443, 1e-9},
    {"spectra", 0.12570252761, 1.12224495322, 1e-9},
    {"inconsistent", 1.34238593556, 1.78, 1e-9, false},
};

class Tables : public ::testing::TestWithParam<Case> {
protected:
    Table read(const std::string& name) const {
        const std::filesystem::path folder =
            std::filesystem::path(REGIMES_SOURCE_DIR) / "tests/oracle/tables" / GetParam().folder;
        const bool is_text = std::filesystem::exists(folder / (name + ".csv"));
        return read_table(folder / (name + (is_text ? ".csv" : ".npy")));
    }

    const Table table_ = read("x");
    const MatrixView x_ = table_.view();
    const Vector y_ = vector_of(read("y"), "y");
};

TEST_P(Tables, EndsAreThoseOfFiftyDigits) {
    const Solution l2 = minimum_l2(x_, y_);
    EXPECT_EQ(l2.status, Status::converged);
    EXPECT_EQ(l2.fits_exactly, GetParam().fits_exactly);
    EXPECT_NEAR(l2.l2_norm / GetParam().minimum_l2, 1.0, GetParam().tolerance);
    const Solution l1 = basis_pursuit(x_, y_);
    EXPECT_EQ(l1.status, Status::converged);
    EXPECT_NEAR(l1.l1_norm / GetParam().minimum_l1, 1.0, GetParam().tolerance);
}

TEST_P(Tables, EveryScaleIsCertifiedWhateverThePath) {
    const std::vector<std::vector<double>> paths = {{2.0, 0.0, -3.0, -6.0, -12.0, -100.0, -300.0},
                                                    {3.0, 0.0, -3.0, -10.0, -300.0},
                                                    {0.0, -10.0, -100.0}};
    for (std::vector<double> log_alphas : paths) {
        for (double& log_alpha : log_alphas) log_alpha *= std::numbers::ln10;
        // At depth 10 Hilbert's equations, of condition 3e11, stall below alpha = 1, and say so.
        for (const double depth : {2.0, 2.5, 3.0, GetParam().folder == "hilbert" ? 5.0 : 10.0}) {
            for (const Solution& point : interpolation_path(x_, y_, {.depth = depth}, log_alphas)) {
                EXPECT_EQ(point.status, Status::converged)
                    << "depth " << depth << ", ln alpha " << point.log_alpha;
                EXPECT_GE(point.l1_norm, GetParam().minimum_l1 * (1.0 - GetParam().tolerance));
                EXPECT_GE(point.l2_norm, GetParam().minimum_l2 * (1.0 - GetParam().tolerance));
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(OfAllKinds, Tables, ::testing::ValuesIn(cases), [](const auto& test) {
    std::string name;
    for (const char c : test.param.folder) name += c == '-' ? '_' : c;
    return name;
});

void PrintTo(const Case& one, std::ostream* out) { *out << one.folder; }

}  // namespace
}  // namespace regimes
