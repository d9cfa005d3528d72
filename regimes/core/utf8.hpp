// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

namespace regimes {

bool is_utf8(std::string_view text);

/// Text from outside (the name of a file, a line of another program) as UTF-8, which is all that
/// JSON can hold: each byte that is no part of UTF-8 becomes U+FFFD, as browsers show it.
std::string valid_utf8(std::string_view text);

}  // namespace regimes
