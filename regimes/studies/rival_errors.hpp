// SPDX-License-Identifier: BSD-3-Clause
// What ridge and lasso do on the folds of a cross-validation.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "regimes/studies/cross_validation.hpp"
#include "regimes/studies/sample_subset.hpp"
#include "regimes/studies/training_problem.hpp"

namespace regimes {

/// Collects errors fold by fold. Penalties are relative to the data of each fold: of ridge to the
/// mean eigenvalue of X X^T, of lasso to the least penalty at which all coefficients are 0.
class RivalErrors {
public:
    /// `classes`: the two values of y, if it takes no others. Interpolants: those of this start at
    /// each of these scales.
    RivalErrors(std::optional<std::array<double, 2>> classes, const Initialization& start,
                std::vector<double> log10_alphas)
        : classes_(classes), start_(start), log10_alphas_(std::move(log10_alphas)) {}

    /// `problem` is of the training samples and the squared loss.
    void add_fold(const TrainingProblem& problem, const SampleSubset& training,
                  const SampleSubset& held_out);

    /// Ridge and lasso at their best penalties, the interpolant at its best scale, and the mean.
    std::vector<Rival> rivals() const;

private:
    struct Kind {
        std::vector<std::vector<double>> errors;        ///< penalty by penalty, fold by fold
        std::vector<std::vector<double>> class_errors;  ///< ... the same
        std::vector<double> supports;                   ///< sums over the folds
    };
    void add(Kind& kind, std::size_t penalty, const Vector& outputs, const Vector& y,
             double support) const;
    double majority_error(const Vector& training, const Vector& y) const;
    void add_ridge(const TrainingProblem& problem, const SampleSubset& held_out);
    void add_interpolants(const TrainingProblem& problem, const SampleSubset& held_out);
    void add_lasso(const TrainingProblem& problem, const SampleSubset& held_out);
    Rival best_of(const Kind& kind, const char* name, std::size_t& best) const;

    std::optional<std::array<double, 2>> classes_;
    Initialization start_;
    std::vector<double> log10_alphas_;
    std::size_t folds_ = 0;
    Kind mean_, ridge_, lasso_, interpolant_;
};

}  // namespace regimes
