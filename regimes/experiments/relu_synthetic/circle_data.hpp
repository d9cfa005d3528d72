// SPDX-License-Identifier: BSD-3-Clause
// The regression problem of Figure 5(a) to (d): points on a circle, labelled by a small network.
#pragma once

#include <cstdint>

#include "regimes/core/types.hpp"

namespace regimes {

struct CircleDataOptions {
    Index samples = 10;          ///< N >= 1
    bool spaced = true;          ///< equally, from a random phase; or each uniform on its own
    double teacher_rms = 0.287;  ///< of the teacher's output around the circle; 0: as it is drawn
    std::uint64_t seed = 0;
};

struct CircleData {
    Matrix x;       ///< N x 2
    Vector y;       ///< what the teacher says there
    Matrix x_test;  ///< 1000 x 2, equally spaced around the circle
    Vector y_test;
};

/// N points of the unit circle, and what a ReLU network with one hidden layer of 3 units and
/// PyTorch's own start, multiplied to the size asked for, says there.
///
/// The default size is the paper's, the error of the predictor 0 that it prints.
/// Errors: std::invalid_argument naming an option outside its domain, and for a teacher whose
/// output is 0 everywhere if a size is asked for.
/// Source: Woodworth et al. (2020), section 7.
CircleData circle_data(const CircleDataOptions& options = {});

}  // namespace regimes
