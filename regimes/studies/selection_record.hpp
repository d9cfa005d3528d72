// SPDX-License-Identifier: BSD-3-Clause
// What a choice of depth, scale and stopping time found.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "regimes/studies/cross_validation.hpp"

namespace regimes {

struct SelectionRecord {
    Index samples = 0;
    Index features = 0;
    std::vector<std::string> names;                     ///< of the features; none without a header
    std::optional<Index> first_feature = {};            ///< its number in a file of svmlight
    std::optional<std::array<double, 2>> classes = {};  ///< that y takes, if two; in order
    std::vector<std::string> notes;                     ///< on what was read
    int folds = 0;
    bool is_grouped = false;
    SampleLoss loss = SampleLoss::squared;
    ScalingOptions scaling;
    CrossValidation selection;
    std::optional<double> test_error;        ///< as Candidate::errors, of the test samples
    std::optional<double> test_class_error;  ///< where y takes two values

    const Candidate& chosen() const { return selection.candidates[selection.chosen]; }
    double time() const { return chosen().times[selection.chosen_time]; }
};

}  // namespace regimes
