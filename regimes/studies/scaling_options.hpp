// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace regimes {

/// What is taken away from the features before training; coefficients come back in the units given.
struct ScalingOptions {
    bool intercept = false;    ///< means: a constant is fitted beside the features
    bool standardize = false;  ///< sizes: each is divided by its standard deviation

    bool any() const { return intercept || standardize; }
};

}  // namespace regimes
