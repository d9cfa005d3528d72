// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace regimes {

/// The first bytes of every file compressed by gzip.
inline constexpr std::string_view gzip_magic = "\x1f\x8b";

/// What was compressed by gzip, all members of it; the checksum of each is compared.
/// Error: FileError naming `path` if the data are damaged or cut.
std::string unpack_gzip(std::string_view packed, const std::filesystem::path& path);

/// What a ZIP archive holds under this compression (no header, no checksum).
/// Error: as above, and if it does not unpack to `size` bytes.
std::string unpack_deflate(std::string_view packed, std::uint64_t size,
                           const std::filesystem::path& path);

}  // namespace regimes
