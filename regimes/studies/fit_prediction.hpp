// SPDX-License-Identifier: BSD-3-Clause
// New samples, and what a fit that was kept predicts for them.
#pragma once

#include <string>
#include <vector>

#include "regimes/report/document.hpp"
#include "regimes/studies/fit_record.hpp"
#include "regimes/studies/settings.hpp"

namespace regimes {

/// What can be asked: folder and samples, and which of the solutions.
const Fields& prediction_fields();

struct FitPrediction {
    Index samples = 0;
    std::vector<FitPoint> solutions;  ///< that were chosen
    std::string choice;               ///< which and why, in a line; empty if each was asked for
    std::string id_name;              ///< of the column that names the samples
    std::vector<std::string> ids;     ///< what it holds; none without one
    std::vector<Vector> values;       ///< of each solution: in the units of y, or, of the logistic
                                      ///< loss, the probability of the larger class
    std::vector<Vector> classes;      ///< of each the nearer of two values; none unless y took two
    std::vector<std::string> notes;   ///< on what was read
};

/// Which solutions: those of the given depths (else the first) and scales, or an end point. Where
/// no scale is given, that of least test error (of least test MSE where y is no class, or among
/// equals) if there were test samples, else the smallest; what was cancelled does not count.
/// Features are matched by name.
/// Errors: FieldError naming a field, FileError naming a file.
FitPrediction predict_samples(const Settings& settings);

/// A line for each sample, without names: predictions of each solution, each followed by the class.
std::string prediction_lines(const FitPrediction& prediction);
/// The same as CSV with names, the id in front if there is one.
std::string prediction_csv(const FitPrediction& prediction);
/// The same for programs.
Document prediction_document(const FitPrediction& prediction, const Settings& settings);
/// One line for each solution that had not converged.
std::vector<std::string> prediction_warnings(const FitPrediction& prediction);

}  // namespace regimes
