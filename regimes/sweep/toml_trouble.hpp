// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace regimes {

/// What toml++ must not be given.
struct TomlTrouble {
    std::size_t line = 0;
    std::string what;
};

/// The first place of this text, if there is one, that TOML forbids or nobody needs, and that
/// toml++ 3.3 would not survive to say so:
/// - Outside of quotes, and behind a backslash that ends a line, it asks of each letter whether it
///   is white space, and the table of its answers calls most letters up to U+0499 unreachable.
/// - Tables are taken down by recursion, and a key of 400 000 parts makes as many of them.
std::optional<TomlTrouble> toml_trouble(std::string_view text);

}  // namespace regimes
