// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/types.hpp"

namespace regimes {

/// f = X coefficients + intercept, in the units of the data.
struct LinearModel {
    Vector coefficients;
    double intercept = 0.0;
};

}  // namespace regimes
