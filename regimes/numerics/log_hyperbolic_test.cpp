// SPDX-License-Identifier: BSD-3-Clause
// Each error bound of log_hyperbolic.hpp, against 50 digits.
#include "regimes/numerics/log_hyperbolic.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <vector>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

using Real = boost::multiprecision::cpp_bin_float_50;

constexpr double eps = 0x1p-53;

/// Positive arguments over every magnitude from `smallest` to `largest`, and dense around 1.
std::vector<double> arguments(double smallest, double largest) {
    std::vector<double> all = {smallest, largest, 1.0, std::nextafter(1.0, 0.0)};
    RandomStream random(31, "arguments");
    const double low = std::log(smallest), high = std::log(largest);
    for (int n = 0; n < 2000; ++n) {
        all.push_back(std::exp(low + (high - low) * random.uniform()));
        all.push_back(0.05 + 4.0 * random.uniform());
    }
    return all;
}

/// e^(-2 x), zero where it is below the last of 50 digits of a sum with 1.
Real decay(const Real& x) { return x > 100 ? Real(0) : exp(-2 * x); }

/// 1 - e^(-2 x) without cancellation: 2 e^(-x) sinh x, by its series for small x.
Real growth(const Real& x) {
    if (x > Real("1e-9")) return 1 - decay(x);
    return 2 * x * (1 - x * (1 - 2 * x / 3 * (1 - x / 2)));
}

TEST(LogHyperbolic, LogCosh) {
    for (const double x : arguments(1e-150, 1e300)) {
        const Real t = x;
        // ln cosh x = ln(1 + 2 sinh^2(x / 2)) = x + ln(1 + e^(-2 x)) - ln 2
        const Real square = t * t;
        const Real exact =
            x < 1e-9 ? square / 2 * (1 - square / 6) : Real(t + log(1 + decay(t)) - log(Real(2)));
        const Real bound = 8 * eps * exact;
        EXPECT_LE(abs(log_cosh(x) - exact), bound) << x;
        EXPECT_EQ(log_cosh(-x), log_cosh(x));
    }
    EXPECT_EQ(log_cosh(0.0), 0.0);
}

TEST(LogHyperbolic, LogTwoSinh) {
    for (const double x : arguments(1e-300, 1e300)) {
        const Real t = x;
        const Real exact = t + log(growth(t));
        const Real bound = 4 * eps * std::max(Real(1), Real(abs(exact)));
        EXPECT_LE(abs(log_two_sinh(x) - exact), bound) << x;
    }
}

TEST(LogHyperbolic, LogTwoCosh) {
    for (const double x : arguments(1e-300, 1e300)) {
        const Real t = x;
        const Real exact = t + log(1 + decay(t));
        const Real bound = 4 * eps * std::max(Real(1), exact);
        EXPECT_LE(abs(log_two_cosh(x) - exact), bound) << x;
        EXPECT_EQ(log_two_cosh(-x), log_two_cosh(x));
    }
}

TEST(LogHyperbolic, AsinhHalfExp) {
    std::vector<double> all = {39.999999, 40.0, 1e300};
    for (const double x : arguments(1e-10, 700.0)) {
        all.push_back(x);
        all.push_back(-x);
    }
    for (const double x : all) {
        // asinh(u) = ln(u + sqrt(1 + u^2)), u = e^x / 2; for small u the series u - u^3 / 6 + ...
        const Real half = x < 200.0 ? Real(exp(Real(x)) / 2) : Real(0);
        const Real square = half * half;
        const Real exact = x >= 200.0  ? Real(x)
                           : x < -20.0 ? Real(half * (1 - square / 6 * (1 - 9 * square / 20)))
                                       : log(half + sqrt(1 + square));
        const Real bound = 4 * eps * std::max(1.0, std::fabs(x)) * exact;
        EXPECT_LE(abs(asinh_half_exp(x) - exact), bound) << x;
    }
}

}  // namespace
}  // namespace regimes
