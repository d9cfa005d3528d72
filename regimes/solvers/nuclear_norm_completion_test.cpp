// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/nuclear_norm_completion.hpp"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "regimes/core/random.hpp"

namespace regimes {
namespace {

Vector jacobi_values(const Matrix& a) { return Eigen::JacobiSVD<Matrix>(a).singularValues(); }

Matrix gaussian(Index rows, Index cols, std::uint64_t seed, const char* purpose) {
    return RandomStream(seed, purpose).normals(rows * cols).reshaped(rows, cols);
}

Matrix low_rank(Index rows, Index cols, Index rank, std::uint64_t seed) {
    return gaussian(rows, rank, seed, "left") * gaussian(cols, rank, seed, "right").transpose();
}

/// About `share` of the entries, and the diagonal, so that no row or column is empty.
PartialMatrix observe(const Matrix& truth, double share, std::uint64_t seed) {
    RandomStream stream(seed, "observed");
    PartialMatrix problem{truth.rows(), truth.cols(), {}};
    for (Index i = 0; i < truth.rows(); ++i) {
        for (Index j = 0; j < truth.cols(); ++j) {
            const bool chosen = stream.uniform() < share;
            if (chosen || i % truth.cols() == j || j % truth.rows() == i) {
                problem.observed.push_back({i, j, truth(i, j)});
            }
        }
    }
    return problem;
}

/// The proof, by another SVD: feasible, dual feasible, and norms that agree.
void expect_proven(const PartialMatrix& problem, const Completion& completion, double gap) {
    EXPECT_EQ(completion.status, Status::converged);
    const Matrix mask = observed_mask(problem);
    for (const ObservedEntry& entry : problem.observed) {
        EXPECT_EQ(completion.matrix(entry.row, entry.col), entry.value);
    }
    EXPECT_TRUE((mask.array() != 0.0 || completion.dual.array() == 0.0).all());
    EXPECT_LE(jacobi_values(completion.dual)[0], 1.0 + 1e-13);
    const double norm = jacobi_values(completion.matrix).sum();
    const double bound = completion.dual.cwiseProduct(zero_filled(problem)).sum();
    EXPECT_LE(norm - bound, gap * norm);
    EXPECT_GE(norm - bound, -1e-13 * norm);
    EXPECT_NEAR(completion.nuclear_norm, norm, 1e-12 * norm);
    EXPECT_NEAR(completion.frobenius_norm, completion.matrix.norm(), 1e-12 * norm);
    EXPECT_NEAR(completion.duality_gap, (norm - bound) / norm, 1e-13);
}

Completion tight(const PartialMatrix& problem) {
    return nuclear_norm_completion(problem, {.gap_tolerance = 1e-11});
}

/// For [[a, b], [c, x]]: ||M||_*^2 = a^2 + b^2 + c^2 + x^2 + 2 |a x - b c|. Its x-part is convex
/// with the kink at x = b c / a, which is the minimum if |2 x| <= 2 |a| there; beyond, it is x =
/// |a| sign(b c / a).
TEST(NuclearNormCompletion, TwoByTwoWithOneEntryMissing) {
    const double cases[][4] = {{1.0, 0.5, 0.5, 0.25}, {2.0, 3.0, -1.0, -1.5},
                               {1.0, 3.0, 2.0, 1.0},  {-0.5, 2.0, 1.0, -0.5},
                               {0.0, 2.0, 1.0, 0.0},  {1.0, 0.0, 3.0, 0.0}};
    for (const auto& [a, b, c, x] : cases) {
        const PartialMatrix problem{2, 2, {{0, 0, a}, {0, 1, b}, {1, 0, c}}};
        const Completion completion = tight(problem);
        expect_proven(problem, completion, 1e-11);
        const double square = a * a + b * b + c * c + x * x + 2.0 * std::fabs(a * x - b * c);
        EXPECT_NEAR(completion.nuclear_norm, std::sqrt(square), 1e-10);
        // The norm grows linearly from the kink, else quadratically: the root of the gap.
        EXPECT_NEAR(completion.matrix(1, 1), x, 1e-5) << a << " " << b << " " << c;
    }
}

TEST(NuclearNormCompletion, IdentityHasNormD) {
    // [[1, t], [t, 1]] has norm 2 for every |t| <= 1: the minimum is known, the minimiser is not
    // unique.
    const PartialMatrix problem{3, 3, {{0, 0, 1.0}, {1, 1, 1.0}, {2, 2, 1.0}}};
    const Completion completion = tight(problem);
    expect_proven(problem, completion, 1e-11);
    EXPECT_NEAR(completion.nuclear_norm, 3.0, 1e-10);
}

TEST(NuclearNormCompletion, OneRowIsTheFrobeniusCompletion) {
    const PartialMatrix problem{1, 3, {{0, 0, 3.0}, {0, 1, -4.0}, {0, 2, 0.0}}};
    const Completion completion = tight(problem);
    expect_proven(problem, completion, 1e-11);
    EXPECT_NEAR(completion.nuclear_norm, 5.0, 1e-10);
}

TEST(NuclearNormCompletion, EverythingObservedIsTheMatrix) {
    const Matrix truth = gaussian(5, 4, 3, "full");
    const PartialMatrix problem = observe(truth, 1.0, 0);
    const Completion completion = nuclear_norm_completion(problem);
    expect_proven(problem, completion, 1e-8);
    EXPECT_EQ(completion.matrix, truth);
}

TEST(NuclearNormCompletion, RecoversLowRankFromEnoughEntries) {
    for (const std::uint64_t seed : {1, 2}) {
        const Matrix truth = low_rank(50, 50, 2, seed);
        const PartialMatrix problem = observe(truth, 0.5, seed);
        const Completion completion = nuclear_norm_completion(problem);
        expect_proven(problem, completion, 1e-8);
        // A sharp minimum: the error is a multiple of the gap.
        EXPECT_LE((completion.matrix - truth).norm(), 1e-6 * truth.norm());
        EXPECT_LE(completion.iterations, 1000);
    }
}

TEST(NuclearNormCompletion, ProvesItselfOnNoisyRectangularAndGradedMatrices) {
    const Matrix noise = 0.1 * gaussian(50, 50, 4, "noise");
    const Matrix ramp =
        Vector::LinSpaced(40, 0.0, -4.0).unaryExpr([](double e) { return std::pow(10.0, e); });
    for (const Matrix& truth :
         {Matrix(low_rank(50, 50, 2, 4) + noise), gaussian(40, 40, 4, "full"),
          low_rank(20, 60, 3, 4), low_rank(60, 20, 3, 4), Matrix(Matrix::Ones(30, 30)),
          Matrix(gaussian(40, 40, 5, "left") * ramp.asDiagonal() * gaussian(40, 40, 5, "right"))}) {
        const PartialMatrix problem = observe(truth, 0.4, 4);
        expect_proven(problem, nuclear_norm_completion(problem), 1e-8);
    }
}

/// Iteratively reweighted least squares: descends tr (M M^T + e I)^(1/2) with e falling, columns
/// one by one. Slow, and nothing in common with the splitting.
Matrix reweighted(const PartialMatrix& problem) {
    const Matrix mask = observed_mask(problem);
    Matrix m = zero_filled(problem);
    for (int round = 0; round < 3000; ++round) {
        const double smoothing = std::max(std::pow(0.99, round), 1e-10);
        const Matrix square = m * m.transpose() + smoothing * Matrix::Identity(m.rows(), m.rows());
        const Matrix weight = Eigen::SelfAdjointEigenSolver<Matrix>(square).operatorInverseSqrt();
        for (Index j = 0; j < m.cols(); ++j) {
            // Unobserved part u of the column: W_uu m_u = -W_uo y_o.
            std::vector<Index> unknown;
            for (Index i = 0; i < m.rows(); ++i) {
                if (mask(i, j) == 0.0) unknown.push_back(i);
            }
            Vector known = m.col(j).cwiseProduct(mask.col(j));
            const Vector force = weight * known;
            m(unknown, j) = -Matrix(weight(unknown, unknown)).llt().solve(force(unknown));
        }
    }
    return m;
}

TEST(NuclearNormCompletion, AgreesWithReweightedLeastSquares) {
    for (const std::uint64_t seed : {1, 2, 3}) {
        const PartialMatrix problem = observe(gaussian(6, 7, seed, "truth"), 0.5, seed);
        const Completion completion = tight(problem);
        expect_proven(problem, completion, 1e-11);
        const Matrix other = reweighted(problem);
        // The smoothing adds at most d1 sqrt(1e-10).
        const double theirs = jacobi_values(other).sum();
        EXPECT_GE(theirs, completion.nuclear_norm * (1.0 - 1e-10));
        EXPECT_LE(theirs, completion.nuclear_norm + 6e-5);
        EXPECT_LE((completion.matrix - other).norm(), 1e-2 * other.norm());
    }
}

TEST(NuclearNormCompletion, TurnsWithTranspositionScaleOrderAndSigns) {
    const PartialMatrix problem = observe(low_rank(9, 12, 3, 6), 0.6, 6);
    const Completion plain = tight(problem);
    PartialMatrix turned{problem.cols, problem.rows, {}};
    PartialMatrix moved{problem.rows, problem.cols, {}};
    const auto sign = [](Index k) { return k % 3 == 0 ? -1.0 : 1.0; };
    for (const ObservedEntry& entry : problem.observed) {
        turned.observed.push_back({entry.col, entry.row, 1e200 * entry.value});
        moved.observed.push_back({problem.rows - 1 - entry.row, (entry.col + 5) % problem.cols,
                                  sign(entry.row) * 1e-200 * entry.value});
    }
    const Matrix back = tight(turned).matrix.transpose() * 1e-200;
    const double tolerance = 1e-7 * plain.matrix.norm();
    EXPECT_LE((back - plain.matrix).norm(), tolerance);
    const Completion other = tight(moved);
    EXPECT_NEAR(other.nuclear_norm * 1e200, plain.nuclear_norm, 1e-10 * plain.nuclear_norm);
    for (Index i = 0; i < problem.rows; ++i) {
        for (Index j = 0; j < problem.cols; ++j) {
            const double there = other.matrix(problem.rows - 1 - i, (j + 5) % problem.cols);
            EXPECT_NEAR(1e200 * sign(i) * there, plain.matrix(i, j), tolerance);
        }
    }
}

TEST(NuclearNormCompletion, ZeroStaysZero) {
    const Completion completion = nuclear_norm_completion({2, 2, {{0, 0, 0.0}, {1, 1, 0.0}}});
    EXPECT_EQ(completion.status, Status::converged);
    EXPECT_EQ(completion.matrix, Matrix::Zero(2, 2));
    EXPECT_EQ(completion.duality_gap, 0.0);
}

TEST(NuclearNormCompletion, SaysWhenItDidNotConverge) {
    const PartialMatrix problem = observe(low_rank(20, 20, 3, 7), 0.5, 7);
    const Completion completion = nuclear_norm_completion(problem, {.max_iterations = 15});
    EXPECT_EQ(completion.status, Status::iteration_limit);
    EXPECT_EQ(completion.iterations, 15);
    EXPECT_GT(completion.duality_gap, 1e-8);
    EXPECT_LT(completion.duality_gap, 1.0);
    // Below rounding no gap can be proven.
    const Completion ambitious = nuclear_norm_completion(problem, {.gap_tolerance = 1e-20});
    EXPECT_NE(ambitious.status, Status::converged);
    EXPECT_LE(ambitious.duality_gap, 1e-12);
}

struct Impatient final : Observer {
    void report(const Progress& progress) override { fraction = progress.fraction; }
    bool cancelled() const override { return fraction > 0.0; }
    double fraction = 0.0;
};

TEST(NuclearNormCompletion, StopsOnRequestWithWhatItHas) {
    Impatient observer;
    const PartialMatrix problem = observe(low_rank(20, 20, 3, 7), 0.5, 7);
    const Completion completion = nuclear_norm_completion(problem, {.observer = &observer});
    EXPECT_EQ(completion.status, Status::cancelled);
    EXPECT_GT(observer.fraction, 0.0);
    EXPECT_LT(observer.fraction, 1.0);
    EXPECT_LT(completion.duality_gap, 1.0);
}

TEST(NuclearNormCompletion, RefusesBadOptionsAndProblems) {
    const PartialMatrix good{1, 1, {{0, 0, 1.0}}};
    EXPECT_THROW(nuclear_norm_completion(good, {.gap_tolerance = 0.0}), std::invalid_argument);
    EXPECT_THROW(nuclear_norm_completion(good, {.gap_tolerance = NAN}), std::invalid_argument);
    EXPECT_THROW(nuclear_norm_completion(good, {.max_iterations = 0}), std::invalid_argument);
    EXPECT_THROW(nuclear_norm_completion({1, 2, good.observed}), std::invalid_argument);
    EXPECT_THROW(minimum_frobenius_completion({1, 2, good.observed}), std::invalid_argument);
}

TEST(MinimumFrobeniusCompletion, IsZeroElsewhere) {
    const Completion completion =
        minimum_frobenius_completion({2, 2, {{0, 0, 3.0}, {0, 1, 0.0}, {1, 1, -4.0}}});
    EXPECT_EQ(completion.status, Status::converged);
    EXPECT_EQ(completion.matrix, (Matrix{{3.0, 0.0}, {0.0, -4.0}}));
    EXPECT_NEAR(completion.frobenius_norm, 5.0, 1e-14);
    EXPECT_NEAR(completion.nuclear_norm, 7.0, 1e-14);
    EXPECT_NEAR(completion.duality_gap, 0.0, 1e-15);
}

}  // namespace
}  // namespace regimes
