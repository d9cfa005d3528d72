// SPDX-License-Identifier: BSD-3-Clause
// The error bounds stated in regularizer.hpp and network_regularizer.hpp, against tables of 20 and
// more digits: depth 2 to 100, log10 alpha 6 to -300, shapes 0.3, 1 and 4.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "regimes/regularizers/registry.hpp"
#include "tests/oracle/oracle_table.hpp"

namespace regimes {
namespace {

constexpr double eps = 0x1p-53;
constexpr double smallest = std::numeric_limits<double>::min();
constexpr double largest = std::numeric_limits<double>::max();

std::unique_ptr<Regularizer> regularizer_of(const oracle::Row& row) {
    Initialization at{.depth = row.number("depth"),
                      .log_alpha = row.number("log10_alpha") * std::log(10.0)};
    if (row.number("shape") != 1.0) at.plus = Vector::Constant(1, row.number("shape"));
    return make_regularizer(row.text("name"), at);
}

/// A = 1 + D |ln alpha| + D |ln w| + |ln b|, the factor of eps in the stated bounds.
double log_range(const oracle::Row& row, double b) {
    const double log_alpha = row.number("log10_alpha") * std::log(10.0);
    const double logs = std::fabs(log_alpha) + std::fabs(std::log(row.number("shape")));
    const double log_b = b == 0.0 ? 0.0 : std::log(std::fabs(b));
    return 1.0 + row.number("depth") * logs + std::fabs(log_b);
}

void expect_within(double computed, double reference, double relative, const char* what,
                   const oracle::Row& row) {
    if (std::fabs(reference) > largest) {
        EXPECT_EQ(computed, reference) << what << "; " << row.describe();
        return;
    }
    EXPECT_LE(std::fabs(computed - reference), relative * std::fabs(reference) + smallest)
        << what << ": " << computed << " for " << reference << "; " << row.describe();
}

TEST(RegularizerTable, ValueAndGradientHoldTheirBounds) {
    for (const oracle::Row& row : oracle::read_oracle("regularizers.csv")) {
        const auto regularizer = regularizer_of(row);
        const double b = row.number("b");
        const double bound = 32.0 * eps * log_range(row, b);
        expect_within(regularizer->value(0, b), row.number("value"), bound, "value", row);
        expect_within(regularizer->gradient(0, b), row.number("gradient"), bound, "gradient", row);
        EXPECT_NEAR(regularizer->log_unit(), row.number("log_unit"), bound) << row.describe();
    }
}

TEST(RegularizerTable, DualFunctionsHoldTheirBounds) {
    int checked = 0;
    for (const oracle::Row& row : oracle::read_oracle("inverse.csv")) {
        const auto regularizer = regularizer_of(row);
        const double s = row.number("s");
        const double b = row.number("inverse_gradient");
        const double hessian = row.number("conjugate_hessian");
        const double condition = 1.0 + (b == 0.0 ? 0.0 : std::fabs(s * hessian / b));
        const double bound = 32.0 * eps * log_range(row, b) * condition;
        if (!(bound < 1.0)) continue;  // s determines nothing there
        ++checked;
        expect_within(regularizer->inverse_gradient(0, s), b, bound, "inverse_gradient", row);
        expect_within(regularizer->conjugate(0, s), row.number("conjugate"), bound, "conjugate",
                      row);
        expect_within(regularizer->conjugate_hessian(0, s), hessian, 2.0 * bound,
                      "conjugate_hessian", row);
    }
    EXPECT_GT(checked, 1000);
}

TEST(RegularizerTable, ConjugateAtTheGradientBelongsToTheSameRow) {
    int checked = 0;
    for (const oracle::Row& row : oracle::read_oracle("regularizers.csv")) {
        const auto regularizer = regularizer_of(row);
        const double b = row.number("b");
        const double s = row.number("gradient");
        const double hessian = row.number("conjugate_hessian_at_gradient");
        if (!(std::fabs(s) < largest && hessian < largest) || b == 0.0) continue;
        // The table's gradient is rounded to double, and the rim of the dual domain magnifies that.
        const double condition = 1.0 + std::fabs(s * hessian / b);
        const double bound = 32.0 * eps * log_range(row, b) * condition;
        if (!(bound < 1e-3)) continue;
        ++checked;
        expect_within(regularizer->conjugate(0, s), row.number("conjugate_at_gradient"), bound,
                      "conjugate at gradient", row);
        expect_within(regularizer->conjugate_hessian(0, s), hessian, 2.0 * bound,
                      "hessian at gradient", row);
    }
    EXPECT_GT(checked, 500);
}

}  // namespace
}  // namespace regimes
