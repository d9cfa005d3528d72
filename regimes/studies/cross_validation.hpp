// SPDX-License-Identifier: BSD-3-Clause
// Training as an estimator: depth, scale and stopping time chosen by cross-validation.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "regimes/core/design_view.hpp"
#include "regimes/core/observer.hpp"
#include "regimes/core/status.hpp"
#include "regimes/dynamics/sample_loss.hpp"
#include "regimes/regularizers/initialization.hpp"
#include "regimes/studies/folds.hpp"
#include "regimes/studies/linear_model.hpp"
#include "regimes/studies/scaling_options.hpp"

namespace regimes {

/// Which choice to make among depths, scales and times.
enum class SelectionRule {
    minimum,             ///< of least cross-validated error
    one_standard_error,  ///< of those within one standard error of it, that of fewest features
};

struct CrossValidationOptions {
    std::vector<double> depths = {2.0, 3.0, 5.0};
    std::vector<double> log10_alphas;  ///< of every depth; none: default_log10_alphas of each
    Initialization start = {};         ///< the shape of the start, of the features trained on
    ScalingOptions scaling = {true, true};
    SampleLoss loss = SampleLoss::squared;
    std::vector<int> folds;  ///< of each sample, see assign_folds
    SelectionRule rule = SelectionRule::minimum;
    int threads = 0;  ///< 0: all cores; never changes the result
    Observer* observer = nullptr;
};

/// A mean over the folds, and its standard error: the deviation of the folds over sqrt(folds).
struct Estimate {
    double mean = 0.0;
    double standard_error = 0.0;
};

/// What cross-validation says of a depth and a scale, at each time. Times are those of gradient
/// flow on the mean loss over the samples, so that they mean the same for any number of samples.
/// All folds are followed together to the end of training, or, where the best interpolant is no
/// better, until the error has stayed above its least by more than one standard error for half a
/// decade of time.
struct Candidate {
    double depth = 2.0;
    double log10_alpha = 0.0;
    std::vector<double> times;
    std::vector<Estimate> errors;        ///< mean squared error, or log loss
    std::vector<Estimate> class_errors;  ///< where y takes two values
    std::vector<double> supports;        ///< mean number of features that carry weight
    std::size_t best = 0;                ///< the time of least error
    bool has_ended = false;              ///< at the last time training has ended on all folds
    Status status = Status::converged;   ///< or why it could not be followed further
    double seconds = 0.0;                ///< of all folds
};

/// Another estimator on the same folds.
struct Rival {
    std::string name;               ///< "mean", "ridge", "lasso", "interpolant"
    std::string setting;            ///< which of its kind: the penalty, the depth and scale
    std::optional<Estimate> error;  ///< none where the loss is logistic, which it does not minimise
    std::optional<Estimate> class_error;
    double support = 0.0;
};

/// The features and the error on the way of the final training, on all samples.
struct TrainingPath {
    std::vector<double> times;
    std::vector<double> training_errors;  ///< as Candidate::errors
    std::vector<Vector> trained;          ///< coefficients of the features trained on
};

struct CrossValidation {
    std::vector<Candidate> candidates;
    std::size_t chosen = 0;       ///< among them
    std::size_t chosen_time = 0;  ///< among its times
    std::vector<Rival> rivals;
    LinearModel model;               ///< trained on all samples, in the units of the data
    Vector trained;                  ///< its coefficients, of the features trained on
    TrainingPath path;               ///< at the depth and scale chosen
    std::vector<double> selections;  ///< share of the folds in which each feature carries weight
    Status status = Status::converged;
};

/// alpha^D over the size of y (its deviation, or 1 for the logistic loss) in the default scales,
/// from the kernel regime to the rich one.
std::vector<double> default_log10_alphas(double depth, double target_size);

/// Every depth, scale and time on every fold, by one flow each; the choice by the rule; training of
/// it on all samples; and what ridge, lasso, the best interpolant and the mean do on these folds.
/// Centring and scaling happen within each fold. `y` of the logistic loss is 1 and -1.
/// Cancelled, there are no candidates, and the status says so.
/// Errors: std::invalid_argument if the training samples of a fold have one class only, or numbers
/// lie at the ends of the range of double.
CrossValidation cross_validate(const DesignView& x, ConstVectorRef y,
                               const CrossValidationOptions& options);

/// The estimate from one value of each fold.
Estimate estimate_of(const std::vector<double>& values);

/// 1 / (1 + e^-f).
double logistic_probability(double output);

}  // namespace regimes
