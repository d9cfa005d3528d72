// SPDX-License-Identifier: BSD-3-Clause
// The contract that every regulariser of the list keeps, over scales, shapes, biases and depths.
#include "regimes/regularizers/registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

struct Member {
    std::unique_ptr<Regularizer> regularizer;
    bool smooth;
    std::string label;
};

/// Every entry at every depth it accepts, over scales; unit shape (1 coordinate).
std::vector<Member> members() {
    std::vector<Member> all;
    for (const RegularizerEntry& entry : regularizers()) {
        for (const double depth : {2.0, 2.01, 3.0, 5.0, 100.0}) {
            if (!entry.accepts(depth)) continue;
            for (const double log_alpha : {20.0, 2.0, 0.3, -0.2, -1.5, -7.0}) {
                all.push_back({entry.make({.depth = depth, .log_alpha = log_alpha}),
                               entry.name != "l1",
                               std::string(entry.name) + ", depth " + std::to_string(depth) +
                                   ", log alpha " + std::to_string(log_alpha)});
            }
        }
    }
    return all;
}

const std::vector<double> points = {1e-9, 1e-3, 0.2, 0.9, 1.7, 6.0};

TEST(RegularizerContract, NamesAreThoseOfTheList) {
    for (const RegularizerEntry& entry : regularizers()) {
        const double depth = entry.accepts(2.0) ? 2.0 : 3.0;
        EXPECT_EQ(entry.make({.depth = depth})->name(), entry.name);
    }
}

TEST(RegularizerContract, GradientAtOneIsOne) {
    for (const Member& member : members()) {
        EXPECT_NEAR(member.regularizer->gradient(0, 1.0), 1.0, 1e-14) << member.label;
    }
}

TEST(RegularizerContract, ZeroIsTheMinimum) {
    for (const Member& member : members()) {
        EXPECT_EQ(member.regularizer->value(0, 0.0), 0.0) << member.label;
        EXPECT_EQ(member.regularizer->gradient(0, 0.0), 0.0) << member.label;
        EXPECT_EQ(member.regularizer->inverse_gradient(0, 0.0), 0.0) << member.label;
        EXPECT_EQ(member.regularizer->conjugate(0, 0.0), 0.0) << member.label;
    }
}

TEST(RegularizerContract, ValueIsEvenAndGradientOdd) {
    for (const Member& member : members()) {
        for (const double b : points) {
            EXPECT_EQ(member.regularizer->value(0, b), member.regularizer->value(0, -b));
            EXPECT_EQ(member.regularizer->gradient(0, b), -member.regularizer->gradient(0, -b));
        }
    }
}

TEST(RegularizerContract, ValueIsTheIntegralOfTheGradient) {
    using Quadrature = boost::math::quadrature::gauss_kronrod<double, 61>;
    for (const Member& member : members()) {
        for (const double b : {0.2, 1.7, 6.0}) {
            // In t = ln x the gradient's rise near 0, at any scale, is smooth.
            const auto integrand = [&](double t) {
                return member.regularizer->gradient(0, std::exp(t)) * std::exp(t);
            };
            const double log_b = std::log(b);
            const double integral =
                Quadrature::integrate(integrand, log_b - 40.0, log_b, 15, 1e-13);
            EXPECT_NEAR(integral / member.regularizer->value(0, b), 1.0, 1e-10)
                << member.label << ", b " << b;
        }
    }
}

TEST(RegularizerContract, GradientAndItsInverseUndoEachOther) {
    for (const Member& member : members()) {
        if (!member.smooth) continue;
        for (const double b : points) {
            const double s = member.regularizer->gradient(0, b);
            const double hessian = member.regularizer->conjugate_hessian(0, s);
            const double condition = 1.0 + std::fabs(s * hessian / b);
            if (condition > 1e8) continue;  // s has lost b, by rounding to nearest alone
            EXPECT_NEAR(member.regularizer->inverse_gradient(0, s) / b, 1.0, 1e-13 * condition)
                << member.label << ", b " << b;
        }
    }
}

TEST(RegularizerContract, FenchelYoungHoldsWithEqualityAtTheGradient) {
    for (const Member& member : members()) {
        for (const double b : points) {
            const double s = member.regularizer->gradient(0, b);
            const double conjugate = member.regularizer->conjugate(0, s);
            if (!std::isfinite(conjugate)) continue;  // s rounded to the rim of the domain
            const double value = member.regularizer->value(0, b);
            EXPECT_NEAR((value + conjugate) / (s * b), 1.0, 1e-12) << member.label << ", b " << b;
            for (const double other : points) {
                EXPECT_GE(member.regularizer->value(0, other) + conjugate,
                          s * other * (1.0 - 1e-12) - 1e-15)
                    << member.label << ", b " << b << ", other " << other;
            }
        }
    }
}

TEST(RegularizerContract, ConjugateHessianIsTheDerivativeOfTheInverseGradient) {
    for (const Member& member : members()) {
        if (!member.smooth) continue;
        for (const double b : points) {
            const double s = member.regularizer->gradient(0, b);
            const double step = 1e-4 * std::min(s, std::fabs(1.0 - s));
            if (step < 1e-11 * s) continue;  // a finite difference says nothing at the rim
            const double rise = member.regularizer->inverse_gradient(0, s + step) -
                                member.regularizer->inverse_gradient(0, s - step);
            if (!std::isfinite(rise)) continue;
            EXPECT_NEAR(rise / (2.0 * step) / member.regularizer->conjugate_hessian(0, s), 1.0,
                        1e-4)
                << member.label << ", b " << b;
        }
    }
}

TEST(RegularizerContract, StationarityIsZeroAtTheGradientAndGrowsAwayFromIt) {
    for (const Member& member : members()) {
        for (const double b : {-2.0, 0.5}) {
            const double s = member.regularizer->gradient(0, b);
            EXPECT_EQ(member.regularizer->stationarity(0, b, s), 0.0) << member.label;
            EXPECT_NEAR(member.regularizer->stationarity(0, b, s + 0.25), 0.25, 1e-15);
        }
    }
}

TEST(RegularizerContract, SumsAndVectorsFollowTheCoordinates) {
    RandomStream random(5, "sums");
    const Vector beta = random.normals(7);
    for (const Member& member : members()) {
        const Regularizer& regularizer = *member.regularizer;
        double value = 0.0;
        for (Index i = 0; i < beta.size(); ++i) value += regularizer.value(i, beta[i]);
        EXPECT_DOUBLE_EQ(regularizer.value(beta), value);
        EXPECT_EQ(regularizer.gradient(beta)[3], regularizer.gradient(3, beta[3]));
        const Vector s = 0.3 * regularizer.gradient(beta);
        EXPECT_EQ(regularizer.inverse_gradient(s)[2], regularizer.inverse_gradient(2, s[2]));
        double conjugate = 0.0;
        for (Index i = 0; i < s.size(); ++i) conjugate += regularizer.conjugate(i, s[i]);
        EXPECT_DOUBLE_EQ(regularizer.conjugate(s), conjugate);
    }
}

TEST(Registry, MisuseNamesTheArgument) {
    using ::testing::HasSubstr;
    using ::testing::ThrowsMessage;
    const auto make = [](const char* name, Initialization at) {
        return [name, at] { make_regularizer(name, at); };
    };
    EXPECT_THAT(make("l3", {}), ThrowsMessage<std::invalid_argument>(HasSubstr("\"l3\"")));
    EXPECT_THAT(make("q_alpha", {.depth = 3.0}),
                ThrowsMessage<std::invalid_argument>(HasSubstr("depth: 3")));
    EXPECT_THAT(make("r_alpha", {.plus = Vector::Constant(2, 0.5)}),
                ThrowsMessage<std::invalid_argument>(HasSubstr("unit shape")));
    EXPECT_THAT([] { implicit_regularizer({.depth = 1.5}); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("depth: 1.5")));
    EXPECT_THAT([] { implicit_regularizer({.log_alpha = NAN}); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("log_alpha: nan")));
    EXPECT_THAT([] { implicit_regularizer({.plus = Vector::Zero(2)}); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("plus: entry 0 is 0")));
    EXPECT_THAT([] { implicit_regularizer({.plus = Vector::Ones(2), .minus = Vector::Ones(3)}); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("minus: 3 entries")));
}

}  // namespace
}  // namespace regimes
