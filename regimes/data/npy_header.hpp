// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace regimes {

/// The first bytes of every NPY file.
inline constexpr std::string_view npy_magic = "\x93NUMPY";

/// What stands in front of the data of an NPY file.
struct NpyHeader {
    std::string descr;  ///< "<f8", "|b1", ...; of a structured type the Python expression
    bool fortran_order = false;
    std::vector<std::uint64_t> shape;
    std::size_t data_offset = 0;  ///< in bytes from the start of the file
};

/// Reads the header: versions 1.0, 2.0, 3.0, keys in any order, any blanks, commas at the end.
/// Errors: FileError with the byte, if anything else stands there or the file ends too early.
/// Source: numpy.lib.format, "NPY format".
NpyHeader parse_npy_header(std::string_view file, const std::filesystem::path& path);

/// "(3, 4)", "(3,)" or "()", as Python writes it.
std::string shape_text(const std::vector<std::uint64_t>& shape);

}  // namespace regimes
