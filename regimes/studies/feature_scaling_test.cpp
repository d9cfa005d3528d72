// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/feature_scaling.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/QR>
#include <cmath>
#include <numbers>
#include <string>

#include "regimes/core/random.hpp"
#include "regimes/core/sparse_matrix_test.hpp"
#include "regimes/solvers/interpolation.hpp"
#include "regimes/studies/fit_run.hpp"

namespace regimes {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Method = FitOptions::Method;

Matrix normal_matrix(Index rows, Index cols, RandomStream& random) {
    Matrix x(rows, cols);
    for (Index i = 0; i < cols; ++i) x.col(i) = random.normals(rows);
    return x;
}

FitRecord fit(const Matrix& x, const Vector& y, const FitOptions& options) {
    return run_fit({{Table(nullptr, MatrixView(x)), y}, std::nullopt}, options);
}

FitOptions options_at(std::vector<double> log10_alphas, ScalingOptions scaling,
                      std::vector<double> depths = {2.0}) {
    FitOptions options;
    options.log10_alphas = std::move(log10_alphas);
    options.depths = std::move(depths);
    options.scaling = scaling;
    return options;
}

/// All solutions, ends included.
std::vector<FitPoint> all_points(FitRecord record) {
    std::vector<FitPoint> points = std::move(record.points);
    points.push_back(record.minimum_l2);
    points.push_back(record.minimum_l1);
    return points;
}

/// Columns of other sizes and offsets.
Matrix uneven_matrix(Index rows, Index cols, RandomStream& random) {
    Matrix x = normal_matrix(rows, cols, random);
    for (Index i = 0; i < cols; ++i) {
        x.col(i) *= std::pow(10.0, static_cast<double>(i % 4) - 1.0);
        x.col(i).array() += static_cast<double>(i % 3) * 5.0;
    }
    return x;
}

Matrix centred(const Matrix& x) { return x.rowwise() - x.colwise().mean(); }

Vector deviations(const Matrix& x) {
    return (centred(x).colwise().squaredNorm() / static_cast<double>(x.rows())).cwiseSqrt();
}

/// Orthonormal rows that are orthogonal to 1: centred equations in them have no row too many.
Matrix contrasts(Index samples) {
    const Matrix q = Vector::Ones(samples).householderQr().householderQ();
    return q.rightCols(samples - 1).transpose();
}

TEST(ColumnStatistics, AreThoseOfMoreDigits) {
    RandomStream random(1, "column statistics");
    Matrix x = normal_matrix(50, 6, random);
    x.col(0).array() += 1e9;
    x.col(1) *= 1e160;
    x.col(2) *= 1e-160;
    x.col(3).setConstant(0.1);
    x.col(4) = Vector::Unit(50, 7);
    const Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> by_rows = x;
    const ColumnStatistics columns = column_statistics(x);
    EXPECT_EQ(columns.deviation, column_statistics(by_rows).deviation);
    for (Index i = 0; i < 6; ++i) {
        long double mean = 0.0L, squares = 0.0L;
        for (const double value : x.col(i)) mean += value;
        mean /= 50.0L;
        for (const double value : x.col(i)) squares += (value - mean) * (value - mean);
        const auto deviation = static_cast<double>(std::sqrt(squares / 50.0L));
        EXPECT_NEAR(columns.deviation[i], deviation, 1e-14 * deviation) << i;
        const auto missed = static_cast<double>(mean - static_cast<long double>(columns.mean[i]) -
                                                columns.mean_rest[i]);
        // Ten more bits of the long double of mean, and 50 additions, are what is left.
        EXPECT_LE(std::fabs(missed), 1e-15 * deviation + 1e-19 * std::fabs(columns.mean[i])) << i;
    }
    EXPECT_EQ(columns.deviation[3], 0.0);
    EXPECT_EQ(columns.mean[3], 0.1);
    EXPECT_EQ(columns.mean_rest[3], 0.0);
}

TEST(FeatureScaling, CentresAndDividesAndComesBack) {
    RandomStream random(2, "feature scaling");
    const Matrix x = uneven_matrix(12, 5, random);
    const Vector y = random.normals(12);
    const FeatureScaling scaling(x, y, {.intercept = true, .standardize = true});
    const Matrix expected = centred(x) * deviations(x).cwiseInverse().asDiagonal();
    Matrix given(11, 5);
    for (Index n = 0; n < 11; ++n) {
        for (Index i = 0; i < 5; ++i) given(n, i) = scaling.x()(n, i);
    }
    const Vector target = y.array() - y.mean();
    EXPECT_LE((given.transpose() * given - expected.transpose() * expected).norm(), 1e-12);
    EXPECT_LE((given.transpose() * scaling.y() - expected.transpose() * target).norm(), 1e-12);
    EXPECT_NEAR(scaling.y().norm(), target.norm(), 1e-13);
    EXPECT_NEAR(given(0, 0), expected(1, 0) - expected(0, 0) / (1.0 + std::sqrt(12.0)), 1e-13);
    const Vector g = random.normals(5);
    const Vector beta = scaling.coefficients(g);
    const double b = scaling.intercept(beta);
    EXPECT_LE(((x * beta).array() + b - (expected * g).array() - y.mean()).abs().maxCoeff(), 1e-12);
    const FeatureScaling none(x, y, {});
    EXPECT_EQ(none.x().dense.data, x.data());
    EXPECT_EQ(none.coefficients(g), g);
}

TEST(FeatureScaling, LeavesConstantFeaturesAsTheyAre) {
    Matrix x{{1.0, 0.1, 3.0}, {2.0, 0.1, 3.0}, {4.0, 0.1, std::nextafter(3.0, 4.0)}};
    const Vector y{{1.0, 2.0, 4.0}};
    const FeatureScaling scaling(x, y, {.standardize = true});
    EXPECT_THAT(scaling.constant_features(), ElementsAre(1, 2));
    EXPECT_EQ(scaling.x()(0, 1), 0.1);
    EXPECT_THAT(fit(x, y, options_at({0.0}, {.standardize = true})).notes,
                ElementsAre("constant features are not divided by anything: column 2, column 3"));
    const FitRecord record = fit(x, y, options_at({0.0}, {.intercept = true, .standardize = true}));
    EXPECT_THAT(record.notes, ElementsAre("constant features have the coefficient 0 beside "
                                          "an intercept: "
                                          "column 2, column 3"));
    for (const FitPoint& point : all_points(record)) {
        EXPECT_EQ(point.status, Status::converged);
        EXPECT_NEAR(point.coefficients[0], 1.0, 1e-9);
        EXPECT_NEAR(point.coefficients[1], 0.0, 1e-9);
        EXPECT_NEAR(*point.intercept, 0.0, 1e-6);
    }
}

/// What the options give is what the data give that somebody else has centred and divided.
TEST(FitWithScaling, IsTheFitOfScaledData) {
    RandomStream random(3, "scaled fits");
    const Matrix x = uneven_matrix(8, 20, random);
    const Vector y = random.normals(8).array() + 3.0;
    const Vector s = deviations(x);
    for (const bool intercept : {false, true}) {
        for (const bool standardize : {false, true}) {
            Matrix scaled = intercept ? Matrix(contrasts(8) * centred(x)) : x;
            if (standardize) scaled = scaled * s.cwiseInverse().asDiagonal();
            const Vector target = intercept ? Vector(contrasts(8) * y) : y;
            for (const Method method : {Method::exact, Method::flow, Method::descent}) {
                FitOptions options = options_at({0.0, -0.5}, {intercept, standardize}, {2.0, 3.0});
                options.method = method;
                options.simulation.steps.max_steps = 2000;
                const auto points = all_points(fit(x, y, options));
                options.scaling = {};
                const auto plain = all_points(fit(scaled, target, options));
                for (std::size_t k = 0; k < points.size(); ++k) {
                    const FitPoint& point = points[k];
                    SCOPED_TRACE(fmt::format(
                        "intercept {}, standardize {}, method {}, point {}: {}", intercept,
                        standardize, static_cast<int>(method), k, name(point.status)));
                    EXPECT_EQ(point.status, plain[k].status);
                    EXPECT_NEAR(point.l1_norm, plain[k].l1_norm, 1e-6 * plain[k].l1_norm);
                    EXPECT_EQ(point.intercept.has_value(), intercept);
                    const Vector expected = standardize
                                                ? Vector(plain[k].coefficients.cwiseQuotient(s))
                                                : plain[k].coefficients;
                    EXPECT_LE((point.coefficients - expected).norm(), 1e-6 * expected.norm());
                    if (!intercept) continue;
                    EXPECT_NEAR(*point.intercept,
                                y.mean() - x.colwise().mean() * point.coefficients, 1e-9);
                }
            }
        }
    }
}

TEST(FitWithScaling, KnowsTheExplicitRegulariser) {
    RandomStream random(4, "scaled fits");
    const Matrix x = uneven_matrix(6, 15, random);
    const Vector y = random.normals(6);
    FitOptions options = options_at({-0.5}, {.intercept = true});
    options.regularization = Regularization::explicit_;
    const FitPoint point = fit(x, y, options).points[0];
    const Solution solution = interpolate(centred(x), y.array() - y.mean(),
                                          {.depth = 2.0, .log_alpha = -0.5 * std::numbers::ln10},
                                          Regularization::explicit_);
    EXPECT_LE((point.coefficients - solution.coefficients).norm(), 1e-9);
    EXPECT_NEAR(*point.log10_regularizer_value, std::log10(solution.regularizer_value), 1e-9);
}

TEST(FitWithScaling, AConstantMovesTheInterceptAlone) {
    RandomStream random(5, "scaled fits");
    const Matrix x = uneven_matrix(8, 20, random);
    const Vector y = random.normals(8);
    for (const bool standardize : {false, true}) {
        const FitOptions options =
            options_at({1.0, -3.0}, {.intercept = true, .standardize = standardize}, {2.0, 3.0});
        const auto before = all_points(fit(x, y, options));
        const auto raised = all_points(fit(x, y.array() + 250.0, options));
        Matrix shifted = x;
        shifted.col(4).array() += 1000.0;
        const auto moved = all_points(fit(shifted, y, options));
        for (std::size_t k = 0; k < before.size(); ++k) {
            const Vector& beta = before[k].coefficients;
            EXPECT_EQ(before[k].status, Status::converged);
            EXPECT_LE((raised[k].coefficients - beta).norm(), 1e-9 * beta.norm());
            EXPECT_NEAR(*raised[k].intercept, *before[k].intercept + 250.0, 1e-9);
            EXPECT_LE((moved[k].coefficients - beta).norm(), 1e-9 * beta.norm());
            EXPECT_NEAR(*moved[k].intercept, *before[k].intercept - 1000.0 * beta[4],
                        1e-7 * (1.0 + std::fabs(beta[4])));
        }
    }
}

TEST(FitWithScaling, TheUnitOfAFeatureMovesItsCoefficientAlone) {
    RandomStream random(6, "scaled fits");
    const Matrix x = uneven_matrix(8, 20, random);
    const Vector y = random.normals(8);
    for (const bool intercept : {false, true}) {
        const FitOptions options =
            options_at({1.0, -3.0}, {.intercept = intercept, .standardize = true}, {2.0, 3.0});
        for (const double unit : {1e-3, 7.0, 1e8}) {
            Matrix other = x;
            other.col(2) *= unit;
            const auto before = all_points(fit(x, y, options));
            const auto after = all_points(fit(other, y, options));
            for (std::size_t k = 0; k < before.size(); ++k) {
                Vector expected = before[k].coefficients;
                expected[2] /= unit;
                Vector moved = after[k].coefficients;
                EXPECT_NEAR(moved[2], expected[2], 1e-8 * std::fabs(expected[2]));
                EXPECT_LE((moved - expected).norm(), 1e-8 * expected.norm());
                EXPECT_NEAR(after[k].l1_norm, before[k].l1_norm, 1e-9 * before[k].l1_norm);
            }
        }
    }
}

TEST(FitWithScaling, TallDataGiveOrdinaryLeastSquares) {
    RandomStream random(7, "scaled fits");
    const Matrix x = uneven_matrix(60, 5, random);
    const Vector y = random.normals(60).array() + 10.0;
    Matrix with_ones(60, 6);
    with_ones << Vector::Ones(60), x;
    const Vector expected = with_ones.colPivHouseholderQr().solve(y);
    for (const bool standardize : {false, true}) {
        for (const Method method : {Method::exact, Method::flow}) {
            FitOptions options = options_at({0.0, -2.0}, {true, standardize}, {2.0, 3.0});
            options.method = method;
            for (const FitPoint& point : all_points(fit(x, y, options))) {
                ASSERT_EQ(point.status, Status::converged);
                EXPECT_LE((point.coefficients - expected.tail(5)).norm(), 1e-6);
                EXPECT_NEAR(*point.intercept, expected[0], 1e-6);
            }
        }
    }
}

TEST(FitWithScaling, PredictsTestSamplesInTheirUnits) {
    const Matrix x{{1.0, 100.0}, {2.0, 300.0}, {4.0, 500.0}};
    const Vector y = (x * Vector{{2.0, -0.01}}).array() + 7.0;
    const Matrix test{{5.0, 50.0}, {0.0, 0.0}};
    const Vector truth = (test * Vector{{2.0, -0.01}}).array() + 7.0;
    const FitProblem problem{{Table(nullptr, MatrixView(x)), y},
                             Samples{Table(nullptr, MatrixView(test)), truth}};
    const FitRecord record =
        run_fit(problem, options_at({0.0}, {.intercept = true, .standardize = true}));
    EXPECT_NEAR(*record.points[0].test_mse, 0.0, 1e-16);
    EXPECT_NEAR(*record.points[0].intercept, 7.0, 1e-9);
}

TEST(FitWithScaling, TakesDataWithNothingToFit) {
    const ScalingOptions both{.intercept = true, .standardize = true};
    for (const Method method : {Method::exact, Method::flow}) {
        FitOptions options = options_at({0.0}, both);
        options.method = method;
        for (const Matrix& x : {Matrix{{1.0, 2.0}}, Matrix{{3.0, 1.0}, {3.0, 1.0}}}) {
            const Vector y = Vector::Constant(x.rows(), 5.0);
            for (const FitPoint& point : all_points(fit(x, y, options))) {
                EXPECT_EQ(point.status, Status::converged);
                EXPECT_EQ(point.coefficients, Vector::Zero(2));
                EXPECT_EQ(*point.intercept, 5.0);
            }
        }
    }
}

TEST(ScalingAdvice, IsGivenWhereTheDataCallForIt) {
    RandomStream random(8, "advice");
    const Matrix x = normal_matrix(20, 4, random);
    const Vector y = random.normals(20);
    const std::vector<std::string> names = {"a", "b", "c", "d"};
    const auto advice = [&](const Matrix& x_, const Vector& y_, ScalingOptions options = {}) {
        return scaling_advice(x_, y_, options, names, false);
    };
    EXPECT_THAT(advice(x, y), IsEmpty());
    EXPECT_THAT(advice(50.0 * x, y), IsEmpty());
    EXPECT_THAT(advice(x, 1e9 * y), IsEmpty());

    Matrix uneven = x;
    uneven.col(1) *= 300.0;
    ASSERT_THAT(advice(uneven, y), ElementsAre(HasSubstr("standardize")));
    EXPECT_THAT(advice(uneven, y)[0], HasSubstr("to b:"));
    EXPECT_THAT(advice(uneven, y, {.standardize = true}), IsEmpty());
    EXPECT_THAT(advice(uneven, y, {.intercept = true}), ElementsAre(HasSubstr("standardize")));
    EXPECT_THAT(scaling_advice(uneven, y, {}, names, true), IsEmpty());

    Matrix offset = x;
    offset.col(2).array() += 1e6;
    EXPECT_THAT(advice(offset, y), ElementsAre(HasSubstr("options intercept and standardize")));
    EXPECT_THAT(advice(offset, y, {.intercept = true}), IsEmpty());

    EXPECT_THAT(advice(x, y.array() + 2.0), ElementsAre(HasSubstr("mean of y")));
    EXPECT_THAT(advice(x, y.array() - 2.0, {.intercept = true}), IsEmpty());
    EXPECT_THAT(advice(x, y.array() + 0.5), IsEmpty());
    EXPECT_THAT(advice(x.topRows(1), y.head(1)), IsEmpty());

    Matrix centred = (x.topRows(4).array() + 7.0).matrix();
    centred.rowwise() -= centred.colwise().mean().eval();
    EXPECT_THAT(advice(centred, y.head(4)), Contains(HasSubstr("were, with the option intercept")));
    EXPECT_THAT(advice(centred, y.head(4), {.intercept = true}), IsEmpty());
    Matrix tall = x;
    tall.rowwise() -= tall.colwise().mean().eval();
    EXPECT_THAT(advice(tall, y), IsEmpty());  // one equation of many, and least squares anyway
}

TEST(FeatureScaling, OfSparseFeaturesIsThatOfDenseOnes) {
    RandomStream random(31, "sparse scaling");
    Matrix x = mostly_zero(12, 40, 0.3, random);
    x.col(3).setZero();
    x.col(5).setConstant(7.0);
    x.col(8).array() += 1e3;
    const Vector y = random.normals(12).array() + 4.0;
    const auto sparse = std::make_shared<const SparseMatrix>(sparse_of(x));
    const ColumnStatistics from_sparse = column_statistics(*sparse);
    const ColumnStatistics from_dense = column_statistics(x);
    EXPECT_LE((from_sparse.mean - from_dense.mean).norm(), 1e-13 * from_dense.mean.norm());
    EXPECT_LE((from_sparse.deviation - from_dense.deviation).norm(), 1e-13);
    for (const ScalingOptions scaling :
         {ScalingOptions{true, false}, ScalingOptions{false, true}, ScalingOptions{true, true}}) {
        FitOptions options = options_at({1.0, -3.0}, scaling, {2.0, 3.0});
        const FitProblem problem{{Table(sparse, TableText()), y}, std::nullopt};
        for (const Method method : {Method::exact, Method::flow}) {
            options.method = method;
            const std::vector<FitPoint> points = all_points(run_fit(problem, options));
            const std::vector<FitPoint> expected = all_points(fit(x, y, options));
            for (std::size_t k = 0; k < points.size(); ++k) {
                EXPECT_EQ(name(points[k].status), name(expected[k].status))
                    << k << " method " << static_cast<int>(method) << " standardize "
                    << scaling.standardize << " intercept " << scaling.intercept;
                EXPECT_LE(
                    (points[k].coefficients - expected[k].coefficients).norm(),
                    (method == Method::exact ? 1e-7 : 1e-5) * expected[k].coefficients.norm());
                EXPECT_NEAR(points[k].intercept.value_or(0.0), expected[k].intercept.value_or(0.0),
                            1e-5);
            }
        }
    }
}

}  // namespace
}  // namespace regimes
