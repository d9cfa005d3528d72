// SPDX-License-Identifier: BSD-3-Clause
// What the paper says of Figure 5(e), held against runs.
#pragma once

#include <string>
#include <vector>

#include "regimes/experiments/image_claims.hpp"

namespace regimes {

ImageCurves mnist_curves(const std::vector<RunRecord>& runs);

/// Domain: at least one run of all layers.
std::vector<Claim> mnist_claims(const ImageCurves& curves);

}  // namespace regimes
