// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace regimes {

/// The name that a mistyped one probably means: with the fewest letters to insert, delete, replace
/// or swap with their neighbour; the first of several. None if nothing is near: more than a third
/// of the letters differ, and more than one. Dashes in front do not count; a name that begins with
/// all that was given is near.
std::optional<std::string> nearest_name(std::string_view given,
                                        const std::vector<std::string>& names);

/// "; the nearest is NAME", or "" if nothing is near: the end of an error message.
std::string suggestion(std::string_view given, const std::vector<std::string>& names);

}  // namespace regimes
