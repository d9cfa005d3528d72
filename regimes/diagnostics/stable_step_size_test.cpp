// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/diagnostics/stable_step_size.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/numerics/symmetric_eigen.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

Matrix normal_matrix(std::uint64_t seed, Index rows, Index cols) {
    return RandomStream(seed, "x").normals(rows * cols).reshaped(rows, cols);
}

double top_of(const Matrix& matrix) { return symmetric_eigen(matrix).values.maxCoeff(); }

TEST(LargestEigenvalue, IsFoundFromBelow) {
    for (const std::uint64_t seed : {1, 2, 3}) {
        const Matrix x = normal_matrix(seed, 40, 10);
        const Matrix kernel = x * x.transpose();
        const double exact = top_of(kernel);
        EXPECT_LE(largest_eigenvalue(kernel), exact * (1.0 + 1e-13));
        EXPECT_GE(largest_eigenvalue(kernel), exact * (1.0 - 1e-3));
        EXPECT_NEAR(largest_eigenvalue(1e200 * kernel), 1e200 * largest_eigenvalue(kernel), 1e190);
    }
    EXPECT_EQ(largest_eigenvalue(Matrix::Zero(3, 3)), 0.0);
    EXPECT_DOUBLE_EQ(largest_eigenvalue(Matrix{{7.0}}), 7.0);
}

/// The residual of a linear model after some steps of gradient descent on (1/N) ||f - y||^2 by a
/// share of the bound, over that before; along the first eigenvector it changes by 1 - 2 share.
double growth(double share) {
    const Matrix x = normal_matrix(4, 8, 20);
    const Matrix kernel = x * x.transpose();
    const double step = share * stable_step_size(kernel, {.samples = 8});
    Vector residual = Vector::Ones(8);
    for (int k = 0; k < 400; ++k) residual -= step * (2.0 / 8.0) * kernel * residual;
    return residual.norm() / std::sqrt(8.0);
}

TEST(StableStepSize, IsSharpForAllSamples) {
    EXPECT_LT(growth(0.99), 0.1);
    EXPECT_GT(growth(1.01), 10.0);
}

/// E[(I - step H_B)^2] over all batches of two, drawn without replacement.
Matrix mean_square_of_pairs(const Matrix& x, double curvature, double step) {
    const Index n = x.rows();
    Matrix mean = Matrix::Zero(x.cols(), x.cols());
    for (Index i = 0; i < n; ++i) {
        for (Index j = 0; j < i; ++j) {
            Matrix hessian = x.row(i).transpose() * x.row(i) + x.row(j).transpose() * x.row(j);
            hessian *= curvature / 2.0;
            const Matrix map = Matrix::Identity(x.cols(), x.cols()) - step * hessian;
            mean += map * map;
        }
    }
    return mean / (0.5 * static_cast<double>(n * (n - 1)));
}

TEST(StableStepSize, BoundsTheMeanSquareInBatches) {
    for (const std::uint64_t seed : {5, 6, 7}) {
        const Matrix x = normal_matrix(seed, 6, 4);
        for (const double curvature : {2.0, 0.5}) {
            const StepSizeProblem problem{.samples = 6, .batch_size = 2, .curvature = curvature};
            const double step = stable_step_size(x * x.transpose(), problem);
            // The power iteration is from below by less than 1e-3.
            EXPECT_LE(top_of(mean_square_of_pairs(x, curvature, step)), 1.0 + 1e-3);
        }
    }
}

/// For orthogonal samples of one length the bound is attained.
TEST(StableStepSize, IsSharpInBatchesOfOrthogonalSamples) {
    const Matrix x = 3.0 * Matrix::Identity(5, 5);
    const double step = stable_step_size(x * x.transpose(), {.samples = 5, .batch_size = 2});
    EXPECT_NEAR(top_of(mean_square_of_pairs(x, 2.0, step)), 1.0, 1e-12);
    EXPECT_LT(top_of(mean_square_of_pairs(x, 2.0, 0.99 * step)), 1.0);
    EXPECT_GT(top_of(mean_square_of_pairs(x, 2.0, 1.01 * step)), 1.0);
    // By hand: s = (5 - 2) / (2 4) = 3/8, beta = 9, lambda = 9/5.
    EXPECT_NEAR(step, 1.0 / (9.0 * 3.0 / 8.0 + 9.0 / 5.0 * 5.0 / 8.0), 1e-15);
}

TEST(StableStepSize, BlocksOfASampleCountTogether) {
    // Two samples of two outputs; the largest block eigenvalue is 4 + 1 = 5, that of all 4 + 1 + 2.
    const Matrix kernel{
        {4.0, 1.0, 2.0, 0.0}, {1.0, 4.0, 0.0, 2.0}, {2.0, 0.0, 4.0, 1.0}, {0.0, 2.0, 1.0, 4.0}};
    EXPECT_NEAR(stable_step_size(kernel, {.outputs = 2, .samples = 2}), 1.0 / 3.5, 1e-6);
    EXPECT_NEAR(stable_step_size(kernel, {.outputs = 2, .samples = 2, .batch_size = 1}), 1.0 / 5.0,
                1e-6);
    // Of a sample of the samples: lambda is that of the part.
    EXPECT_NEAR(stable_step_size(kernel, {.outputs = 2, .samples = 200}), 1.0 / 3.5, 1e-6);
}

TEST(StableStepSize, AnyStepIsStableWhereNothingMoves) {
    EXPECT_EQ(stable_step_size(Matrix::Zero(2, 2), {.samples = 2}),
              std::numeric_limits<double>::infinity());
}

TEST(StableStepSize, MisuseIsNamed) {
    const auto expect = [](const Matrix& kernel, const StepSizeProblem& problem, const char* says) {
        EXPECT_THAT([&] { stable_step_size(kernel, problem); },
                    ThrowsMessage<std::invalid_argument>(HasSubstr(says)));
    };
    const Matrix one = Matrix::Identity(3, 3);
    expect(one, {.outputs = 0}, "outputs: 0 given, at least 1");
    expect(one, {.outputs = 2}, "rows of kernel: 3 given, a multiple of 2");
    expect(one, {.samples = 0}, "samples: 0 given");
    expect(one, {.samples = 3, .batch_size = 4}, "batch_size: 4 given, 0 to 3");
    expect(one, {.samples = 3, .batch_size = -1}, "batch_size: -1 given");
    expect(one, {.samples = 3, .curvature = 0.0}, "curvature: 0 given");
    expect(Matrix(0, 0), {}, "rows of matrix: 0 given");
    expect(Matrix::Zero(3, 2), {.samples = 3}, "columns of matrix: 2 given");
    expect(std::nan("") * one, {.samples = 3}, "not finite");
}

}  // namespace
}  // namespace regimes
