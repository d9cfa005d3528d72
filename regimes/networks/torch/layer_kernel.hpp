// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/networks/torch/sample_features.hpp"

namespace regimes {

/// Features of consecutive samples, one entry for each pass.
using FeatureBlock = std::vector<SampleFeatures>;

Index samples_of(const FeatureBlock& block);

/// K += J1 J2^T over all parameters. K: (n1 C) x (n2 C) in double. Where the two blocks are one
/// object, only what stands on and above the diagonal counts; not all of the rest is computed.
void add_kernel(const FeaturePlan& plan, const FeatureBlock& rows, const FeatureBlock& columns,
                at::Tensor kernel);

}  // namespace regimes
