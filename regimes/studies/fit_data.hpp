// SPDX-License-Identifier: BSD-3-Clause
// Samples and targets from the files that the fields of a study name.
#pragma once

#include <memory>
#include <string>

#include "regimes/studies/fit_run.hpp"
#include "regimes/studies/settings.hpp"
#include "regimes/studies/study.hpp"

namespace regimes {

/// A problem that was read and checked.
class FitData final : public StudyData {
public:
    explicit FitData(FitProblem problem) : problem_(std::move(problem)) {}
    const FitProblem& problem() const { return problem_; }
    std::string digest() const override;

private:
    FitProblem problem_;
};

/// The fields x, y, target, id_column, test_x and test_y.
Fields sample_fields();

/// Errors: FieldError where these fields exclude each other.
void check_sample_fields(const Settings& settings);

/// Errors: FieldError if a flow of one of the depths cannot start at one of the scales.
void check_flow_scales(const Settings& settings);

/// What these fields name, and shape and start of the weights, where there are such fields.
/// Errors: FieldError naming a field; FileError naming a file.
std::shared_ptr<FitData> read_fit_data(const Settings& settings);

}  // namespace regimes
