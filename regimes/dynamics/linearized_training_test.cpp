// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/linearized_training.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "regimes/dynamics/gradient_flow.hpp"
#include "regimes/dynamics/network_training.hpp"
#include "regimes/dynamics/problem_test.hpp"
#include "regimes/models/diagonal_network.hpp"
#include "regimes/models/relu_network.hpp"
#include "regimes/models/relu_network_start.hpp"

namespace regimes {
namespace {

using dynamics_test::misuse;
using dynamics_test::relative_distance;
using ::testing::HasSubstr;

constexpr double infinity = std::numeric_limits<double>::infinity();

Matrix normal_matrix(std::uint64_t seed, Index rows, Index cols) {
    return RandomStream(seed, "x").normals(rows * cols).reshaped(rows, cols);
}

/// df/dt = -2 K (f - y).
TEST(LinearizedTraining, OfOneSampleIsAnExponential) {
    const LinearizedTraining training(Matrix{{4.0}}, Vector{{1.0}}, Vector{{3.0}});
    for (const double time : {0.0, 1e-9, 0.1, 2.0, infinity}) {
        EXPECT_DOUBLE_EQ(training.outputs(time)[0], 3.0 - 2.0 * std::exp(-8.0 * time));
        EXPECT_NEAR(training.coefficients(time)[0], -0.5 * std::expm1(-8.0 * time), 1e-16);
        EXPECT_NEAR(training.loss(time), 4.0 * std::exp(-16.0 * time), 1e-15);
        const Vector other = training.outputs(Matrix{{2.0}, {0.0}}, Vector{{5.0, 6.0}}, time);
        EXPECT_NEAR(other[0], 5.0 - std::expm1(-8.0 * time), 1e-15);
        EXPECT_EQ(other[1], 6.0);
    }
}

/// A flow has no memory: t + s is s, started where t ends.
TEST(LinearizedTraining, GoesOnFromWhereItWas) {
    const Matrix root = normal_matrix(1, 6, 9);
    const Matrix kernel = root * root.transpose();
    const Vector y = RandomStream(2, "y").normals(6);
    const LinearizedTraining whole(kernel, Vector::Ones(6), y);
    const LinearizedTraining rest(kernel, whole.outputs(0.02), y);
    EXPECT_LT((rest.outputs(0.05) - whole.outputs(0.07)).norm(), 1e-14);
    EXPECT_LT((whole.outputs(kernel, Vector::Ones(6), 0.07) - whole.outputs(0.07)).norm(), 1e-13);
    EXPECT_NEAR(whole.loss(0.07), (whole.outputs(0.07) - y).squaredNorm(), 1e-14);
    EXPECT_LT((whole.outputs(infinity) - y).norm(), 1e-14);
    EXPECT_LT((kernel * whole.coefficients(infinity) - (y - Vector::Ones(6))).norm(), 1e-12);
}

/// One sample twice, with two labels: it ends at their mean.
TEST(LinearizedTraining, ContradictionsEndInTheMean) {
    const Matrix kernel{{1.0, 1.0, 0.5}, {1.0, 1.0, 0.5}, {0.5, 0.5, 1.0}};
    const LinearizedTraining training(kernel, Vector::Zero(3), Vector{{1.0, 3.0, 0.0}});
    EXPECT_LT((training.outputs(infinity) - Vector{{2.0, 2.0, 0.0}}).norm(), 1e-14);
    EXPECT_NEAR(training.loss(infinity), 2.0, 1e-14);
    EXPECT_LT((kernel * training.coefficients(infinity) - Vector{{2.0, 2.0, 0.0}}).norm(), 1e-14);
}

/// The diagonal network from alpha = 1000: K moves by beta^2 / (8 alpha^4) of itself, so the
/// integrator's 1e-7 is what separates them.
TEST(LinearizedTraining, IsTheFlowOfADiagonalNetworkFromALargeStart) {
    const auto problem = dynamics_test::sparse_problem(8, 20);
    const Matrix test = normal_matrix(7, 5, 20);
    const DiagonalNetwork model{MatrixView(problem.x)};
    const DiagonalNetwork on_test{MatrixView(test)};
    const Vector start = diagonal_network_start(20, std::log(1e3));
    const LinearizedTraining linear(model.structured_kernel(start), model(start), problem.y);
    const Matrix cross = 8e6 * test * problem.x.transpose();
    for (const double time : {1e-9, 5e-9, 1e-7}) {
        FlowOptions options;
        options.max_time = time;
        options.residual_tolerance = 1e-14;
        const Vector w = gradient_flow(model, problem.y, start, options).parameters;
        EXPECT_LT(relative_distance(model(w), linear.outputs(time)), 1e-5) << time;
        EXPECT_LT(relative_distance(on_test(w), linear.outputs(cross, Vector::Zero(5), time)), 1e-5)
            << time;
    }
}

/// A wide ReLU network, unbiased: the larger its start, the closer descent with small steps (their
/// error is of order step times the largest eigenvalue) stays to the linearised flow.
TEST(LinearizedTraining, IsWhatAReluNetworkApproachesAsItsStartGrows) {
    const Matrix x = normal_matrix(1, 6, 2);
    const Vector y = RandomStream(2, "y").normals(6);
    const auto distance = [&](double alpha) {
        const ReluNetworkStart start{
            .shape = {{2, 50, 1}, false}, .log_alpha = std::log(alpha), .unbiased = true};
        const ReluNetwork model{MatrixView(x), model_shape(start)};
        const Vector w = relu_network_start(start);
        const Matrix kernel = model.structured_kernel(w).selfadjointView<Eigen::Lower>();
        const double step = 1e-3 / kernel.trace();
        const auto result = train_network(model.shape(), MatrixView(x), y, w,
                                          {.step_size = step, .max_steps = 5000});
        const LinearizedTraining linear(kernel, Vector::Zero(6), y);
        return relative_distance(model(result.parameters), linear.outputs(5000 * step));
    };
    const double rich = distance(0.3);
    const double between = distance(3.0);
    const double lazy = distance(30.0);
    EXPECT_GT(rich, 0.01);
    EXPECT_LT(between, 0.5 * rich);
    EXPECT_LT(lazy, 2e-3);
}

TEST(LinearizedTraining, MisuseNamesTheArgument) {
    const Matrix kernel = Matrix::Identity(2, 2);
    const Vector two = Vector::Ones(2);
    const Vector three = Vector::Ones(3);
    const LinearizedTraining fine(kernel, two, two);
    const auto of = [](const Matrix& k, const Vector& f, const Vector& y) {
        return misuse([&] { LinearizedTraining(k, f, y); });
    };
    EXPECT_THAT(of(Matrix::Ones(2, 3), two, two), HasSubstr("columns of kernel: 3"));
    EXPECT_THAT(of(Matrix(0, 0), Vector(0), Vector(0)), HasSubstr("rows of kernel: 0"));
    EXPECT_THAT(of(kernel, three, two), HasSubstr("start_outputs: 3"));
    EXPECT_THAT(of(kernel, two, three), HasSubstr("y: 3"));
    EXPECT_THAT(of(kernel, two, NAN * two), HasSubstr("y: an entry that is not finite"));
    EXPECT_THAT(of(infinity * kernel, two, two), HasSubstr("kernel: an entry"));
    EXPECT_THAT(misuse([&] { fine.outputs(-1.0); }), HasSubstr("time: -1"));
    EXPECT_THAT(misuse([&] { fine.loss(NAN); }), HasSubstr("time: nan"));
    EXPECT_THAT(misuse([&] { fine.outputs(Matrix::Ones(1, 3), two, 0.0); }),
                HasSubstr("columns of cross_kernel: 3"));
    EXPECT_THAT(misuse([&] { fine.outputs(Matrix::Ones(1, 2), two, 0.0); }),
                HasSubstr("start_outputs: 2 entries given, 1 expected"));
}

}  // namespace
}  // namespace regimes
