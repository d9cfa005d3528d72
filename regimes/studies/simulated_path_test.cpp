// SPDX-License-Identifier: BSD-3-Clause
// Training on data as tables have them, against the exact engine.
#include "regimes/studies/simulated_path.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "regimes/core/random.hpp"
#include "regimes/solvers/interpolation.hpp"
#include "regimes/solvers/minimum_l2.hpp"

namespace regimes {
namespace {

struct Problem {
    std::string name;
    Matrix x;
    Vector y;
};

Matrix normal_matrix(Index rows, Index cols, RandomStream& random) {
    Matrix x(rows, cols);
    for (Index i = 0; i < cols; ++i) x.col(i) = random.normals(rows);
    return x;
}

std::vector<Problem> problems() {
    RandomStream random(1, "simulated path");
    Problem column{"a column of 1e6", normal_matrix(8, 20, random), random.normals(8)};
    column.x.col(3) *= 1e6;
    Problem offset{"an offset of 1e5", normal_matrix(8, 20, random), random.normals(8)};
    offset.x.array() += 1e5;
    Problem time{"seconds since 1970", normal_matrix(8, 20, random), random.normals(8)};
    time.x.col(0).array() = 1.7e9 + 86400.0 * time.x.col(0).array();
    Problem rows{"rows from 0.1 to 10", normal_matrix(6, 15, random), random.normals(6)};
    for (Index n = 0; n < 6; ++n) {
        const double scale = std::pow(10.0, static_cast<double>(n % 3) - 1.0);
        rows.x.row(n) *= scale;
        rows.y[n] *= scale;
    }
    Problem tall{"more rows than columns", normal_matrix(40, 4, random), random.normals(40)};
    Problem repeated{"repeated rows", normal_matrix(6, 15, random), random.normals(6)};
    repeated.x.row(5) = repeated.x.row(0);
    Problem huge{"x of 1e160", 1e160 * normal_matrix(5, 9, random), random.normals(5)};
    Problem tiny{"y of 1e-160", normal_matrix(5, 9, random), 1e-160 * random.normals(5)};
    return {column, offset, time, rows, tall, repeated, huge, tiny};
}

TEST(SimulatedPath, GradientFlowEndsWhereTheExactEngineSays) {
    for (const Problem& problem : problems()) {
        const double size = minimum_l2(problem.x, problem.y).l2_norm;
        for (const double depth : {2.0, 3.0}) {
            std::vector<double> log_alphas;
            for (const double share : {1.0, 0.1}) {
                log_alphas.push_back(std::log(share * size) / depth);
            }
            const auto exact =
                interpolation_path(problem.x, problem.y, {.depth = depth}, log_alphas);
            const auto trained =
                simulated_path(problem.x, problem.y, {.depth = depth}, log_alphas, {}, 1);
            for (std::size_t k = 0; k < exact.size(); ++k) {
                const std::string at = problem.name + ", depth " + std::to_string(depth);
                ASSERT_EQ(exact[k].status, Status::converged) << at;
                ASSERT_EQ(trained[k].status, Status::converged) << at;
                EXPECT_NEAR(trained[k].l1_norm / exact[k].l1_norm, 1.0, 1e-6) << at;
                EXPECT_NEAR(trained[k].training_residual, exact[k].training_residual, 2e-8) << at;
            }
        }
    }
}

/// Tall equations are reduced first: time and memory of order N d.
TEST(SimulatedPath, TallDataAreTrainedOnAsManyEquationsAsFeatures) {
    RandomStream random(2, "simulated path");
    const Matrix x = normal_matrix(20000, 3, random);
    const Vector y = x * Vector{{1.0, -2.0, 0.5}} + random.normals(20000);
    for (const bool descent : {false, true}) {
        const auto trained = simulated_path(x, y, {.depth = 2.0}, {-1.0}, {.descent = descent}, 1);
        ASSERT_EQ(trained[0].status, Status::converged);
        EXPECT_LE((x.transpose() * (x * trained[0].coefficients - y)).norm(), 1e-3);
    }
}

}  // namespace
}  // namespace regimes
