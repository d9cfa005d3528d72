// SPDX-License-Identifier: BSD-3-Clause
// The start of a diagonal network, from files.
#pragma once

#include <string>
#include <vector>

#include "regimes/regularizers/initialization.hpp"
#include "regimes/studies/settings.hpp"

namespace regimes {

/// The fields `shape` (the weights start at alpha w0) and `start` (at alpha w+ and alpha w-).
Field shape_field();
Field start_field();

/// Errors: FieldError if both are given.
void check_start(const Settings& settings);

/// Shape and bias as these fields say, at any depth and scale; all ones where none is given. Tables
/// with a column for each feature are matched by the names of the features, where both have names.
/// Errors: FileError; FieldError naming the field if there are not as many numbers as features, or
/// one is not positive.
Initialization read_start(const Settings& settings, const std::vector<std::string>& names,
                          Index features, std::vector<std::string>& notes);

}  // namespace regimes
