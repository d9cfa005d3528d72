// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

namespace regimes {

/// The SHA-256 digest of these bytes, as 64 lower-case hexadecimal digits.
/// Source: FIPS 180-4, section 6.2.
std::string sha256_hex(std::string_view bytes);

}  // namespace regimes
