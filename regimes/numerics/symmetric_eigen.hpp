// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/types.hpp"

namespace regimes {

/// A = V diag(values) V^T with values ascending and V orthogonal.
struct SymmetricEigen {
    Vector values;
    Matrix vectors;
};

/// Eigenvalues and eigenvectors of a symmetric matrix.
///
/// Only the lower triangle is read. Domain: finite entries, at least one.
/// Error: some n eps ||A||_2 in each eigenvalue.
SymmetricEigen symmetric_eigen(Matrix a);

}  // namespace regimes
