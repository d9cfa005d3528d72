// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/types.hpp"

namespace regimes {

/// A = U diag(s) V^T with s descending.
///
/// Shapes: A is d1 x d2, k = min(d1, d2); u d1 x k, s k, vt k x d2.
struct Svd {
    Matrix u;
    Vector s;
    Matrix vt;
};

/// The thin singular value decomposition, by divide and conquer.
///
/// Domain: finite entries, at least one of them. Error: some eps ||A||_2 in each singular value.
Svd svd(Matrix a);

/// The singular values alone, descending. Domain and error: as svd.
Vector singular_values(Matrix a);

}  // namespace regimes
