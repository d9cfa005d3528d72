// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/partial_matrix.hpp"

namespace regimes {

/// Throws std::invalid_argument, naming the first trouble, unless `problem` can be completed: rows
/// and cols at least 1, an observed entry in every row and in every column, every entry inside the
/// matrix and finite, and no place with two different values. All entries may be observed.
void validate(const PartialMatrix& problem);

/// The matrix with the observed entries, and zeros elsewhere. Domain: a valid problem.
Matrix zero_filled(const PartialMatrix& problem);

/// 1 where an entry is observed, 0 elsewhere. Domain: a valid problem.
Matrix observed_mask(const PartialMatrix& problem);

}  // namespace regimes
