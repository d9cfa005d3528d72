// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/cross_validation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/studies/fit_record.hpp"
#include "regimes/studies/folds.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;

struct Data {
    Matrix x;
    Vector y;
};

/// Three of many features matter, with noise.
Data sparse_data(Index samples, Index features, double noise) {
    RandomStream stream(5, "cross-validation");
    Data data{Matrix(samples, features), {}};
    for (Index i = 0; i < features; ++i) data.x.col(i) = stream.normals(samples);
    data.y = 2.0 * data.x.col(3) - 1.5 * data.x.col(7) + data.x.col(20) +
             noise * stream.normals(samples);
    data.y.array() += 5.0;
    return data;
}

CrossValidationOptions options_for(Index samples, std::vector<double> depths,
                                   std::vector<double> log10_alphas) {
    CrossValidationOptions options;
    options.depths = std::move(depths);
    options.log10_alphas = std::move(log10_alphas);
    options.folds = assign_folds(samples, {.count = 4, .seed = 0, .classes = {}, .groups = {}});
    options.threads = 1;
    return options;
}

const Rival& rival(const CrossValidation& result, const std::string& name) {
    return *std::find_if(result.rivals.begin(), result.rivals.end(),
                         [&](const Rival& r) { return r.name == name; });
}

/// Held-out error of the minimum l2 interpolant of centred data, by the normal equations.
double minimum_l2_error(const Data& data, const std::vector<int>& folds, int fold) {
    const auto inside = samples_outside(folds, fold);
    const auto outside = samples_of(folds, fold);
    Matrix x = data.x(inside, Eigen::all);
    Vector y = data.y(inside);
    const Vector means = x.colwise().mean();
    const double mean = y.mean();
    x.rowwise() -= means.transpose();
    y.array() -= mean;
    Matrix gram = x * x.transpose();
    gram.array() += 1.0;  // the centred rows add to 0
    const Vector beta = x.transpose() * gram.llt().solve(y);
    const Vector outputs = (data.x(outside, Eigen::all).rowwise() - means.transpose()) * beta;
    return (outputs.array() + mean - data.y(outside).array()).square().mean();
}

TEST(CrossValidation, AHugeScaleEndsAtTheMinimumNormInterpolantOfEachFold) {
    const Data data = sparse_data(24, 60, 0.5);
    CrossValidationOptions options = options_for(24, {2.0}, {3.0});
    options.scaling = {true, false};
    const CrossValidation result = cross_validate(data.x, data.y, options);
    ASSERT_EQ(result.candidates.size(), 1U);
    std::vector<double> errors;
    for (int k = 0; k < 4; ++k) errors.push_back(minimum_l2_error(data, options.folds, k));
    const Estimate expected = estimate_of(errors);
    const Rival& interpolant = rival(result, "interpolant");
    EXPECT_NEAR(interpolant.error->mean, expected.mean, 1e-8 * expected.mean);
    EXPECT_NEAR(interpolant.error->standard_error, expected.standard_error, 1e-6 * expected.mean);
    ASSERT_TRUE(result.candidates[0].has_ended);
    EXPECT_NEAR(result.candidates[0].errors.back().mean, expected.mean, 1e-2 * expected.mean);
}

TEST(CrossValidation, FindsTheFeaturesAndBeatsRivalsOnSparseData) {
    const Data data = sparse_data(60, 200, 0.5);
    const CrossValidation result =
        cross_validate(data.x, data.y, options_for(60, {2.0, 3.0}, {0.0, -2.0}));
    const Estimate& error = result.candidates[result.chosen].errors[result.chosen_time];
    EXPECT_LT(error.mean, rival(result, "ridge").error->mean);
    EXPECT_LT(error.mean, rival(result, "lasso").error->mean);
    EXPECT_LT(error.mean, rival(result, "interpolant").error->mean);
    EXPECT_THAT(largest_coefficients(result.trained, 3), ::testing::UnorderedElementsAre(3, 7, 20));
    for (const std::size_t i : {3U, 7U, 20U}) EXPECT_NEAR(result.selections[i], 1.0, 1e-12);
    EXPECT_NEAR(result.model.intercept, 5.0, 0.5);
    // The error of the model is that of its path at the time chosen.
    const Vector outputs = (data.x * result.model.coefficients).array() + result.model.intercept;
    EXPECT_NEAR((outputs - data.y).squaredNorm() / 60.0,
                result.path.training_errors[result.chosen_time], 1e-9);
}

TEST(CrossValidation, ThreadsDoNotShow) {
    const Data data = sparse_data(30, 80, 1.0);
    CrossValidationOptions options = options_for(30, {2.0, 3.0}, {0.0, -1.0});
    const CrossValidation one = cross_validate(data.x, data.y, options);
    options.threads = 3;
    const CrossValidation three = cross_validate(data.x, data.y, options);
    EXPECT_EQ(one.chosen, three.chosen);
    EXPECT_EQ(one.model.coefficients, three.model.coefficients);
    for (std::size_t k = 0; k < one.candidates.size(); ++k) {
        ASSERT_EQ(one.candidates[k].errors.size(), three.candidates[k].errors.size());
        EXPECT_EQ(one.candidates[k].errors.back().mean, three.candidates[k].errors.back().mean);
    }
}

TEST(CrossValidation, UnitsOfXAndYDoNotShow) {
    Data data = sparse_data(30, 80, 1.0);
    CrossValidationOptions options = options_for(30, {3.0}, {});
    const CrossValidation before = cross_validate(data.x, data.y, options);
    data.x.col(3) *= 1e6;
    data.x.col(5).array() += 1e4;
    data.y *= 1e-3;
    const CrossValidation after = cross_validate(data.x, data.y, options);
    EXPECT_EQ(after.chosen, before.chosen);
    EXPECT_EQ(after.chosen_time, before.chosen_time);
    EXPECT_NEAR(after.model.coefficients[3] * 1e9, before.model.coefficients[3],
                1e-6 * std::abs(before.model.coefficients[3]));
}

TEST(CrossValidation, OneStandardErrorTakesNoMoreFeatures) {
    const Data data = sparse_data(50, 150, 1.0);
    CrossValidationOptions options = options_for(50, {2.0, 3.0}, {-1.0, -2.0});
    const CrossValidation least = cross_validate(data.x, data.y, options);
    options.rule = SelectionRule::one_standard_error;
    const CrossValidation fewest = cross_validate(data.x, data.y, options);
    const auto at = [](const CrossValidation& result) {
        return std::pair(result.candidates[result.chosen].errors[result.chosen_time],
                         result.candidates[result.chosen].supports[result.chosen_time]);
    };
    EXPECT_LE(at(fewest).second, at(least).second);
    EXPECT_LE(at(fewest).first.mean, at(least).first.mean + at(least).first.standard_error);
}

TEST(CrossValidation, ClassesByTheLogisticLoss) {
    Data data = sparse_data(60, 100, 0.5);
    const double middle = data.y.mean();
    data.y = data.y.unaryExpr([&](double y) { return y > middle ? 1.0 : -1.0; });
    CrossValidationOptions options = options_for(60, {2.0}, {-2.0});
    options.loss = SampleLoss::logistic;
    const CrossValidation result = cross_validate(data.x, data.y, options);
    const Candidate& chosen = result.candidates[result.chosen];
    EXPECT_LT(chosen.errors[result.chosen_time].mean, std::log(2.0));
    EXPECT_LT(chosen.class_errors[result.chosen_time].mean, 0.3);
    EXPECT_FALSE(rival(result, "ridge").error.has_value());
    EXPECT_TRUE(rival(result, "ridge").class_error.has_value());
    // The intercept is that of least loss: the probabilities are right on average.
    double sum = 0.0;
    for (Index n = 0; n < 60; ++n) {
        const double output = data.x.row(n) * result.model.coefficients + result.model.intercept;
        sum += logistic_probability(output) - (data.y[n] > 0.0 ? 1.0 : 0.0);
    }
    EXPECT_NEAR(sum / 60.0, 0.0, 1e-3);
}

// Large features that say nothing are fitted first: the error rises for long before it falls.
TEST(CrossValidation, IsFollowedWhereTheInterpolantIsBetter) {
    RandomStream stream(8, "double descent");
    Data data{Matrix(40, 35), Vector::Zero(40)};
    for (Index i = 0; i < 35; ++i) data.x.col(i) = (i < 30 ? 10.0 : 1.0) * stream.normals(40);
    for (Index i = 30; i < 35; ++i) data.y += data.x.col(i);
    data.y += 0.1 * stream.normals(40);
    CrossValidationOptions options = options_for(40, {2.0, 3.0}, {});
    options.scaling = {true, false};
    const CrossValidation result = cross_validate(data.x, data.y, options);
    EXPECT_LT(result.candidates[result.chosen].errors[result.chosen_time].mean,
              1.05 * rival(result, "interpolant").error->mean);
}

TEST(CrossValidation, ClassesThatOverlapSettle) {
    RandomStream stream(9, "overlap");
    Data data{Matrix(120, 2), Vector(120)};
    for (Index i = 0; i < 2; ++i) data.x.col(i) = stream.normals(120);
    for (Index n = 0; n < 120; ++n) {
        data.y[n] = data.x(n, 0) + stream.normal() > 0.0 ? 1.0 : -1.0;
    }
    CrossValidationOptions options = options_for(120, {2.0, 3.0, 5.0}, {});
    options.loss = SampleLoss::logistic;
    const CrossValidation result = cross_validate(data.x, data.y, options);
    for (const Candidate& candidate : result.candidates) {
        EXPECT_EQ(candidate.status, Status::converged) << candidate.depth;
        EXPECT_LT(candidate.times.size(), 400U) << candidate.depth << candidate.log10_alpha;
    }
    EXPECT_LT(result.candidates[result.chosen].class_errors[result.chosen_time].mean, 0.35);
}

TEST(CrossValidation, ConstantFeaturesLeaveTheMean) {
    const Data data = sparse_data(20, 30, 0.5);
    const Matrix x = Matrix::Constant(20, 3, 7.0);
    const CrossValidation result = cross_validate(x, data.y, options_for(20, {2.0, 3.0}, {}));
    for (const Candidate& candidate : result.candidates) {
        EXPECT_EQ(candidate.status, Status::converged);
        EXPECT_NEAR(candidate.errors.back().mean, rival(result, "mean").error->mean, 1e-9);
    }
    EXPECT_NEAR(result.model.intercept, data.y.mean(), 1e-9);
}

TEST(CrossValidation, FoldsWithoutBothClassesAreRefused) {
    const Data data = sparse_data(8, 30, 0.5);
    Vector y = -Vector::Ones(8);
    y[0] = 1.0;
    CrossValidationOptions options = options_for(8, {2.0}, {0.0});
    options.loss = SampleLoss::logistic;
    try {
        cross_validate(data.x, y, options);
        FAIL();
    } catch (const std::invalid_argument& error) {
        EXPECT_THAT(error.what(), HasSubstr("all samples are of one class"));
    }
}

TEST(CrossValidation, EstimatesAreMeansOfFoldsWithTheirStandardErrors) {
    const Estimate estimate = estimate_of({1.0, 2.0, 3.0, 6.0});
    EXPECT_DOUBLE_EQ(estimate.mean, 3.0);
    EXPECT_DOUBLE_EQ(estimate.standard_error, std::sqrt(14.0 / 3.0 / 4.0));
}

TEST(CrossValidation, ProbabilitiesKeepTheirDigits) {
    EXPECT_DOUBLE_EQ(logistic_probability(0.0), 0.5);
    EXPECT_DOUBLE_EQ(logistic_probability(-50.0), std::exp(-50.0) / (1.0 + std::exp(-50.0)));
    EXPECT_DOUBLE_EQ(logistic_probability(800.0), 1.0);
    EXPECT_EQ(logistic_probability(-800.0), 0.0);
}

}  // namespace
}  // namespace regimes
