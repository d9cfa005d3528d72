// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/types.hpp"

namespace regimes {

/// Anderson acceleration (type II) of a fixed-point iteration w <- w + f(w).
///
///   w_next = w + f - (dW + dF) c,   c = argmin ||f - dF c||
///
/// with the last differences of the points in dW and of the residuals in dF. On a linear iteration
/// this is GMRES; the caller guards against its proposals elsewhere.
/// Shapes: w, f in R^n; memory 2 n `depth`; a call costs some 6 n `depth` operations.
/// Source: Walker, Ni, SIAM Journal on Numerical Analysis 49 (2011).
class Anderson {
public:
    /// Domain: size >= 1, depth >= 1.
    Anderson(Index size, Index depth);

    /// Notes (w, f) and proposes the next point: w + f as long as nothing else is known.
    Vector next(ConstVectorRef w, ConstVectorRef f);
    /// Forgets all points.
    void reset();

private:
    void note_differences(ConstVectorRef w, ConstVectorRef f);

    Matrix residual_changes_;
    Matrix image_changes_;  ///< of w + f
    Matrix gram_;           ///< dF^T dF
    Vector last_residual_;
    Vector last_image_;
    Index count_ = 0;   ///< of differences kept
    Index oldest_ = 0;  ///< where the next difference goes
    bool has_last_ = false;
};

}  // namespace regimes
