// SPDX-License-Identifier: BSD-3-Clause
// A sparse X against the same numbers in dense storage, ends and paths, well-posed or not.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "regimes/core/sparse_matrix_test.hpp"
#include "regimes/solvers/basis_pursuit.hpp"
#include "regimes/solvers/interpolation.hpp"
#include "regimes/solvers/minimum_l2.hpp"

namespace regimes {
namespace {

struct Problem {
    std::string name;
    Matrix x;
    double tolerance = 1e-9;
    bool centred = false;
};

std::vector<Problem> problems() {
    RandomStream random(8, "sparse problems");
    std::vector<Problem> all = {{"wide", mostly_zero(12, 60, 0.3, random)},
                                {"thin", mostly_zero(20, 400, 0.1, random)},
                                {"centred", mostly_zero(12, 60, 0.3, random), 1e-9, true},
                                {"tall", mostly_zero(60, 12, 0.5, random)}};
    Problem uneven{"rows of all sizes", mostly_zero(10, 50, 0.4, random)};
    uneven.x.row(3) *= 1e6;
    uneven.x.row(7) *= 1e-5;
    all.push_back(uneven);
    Problem repeated{"a row twice, a row that is a sum", mostly_zero(10, 50, 0.4, random)};
    repeated.x.row(5) = repeated.x.row(2);
    repeated.x.row(9) = repeated.x.row(0) + repeated.x.row(1);
    all.push_back(repeated);
    Problem stamp{"a column that dwarfs the rest", mostly_zero(10, 50, 0.4, random)};
    stamp.x.col(4) = (1.0e9 + 1e4 * random.normals(10).array()).matrix();
    all.push_back(stamp);
    Problem huge{"beyond squares", mostly_zero(8, 40, 0.4, random)};
    huge.x *= 1e160;
    all.push_back(huge);
    return all;
}

void expect_same(const Solution& sparse, const Solution& dense, double tolerance) {
    EXPECT_EQ(sparse.status, dense.status);
    EXPECT_EQ(sparse.fits_exactly, dense.fits_exactly);
    EXPECT_LE((sparse.coefficients - dense.coefficients).stableNorm(),
              tolerance * dense.coefficients.stableNorm());
    // Rows of all sizes leave much more than the others, by rounding alone.
    EXPECT_NEAR(sparse.training_residual, dense.training_residual, 1e-4);
}

TEST(SparseData, LandWhereDenseDataDo) {
    for (const Problem& problem : problems()) {
        SCOPED_TRACE(problem.name);
        RandomStream random(9, "sparse targets");
        const Vector y = random.normals(problem.x.rows());
        const SparseMatrix sparse = sparse_of(problem.x);
        RankOne shift{Vector::Ones(problem.x.rows()), problem.x.colwise().mean()};
        Matrix x = problem.x;
        if (problem.centred) x.rowwise() -= shift.right.transpose();
        const DesignView view(sparse, problem.centred ? &shift : nullptr);

        expect_same(minimum_l2(view, y), minimum_l2(x, y), problem.tolerance);
        const Solution l1 = basis_pursuit(view, y);
        const Solution dense_l1 = basis_pursuit(x, y);
        EXPECT_EQ(l1.status, dense_l1.status);
        EXPECT_NEAR(l1.l1_norm / dense_l1.l1_norm, 1.0, problem.tolerance);
        for (const double depth : {2.0, 3.0}) {
            const std::vector<double> log_alphas = {3.0, 0.0, -5.0, -50.0};
            const auto path = interpolation_path(view, y, {.depth = depth}, log_alphas);
            const auto dense = interpolation_path(x, y, {.depth = depth}, log_alphas);
            for (std::size_t k = 0; k < path.size(); ++k) {
                EXPECT_EQ(path[k].status, Status::converged) << depth << " " << log_alphas[k];
                expect_same(path[k], dense[k], 1e-7);
            }
        }
    }
}

/// The dual of what was given proves the solution by itself: beta = grad R*(X^T nu).
TEST(SparseData, DualsAreThoseOfTheRowsGiven) {
    for (const Problem& problem : problems()) {
        if (problem.centred || problem.x.rows() > problem.x.cols()) continue;
        if (problem.x.norm() > 1e150) continue;  // y / X^2 is below the range of double
        SCOPED_TRACE(problem.name);
        RandomStream random(9, "sparse targets");
        const Vector y = random.normals(problem.x.rows());
        const Solution sparse = minimum_l2(sparse_of(problem.x), y);
        const Vector implied = problem.x.transpose() * sparse.dual;
        EXPECT_LE((implied - sparse.coefficients).stableNorm(),
                  1e-6 * sparse.coefficients.stableNorm());
    }
}

TEST(SparseData, ZerosAreSolved) {
    SparseMatrix nothing;
    nothing.rows = 2;
    nothing.cols = 3;
    nothing.starts = {0, 0, 0, 0};
    const Solution none = minimum_l2(nothing, Vector{{1.0, 2.0}});
    EXPECT_EQ(none.coefficients, Vector::Zero(3));
    EXPECT_FALSE(none.fits_exactly);
}

}  // namespace
}  // namespace regimes
