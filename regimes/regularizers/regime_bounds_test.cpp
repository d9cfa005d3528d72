// SPDX-License-Identifier: BSD-3-Clause
// Lemmas 1 to 3 on thousands of random vectors; Theorem 2 needs the engine and is tested with it.
#include "regimes/regularizers/regime_bounds.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/regularizers/registry.hpp"

namespace regimes {
namespace {

/// Q_alpha(beta) / exp(log_divisor) in the paper's units.
double q_alpha(double log_alpha, const Vector& beta, double log_divisor = 0.0) {
    const auto q = implicit_regularizer({.log_alpha = log_alpha});
    return q->value(beta) * std::exp(q->log_unit() - log_divisor);
}

/// A vector of random size, scale and sparsity.
Vector random_vector(RandomStream& random) {
    const auto d = static_cast<Index>(1 + random.below(60));
    Vector beta = random.normals(d) * std::exp(4.0 * random.uniform() - 2.0);
    for (Index i = 1; i < d; ++i) {
        if (random.uniform() < 0.3) beta[i] = 0.0;
    }
    return beta;
}

TEST(Lemma1, QIsCloseToTheL1NormForSmallAlpha) {
    RandomStream random(1, "lemma 1");
    for (int problem = 0; problem < 3000; ++problem) {
        const Vector beta = random_vector(random);
        const double eps = 0.02 + 0.9 * random.uniform();
        const double l1_norm = beta.lpNorm<1>();
        const double bound = log_alpha_resembling_l1(eps, l1_norm, beta.size());
        for (const double below : {1e-9, 0.5, 50.0}) {
            const double log_alpha = bound - below;
            const double ratio = q_alpha(log_alpha, beta) / (-2.0 * log_alpha) / l1_norm;
            EXPECT_GE(ratio, (1.0 - eps) * (1.0 - 1e-12)) << problem;
            EXPECT_LE(ratio, (1.0 + eps) * (1.0 + 1e-12)) << problem;
        }
    }
}

TEST(Lemma2, QIsNotProportionalToTheL1NormForPolynomialAlpha) {
    RandomStream random(2, "lemma 2");
    for (int problem = 0; problem < 2000; ++problem) {
        const double eps = 0.01 + 0.3 * random.uniform();
        const double least = std::max(std::exp(1.0), std::pow(12.0, 4.0 * eps));
        const auto d = static_cast<Index>(std::ceil(least * std::exp(6.0 * random.uniform())));
        const Vector one = Vector::Unit(d, 0);
        const Vector spread = Vector::Constant(d, 1.0 / std::sqrt(static_cast<double>(d)));
        const double bound = log_alpha_unlike_l1(eps, d);
        // The lemma is about small alpha; past 1 it needs no bound, so stay between the two.
        const double log_alpha = bound * random.uniform();
        const double ratio =
            q_alpha(log_alpha, one) / (q_alpha(log_alpha, spread) / spread.lpNorm<1>());
        EXPECT_GE(ratio, (1.0 + eps) * (1.0 - 1e-12)) << "d " << d << ", eps " << eps;
    }
}

TEST(Lemma3, QIsCloseToTheSquaredL2NormForLargeAlpha) {
    RandomStream random(3, "lemma 3");
    for (int problem = 0; problem < 3000; ++problem) {
        const Vector beta = random_vector(random);
        const double eps = std::exp(-8.0 * random.uniform());
        const double bound = log_alpha_resembling_l2(eps, beta.norm());
        for (const double above : {0.0, 0.5, 50.0}) {
            const double log_alpha = bound + above;
            const double ratio =
                q_alpha(log_alpha, beta, -2.0 * log_alpha) * 4.0 / beta.squaredNorm();
            EXPECT_GE(ratio, (1.0 - eps) * (1.0 - 1e-12)) << problem;
            EXPECT_LE(ratio, (1.0 + eps) * (1.0 + 1e-12)) << problem;
        }
    }
}

TEST(RegimeBounds, MisuseNamesTheArgument) {
    using ::testing::HasSubstr;
    using ::testing::ThrowsMessage;
    using Error = std::invalid_argument;
    EXPECT_THAT([] { log_alpha_reaching_l1(7.0, 1.0, 5); }, ThrowsMessage<Error>(HasSubstr("eps")));
    EXPECT_THAT([] { log_alpha_reaching_l1(0.5, 0.0, 5); },
                ThrowsMessage<Error>(HasSubstr("l1_norm")));
    EXPECT_THAT([] { log_alpha_reaching_l2(-1.0, 1.0); }, ThrowsMessage<Error>(HasSubstr("eps")));
    EXPECT_THAT([] { log_alpha_resembling_l1(0.5, 1.0, 0); },
                ThrowsMessage<Error>(HasSubstr("d: 0")));
    EXPECT_THAT([] { log_alpha_unlike_l1(0.5, 100); },
                ThrowsMessage<Error>(HasSubstr("12^(4 eps)")));
    EXPECT_THAT([] { log_alpha_resembling_l2(0.5, -2.0); },
                ThrowsMessage<Error>(HasSubstr("l2_norm: -2")));
}

}  // namespace
}  // namespace regimes
