// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/matrix_factorization.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/models/matrix_factorization_start.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;
using Shape = MatrixFactorizationStart::Shape;
using Variance = MatrixFactorizationStart::Variance;

Matrix normal_matrix(RandomStream& random, Index rows, Index cols) {
    return random.normals(rows * cols).reshaped(rows, cols);
}

Matrix tangent_kernel(const Model& model, const Vector& w) {
    Matrix rows(model.parameters(), model.outputs());
    for (Index k = 0; k < model.outputs(); ++k) {
        model.jacobian_transposed_times(w, Vector::Unit(model.outputs(), k), rows.col(k));
    }
    return rows.transpose() * rows;
}

/// All places of a d1 x d2 matrix.
std::vector<MatrixEntry> everywhere(Index rows, Index cols) {
    std::vector<MatrixEntry> entries;
    for (Index j = 0; j < cols; ++j) {
        for (Index i = 0; i < rows; ++i) entries.push_back({i, j});
    }
    return entries;
}

TEST(MatrixFactorization, ParametersAreUThenVColumnByColumn) {
    const MatrixFactorization model(observed_entries(2, 3, everywhere(2, 3)), 2);
    const Vector w{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}};
    EXPECT_EQ(model.left(w), (Matrix{{1, 3}, {2, 4}}));
    EXPECT_EQ(model.right(w), (Matrix{{5, 8}, {6, 9}, {7, 10}}));
    EXPECT_EQ(model.product(w), (Matrix{{29, 33, 37}, {42, 48, 54}}));
    EXPECT_EQ(model(w), (Vector{{29, 42, 33, 48, 37, 54}}));
}

/// f_n = <X_n, U V^T> from its definition, for the three kinds of measurements of one set of X_n.
TEST(MatrixFactorization, KindsOfMeasurementsAgree) {
    RandomStream random(3, "x");
    const std::vector<MatrixEntry> entries = {{0, 0}, {2, 3}, {1, 3}, {2, 0}, {0, 0}};
    std::vector<Matrix> dense;
    std::vector<LowRankMeasurement> low_rank;
    for (const MatrixEntry& at : entries) {
        low_rank.push_back({Vector::Unit(3, at.row), Vector::Unit(4, at.col)});
        dense.push_back(low_rank.back().left * low_rank.back().right.transpose());
    }
    const MatrixFactorization by_entries(observed_entries(3, 4, entries), 6);
    const MatrixFactorization by_matrices(dense_measurements(dense), 6);
    const MatrixFactorization by_factors(low_rank_measurements(low_rank), 6);
    const Vector w = random.normals(42);
    const Matrix product = by_entries.product(w);
    for (std::size_t n = 0; n < entries.size(); ++n) {
        EXPECT_NEAR(by_entries(w)[static_cast<Index>(n)], dense[n].cwiseProduct(product).sum(),
                    1e-13);
    }
    EXPECT_LT((by_entries(w) - by_matrices(w)).norm(), 1e-13);
    EXPECT_LT((by_entries(w) - by_factors(w)).norm(), 1e-13);
    const Matrix kernel = tangent_kernel(by_entries, w);
    EXPECT_LT((kernel - tangent_kernel(by_matrices, w)).norm(), 1e-12);
    EXPECT_LT((kernel - tangent_kernel(by_factors, w)).norm(), 1e-12);
}

/// K(X, X') = tr(X V V^T X'^T) + tr(X^T U U^T X').
TEST(MatrixFactorization, TangentKernelOfDenseMeasurements) {
    RandomStream random(5, "x");
    const std::vector<Matrix> x = {normal_matrix(random, 3, 4), normal_matrix(random, 3, 4)};
    const MatrixFactorization model(dense_measurements(x), 5);
    const Vector w = random.normals(model.parameters());
    const Matrix uu = model.left(w) * model.left(w).transpose();
    const Matrix vv = model.right(w) * model.right(w).transpose();
    const Matrix kernel = tangent_kernel(model, w);
    for (Index k = 0; k < 2; ++k) {
        for (Index l = 0; l < 2; ++l) {
            const Matrix& a = x[static_cast<std::size_t>(k)];
            const Matrix& b = x[static_cast<std::size_t>(l)];
            EXPECT_NEAR(kernel(k, l),
                        (a * vv * b.transpose()).trace() + (a.transpose() * uu * b).trace(), 1e-11);
        }
    }
}

/// At the unbiased start, for completion, the paper's kernel is
/// 2 alpha^2 (1[i = i'] <v_j, v_j'> + 1[j = j'] <u_i, u_i'>), rows of U0 and V0.
TEST(MatrixFactorizationStart, TangentKernelIsThatOfThePaper) {
    const MatrixFactorizationStart start{.rows = 3, .cols = 4, .columns = 6, .log_alpha = -0.7};
    const std::vector<MatrixEntry> entries = everywhere(3, 4);
    const MatrixFactorization model(observed_entries(3, 4, entries), model_width(start));
    const Vector w = matrix_factorization_start(start);
    const double alpha = std::exp(start.log_alpha);
    const Matrix u0 = model.left(w).leftCols(6) / alpha;
    const Matrix v0 = model.right(w).leftCols(6) / alpha;
    const Matrix kernel = tangent_kernel(model, w);
    for (std::size_t k = 0; k < entries.size(); ++k) {
        for (std::size_t l = 0; l < entries.size(); ++l) {
            const auto [i, j] = entries[k];
            const auto [i_other, j_other] = entries[l];
            const double expected = 2.0 * alpha * alpha *
                                    ((i == i_other ? v0.row(j).dot(v0.row(j_other)) : 0.0) +
                                     (j == j_other ? u0.row(i).dot(u0.row(i_other)) : 0.0));
            EXPECT_NEAR(kernel(static_cast<Index>(k), static_cast<Index>(l)), expected, 1e-14);
        }
    }
    EXPECT_LT(model(w).norm(), 1e-15);
}

TEST(MatrixFactorizationStart, IdentityGivesTheDeltaKernel) {
    const MatrixFactorizationStart start{
        .rows = 3, .cols = 4, .columns = 5, .log_alpha = std::log(0.5), .shape = Shape::identity};
    const MatrixFactorization model(observed_entries(3, 4, everywhere(3, 4)), model_width(start));
    const Vector w = matrix_factorization_start(start);
    EXPECT_EQ(model(w), Vector::Zero(12));
    EXPECT_LT((tangent_kernel(model, w) - 4.0 * 0.25 * Matrix::Identity(12, 12)).norm(), 1e-15);
}

/// Mean and mean square of n = 60000 entries, each within 4 standard deviations: 4 / sqrt(n) and
/// 4 sqrt(2 / n) at variance 1.
TEST(MatrixFactorizationStart, GaussianEntriesHaveTheVarianceAskedFor) {
    for (const Variance variance : {Variance::one, Variance::one_over_columns}) {
        const MatrixFactorizationStart start{.rows = 10,
                                             .cols = 20,
                                             .columns = 2000,
                                             .log_alpha = std::log(0.1),
                                             .unbiased = false,
                                             .variance = variance,
                                             .seed = 11};
        Vector w = matrix_factorization_start(start);
        ASSERT_EQ(w.size(), 60000);
        w /= variance == Variance::one ? 0.1 : 0.1 / std::sqrt(2000.0);
        EXPECT_NEAR(w.mean(), 0.0, 4.0 / std::sqrt(60000.0));
        EXPECT_NEAR(w.squaredNorm() / 60000.0, 1.0, 4.0 * std::sqrt(2.0 / 60000.0));
    }
}

TEST(MatrixFactorizationStart, WiderStartsAddColumns) {
    MatrixFactorizationStart start{
        .rows = 3, .cols = 2, .columns = 4, .unbiased = false, .variance = Variance::one};
    const Vector narrow = matrix_factorization_start(start);
    start.columns = 6;
    const Vector wide = matrix_factorization_start(start);
    EXPECT_EQ(wide.head(12), narrow.head(12));
    EXPECT_EQ(wide.segment(18, 8), narrow.tail(8));
    start.seed = 1;
    EXPECT_NE(matrix_factorization_start(start), wide);
}

TEST(MatrixFactorization, MisuseNamesTheArgument) {
    const auto throws = [](const char* text) {
        return ThrowsMessage<std::invalid_argument>(HasSubstr(text));
    };
    EXPECT_THAT([] { observed_entries(0, 1, {{0, 0}}); }, throws("rows: 0"));
    EXPECT_THAT([] { observed_entries(1, 1, {}); }, throws("number of entries: 0"));
    EXPECT_THAT([] { observed_entries(2, 2, {{0, 0}, {0, 2}}); }, throws("entry 1 is (0, 2)"));
    EXPECT_THAT([] { dense_measurements({}); }, throws("number of matrices in x: 0"));
    EXPECT_THAT(
        [] {
            dense_measurements({Matrix(2, 2), Matrix(2, 3)});
        },
        throws("matrix 1 is 2 x 3, 2 x 2 expected"));
    EXPECT_THAT(
        [] {
            low_rank_measurements({{Matrix(2, 1), Matrix(3, 2)}});
        },
        throws("right factor 0 is 3 x 2, 3 x 1 expected"));
    EXPECT_THAT([] { low_rank_measurements({{Matrix(2, 0), Matrix(3, 0)}}); }, throws("rank"));
    EXPECT_THAT([] { MatrixFactorization(nullptr, 1); }, throws("x: no measurements"));
    EXPECT_THAT(
        [] {
            MatrixFactorization(observed_entries(1, 1, {{0, 0}}), 0);
        },
        throws("width: 0"));
    EXPECT_THAT([] { matrix_factorization_start({.rows = 3, .shape = Shape::identity}); },
                throws("columns: 1 given, at least 3"));
    EXPECT_THAT([] { matrix_factorization_start({.columns = 0}); }, throws("columns: 0"));
    EXPECT_THAT([] { matrix_factorization_start({.log_alpha = 800.0}); }, throws("log_alpha: 800"));
}

/// Each kind of measurement of a 5 x 4 matrix, and entries so few that they are taken one by one.
std::vector<std::shared_ptr<const MatrixMeasurements>> every_kind() {
    RandomStream stream(8, "kinds");
    const auto draw = [&](Index rows, Index cols) -> Matrix {
        return stream.normals(rows * cols).reshaped(rows, cols);
    };
    std::vector<Matrix> dense;
    std::vector<LowRankMeasurement> low_rank;
    for (int n = 0; n < 6; ++n) dense.push_back(draw(5, 4));
    for (int n = 0; n < 6; ++n) low_rank.push_back({draw(5, 2), draw(4, 2)});
    return {observed_entries(5, 4, {{0, 0}, {4, 3}, {0, 3}, {2, 1}}),
            observed_entries(5, 4, {{3, 2}}),
            observed_entries(5, 4, {{0, 3}, {4, 3}, {0, 3}, {2, 3}, {0, 1}, {4, 0}}),
            dense_measurements(dense), low_rank_measurements(low_rank)};
}

// <X_n, .> is bilinear in the factors, so values, combinations, kernel and normal matrix all follow
// from the derivatives.
TEST(MatrixMeasurements, MembersFollowFromTheDerivatives) {
    RandomStream stream(9, "factors");
    const Matrix a = stream.normals(15).reshaped(5, 3);
    const Matrix b = stream.normals(12).reshaped(4, 3);
    for (const auto& x : every_kind()) {
        const Index count = x->count();
        Matrix j(a.size() + b.size(), count);
        Vector values = Vector::Zero(count);
        Matrix left(5, 3);
        Matrix right(4, 3);
        for (Index n = 0; n < count; ++n) {
            x->derivative(n, a, b, left, right);
            j.col(n) << left.reshaped(), right.reshaped();
            values[n] = 0.5 * (left.cwiseProduct(a).sum() + right.cwiseProduct(b).sum());
        }
        Vector found = Vector::Zero(count);
        x->add_values(a, b, found);
        EXPECT_LT((found - values).norm(), 1e-13);
        const Vector u = stream.normals(count);
        left.setZero();
        right.setZero();
        x->add_combination(u, a, b, left, right);
        Vector sum(j.rows());
        sum << left.reshaped(), right.reshaped();
        EXPECT_LT((sum - j * u).norm(), 1e-13 * (1.0 + sum.norm()));
        const Matrix kernel = x->kernel(a, b).selfadjointView<Eigen::Lower>();
        EXPECT_LT((kernel - j.transpose() * j).norm(), 1e-13 * (1.0 + kernel.norm()));
        const Matrix normal = x->normal_matrix(a, b).selfadjointView<Eigen::Lower>();
        EXPECT_LT((normal - j * j.transpose()).norm(), 1e-13 * (1.0 + normal.norm()));
        const Matrix shifted = 0.7 * Matrix::Identity(j.rows(), j.rows()) + 3.0 * normal;
        const Vector expected = stream.normals(j.rows());
        Vector solved = shifted * expected;
        x->normal_system(0.7, 3.0, a, b)->solve(solved);
        EXPECT_LT((solved - expected).norm(), 1e-12 * expected.norm());
    }
}

}  // namespace
}  // namespace regimes
