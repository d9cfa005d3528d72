// SPDX-License-Identifier: BSD-3-Clause
// What Figures 5(e) and 5(f) have in common: test errors of image classifiers by alpha, of training
// all layers and of the last one alone.
#pragma once

#include <string>
#include <vector>

#include "regimes/experiments/curve.hpp"

namespace regimes {

/// Runs of one network and data set by alpha.
struct ImageCurves {
    Curve all_layers;
    Curve last_layer;
    std::string lack;         ///< what runs would need to have the paper's size, or empty
    std::string settings;     ///< for people: network, images, data set
    std::string panel;        ///< "5(e)"
    std::string last_name;    ///< of the last layer: "output layer"
    std::string open_points;  ///< why numbers may be others where the size is the paper's
};

/// The runs that train these layers, by alpha; without those that diverged and have no test error.
Curve image_curve(const std::vector<RunRecord>& runs, const std::string& layers);

/// Percent of the test labels that are wrong.
double test_error_percent(const RunResult& run);

/// Median test error over the alphas of [from, to], in percent; not a number if there is none.
double error_within(const Curve& curve, double from, double to);

/// "1.40 %", or "not run" for what is not a number.
std::string percent(double error);

/// A printed number in percent at `place` ("alpha = 2"), met within a tolerance in points.
Claim printed_claim(const ImageCurves& curves, const std::string& sentence,
                    const std::string& place, double printed, double tolerance, double measured);

/// At every alpha where both were run, the last layer alone is worse than all.
Claim last_layer_claim(const ImageCurves& curves, double printed);

/// Test errors in the panel, gradient distances of all layers in the panel "5(e) features".
std::vector<FigureRow> image_rows(const ImageCurves& curves);

/// A line for each curve: the steps and epochs taken, and the training labels wrong in the end.
std::vector<std::string> image_notes(const ImageCurves& curves);

}  // namespace regimes
