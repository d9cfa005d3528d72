// SPDX-License-Identifier: BSD-3-Clause
// What the paper says of Figure 5(e), held against runs.
#pragma once

#include <string>
#include <vector>

#include "regimes/experiments/curve.hpp"

namespace regimes {

/// Runs of one data set by alpha.
struct MnistCurves {
    Curve all_layers;
    Curve output_layer;
    bool is_full = false;  ///< 5000 units, 60000 images of MNIST: as the paper
    std::string settings;  ///< for people: data set, units, images
};

MnistCurves mnist_curves(const std::vector<RunRecord>& runs);

/// Percent of the test labels that are wrong.
double test_error_percent(const RunResult& run);

/// Domain: at least one run of all layers.
std::vector<Claim> mnist_claims(const MnistCurves& curves);

/// A line for each curve: the step sizes that were found, and the epochs taken.
std::vector<std::string> mnist_notes(const MnistCurves& curves);

}  // namespace regimes
