// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/kernel_estimate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/diagnostics/kernel_distance.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

Matrix normals(Index rows, Index columns, std::uint64_t seed, const char* purpose) {
    return RandomStream(seed, purpose).normals(rows * columns).reshaped(rows, columns);
}

/// Jacobians at two ends, `step` apart.
struct Ends {
    Matrix start = normals(6, 40, 1, "start");
    Matrix end;
    double gradient_distance;
    double kernel_distance;

    explicit Ends(double step) : end(start + step * normals(6, 40, 1, "change")) {
        gradient_distance = 0.5 * (start / start.norm() - end / end.norm()).squaredNorm();
        kernel_distance =
            regimes::kernel_distance(start * start.transpose(), end * end.transpose());
    }
    KernelEstimate estimate(Index directions, std::uint64_t seed) const {
        const Matrix v = normals(40, directions, seed, "directions");
        return estimate_from_products(start * v, end * v);
    }
};

/// With V V^T = R I the estimates are exact but for the correction of noise that is not there.
TEST(KernelEstimate, OfOrthogonalDirectionsIsTheKernel) {
    const Ends ends(0.3);
    const Matrix v = std::sqrt(40.0) * Matrix::Identity(40, 40);
    const KernelEstimate found = estimate_from_products(ends.start * v, ends.end * v);
    const Matrix kernel = ends.start * ends.start.transpose();
    EXPECT_LT((found.start - kernel).norm(), 1e-14 * kernel.norm());
    EXPECT_LT((found.end - ends.end * ends.end.transpose()).norm(), 1e-14 * kernel.norm());
    EXPECT_NEAR(found.gradient_distance, ends.gradient_distance, 1e-14);
    EXPECT_EQ(found.directions, 40);
}

/// Pairs of different directions, one by one, from the kernels of single directions.
TEST(KernelEstimate, KernelDistanceComesFromDifferentDirections) {
    const Ends ends(2.0);
    const Matrix v = normals(40, 30, 3, "directions");
    const Matrix a = ends.start * v;
    const Matrix b = ends.end * v;
    double moved = 0.0;
    double from = 0.0;
    for (Index r = 0; r < 30; ++r) {
        for (Index s = 0; s < 30; ++s) {
            if (r == s) continue;
            const auto kernel = [](const Matrix& x, Index i) -> Matrix {
                return x.col(i) * x.col(i).transpose();
            };
            const Matrix change = kernel(b, r) - kernel(a, r);
            moved += change.cwiseProduct(kernel(b, s) - kernel(a, s)).sum();
            from += kernel(a, r).cwiseProduct(kernel(a, s)).sum();
        }
    }
    ASSERT_GT(moved, 0.0);
    EXPECT_NEAR(estimate_from_products(a, b).kernel_distance, std::sqrt(moved / from), 1e-13);
}

/// Over many seeds: unbiased to a fraction of the error, and as far off as the error says. The mean
/// of 400 squares of standard normals is 1 +- 0.07; jackknife errors of ratios from 60 directions
/// are right to some ten per cent.
TEST(KernelEstimate, ErrorsAreRight) {
    for (const double step : {0.05, 0.5}) {
        const Ends ends(step);
        constexpr int repeats = 400;
        double gradient = 0.0, gradient_squares = 0.0, kernel = 0.0, kernel_squares = 0.0;
        int inside = 0;
        for (int i = 0; i < repeats; ++i) {
            const KernelEstimate found = ends.estimate(60, static_cast<std::uint64_t>(i));
            const double g =
                (found.gradient_distance - ends.gradient_distance) / found.gradient_distance_error;
            const double k =
                (found.kernel_distance - ends.kernel_distance) / found.kernel_distance_error;
            gradient += g / repeats;
            gradient_squares += g * g / repeats;
            kernel += k / repeats;
            kernel_squares += k * k / repeats;
            inside += std::abs(g) < 2.0 && std::abs(k) < 2.0;
        }
        EXPECT_NEAR(gradient, 0.0, 0.35) << step;
        EXPECT_NEAR(gradient_squares, 1.0, 0.4) << step;
        EXPECT_NEAR(kernel, 0.0, 0.35) << step;
        EXPECT_NEAR(kernel_squares, 1.0, 0.4) << step;
        EXPECT_GT(inside, 0.85 * repeats) << step;
    }
}

/// The noise of the kernels is alike at both ends, and a move far below it is seen.
TEST(KernelEstimate, SmallMovesAreNotLostInTheNoise) {
    for (const double step : {1e-3, 1e-9, 1e-12}) {
        const Ends ends(step);
        const KernelEstimate found = ends.estimate(200, 7);
        EXPECT_NEAR(found.kernel_distance, ends.kernel_distance, 4.0 * found.kernel_distance_error);
        EXPECT_LT(found.kernel_distance_error, 0.3 * ends.kernel_distance);
        EXPECT_NEAR(found.gradient_distance, ends.gradient_distance,
                    4.0 * found.gradient_distance_error);
        EXPECT_LT(found.gradient_distance_error, 0.3 * ends.gradient_distance);
    }
}

TEST(KernelEstimate, WithoutAMoveThereIsNone) {
    const KernelEstimate found = Ends(0.0).estimate(10, 1);
    EXPECT_EQ(found.gradient_distance, 0.0);
    EXPECT_EQ(found.gradient_distance_error, 0.0);
    EXPECT_EQ(found.kernel_distance, 0.0);
    EXPECT_EQ(found.kernel_distance_error, 0.0);
}

TEST(KernelEstimate, SaysWhatItCannotKnow) {
    const Ends ends(0.5);
    EXPECT_TRUE(std::isfinite(ends.estimate(2, 1).kernel_distance));
    EXPECT_TRUE(std::isnan(ends.estimate(2, 1).kernel_distance_error));
    const Matrix zero = Matrix::Zero(4, 5);
    const KernelEstimate found = estimate_from_products(zero, normals(4, 5, 1, "end"));
    EXPECT_TRUE(std::isnan(found.gradient_distance));
    EXPECT_TRUE(std::isnan(found.kernel_distance));
}

TEST(KernelEstimate, MisuseNamesTheArgument) {
    const auto from = [](Index rows, Index columns, Index others) {
        return
            [=] { estimate_from_products(Matrix::Ones(rows, columns), Matrix::Ones(4, others)); };
    };
    const auto throws = [](const char* text) {
        return ThrowsMessage<std::invalid_argument>(HasSubstr(text));
    };
    EXPECT_THAT(from(4, 3, 2), throws("end: 4 x 2 given, 4 x 3 expected"));
    EXPECT_THAT(from(3, 3, 3), throws("end: 4 x 3 given, 3 x 3 expected"));
    EXPECT_THAT(from(4, 1, 1), throws("start: 1 directions given, at least 2 expected"));
}

}  // namespace
}  // namespace regimes
