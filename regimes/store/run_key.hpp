// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "regimes/store/parameters.hpp"

namespace regimes {

/// What a run is known by: 64 hexadecimal digits, the SHA-256 of the three lines
///
///     EXPERIMENT
///     VERSION
///     canonical_text(parameters)
///
/// each with its line feed. It says nothing of where, when or by which commit the run was computed.
/// Errors: std::invalid_argument naming a parameter that is not finite, or an experiment whose name
/// holds a line feed.
std::string run_key(const std::string& experiment, int version, const Parameters& parameters);

}  // namespace regimes
