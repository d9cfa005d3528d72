// SPDX-License-Identifier: BSD-3-Clause
// What the paper says of Figure 5(f), held against runs.
#pragma once

#include <vector>

#include "regimes/experiments/image_claims.hpp"

namespace regimes {

/// Runs of one network and data set by alpha.
ImageCurves cifar10_curves(const std::vector<RunRecord>& runs);

/// Domain: at least one run of all layers.
std::vector<Claim> cifar10_claims(const ImageCurves& curves);

}  // namespace regimes
