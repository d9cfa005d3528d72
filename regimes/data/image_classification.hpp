// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <vector>

#include "regimes/core/types.hpp"
#include "regimes/data/data_sets.hpp"

namespace regimes {

/// Images to be told apart: features are pixels / 255, neither centred nor scaled further.
struct ImageClassification {
    Matrix x;                 ///< samples x pixels, these in the order of LabelledImages
    std::vector<int> labels;  ///< one for each row, 0 to 9
    Matrix x_test;
    std::vector<int> test_labels;
};

/// The first images of each part of a data set, in the order of its files; none given: all.
///
/// Errors: std::invalid_argument for a number below 1 or above what the data set has;
/// std::runtime_error that says how to get the data set, if it is nowhere (data_sets.hpp);
/// FileError for damaged files.
ImageClassification image_classification(const ImageDataSet& set, std::optional<Index> samples = {},
                                         std::optional<Index> test_samples = {});

}  // namespace regimes
