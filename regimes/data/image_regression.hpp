// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "regimes/data/data_sets.hpp"
#include "regimes/data/regression_problem.hpp"

namespace regimes {

struct ImageRegressionOptions {
    std::array<Index, 2> classes = {0, 1};  ///< two different ones, 0 to 9
    Index samples = 100;                    ///< training images of both classes together, even
    Index test_samples = 1000;              ///< test images of both classes together, even
    std::optional<std::uint64_t> seed = std::nullopt;  ///< none: in the order of the files
};

/// Tells two classes of images apart by regression: features are the pixels / 255, neither centred
/// nor scaled further; the target is -1 for the first class and +1 for the second.
///
/// Rows alternate between the classes, so half of them belong to each. Without a seed, the images
/// of a class come in the order of the files; with one, in an order drawn for that class. More
/// samples add rows and change none.
///
/// Shapes: x samples x pixels, x_test test_samples x pixels, the pixels in the order of
/// LabelledImages (of colours all red, then all green, then all blue).
/// Errors: std::invalid_argument naming the first option outside its domain, which ends at twice
/// the images of the smaller class.
RegressionProblem image_regression(const LabelledImages& training, const LabelledImages& test,
                                   const ImageRegressionOptions& options = {});

}  // namespace regimes
