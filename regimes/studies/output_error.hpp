// SPDX-License-Identifier: BSD-3-Clause
// What outputs are held against: classes by the largest of them, kernels by the targets.
#pragma once

#include <vector>

#include "regimes/dynamics/network_loss.hpp"

namespace regimes {

/// The fraction of samples whose label does not have the single largest output: a tie is wrong, as
/// in NetworkScore.
/// Shapes: outputs sample by sample, as many for each label.
double error_rate(const Vector& outputs, const std::vector<int>& labels);

/// The targets of the first samples, for the alignment of kernels: numbers as they are; labels (in
/// the targets, or beside them) as indicators less 1 / outputs.
Vector compared_targets(const NetworkTargets& targets, const std::vector<int>& labels,
                        Index samples, Index outputs);

/// sqrt(mean of the squares).
double root_mean_square(const Vector& entries);

}  // namespace regimes
