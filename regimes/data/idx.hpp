// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "regimes/data/input_file.hpp"

namespace regimes {

/// An array of bytes as MNIST and its relatives store images and labels.
struct IdxArray {
    std::vector<std::size_t> shape;
    std::vector<std::uint8_t> values;  ///< the last index runs fastest
};

/// An array of numbers of any type.
struct IdxNumbers {
    std::vector<std::size_t> shape;
    std::vector<double> values;  ///< the last index runs fastest
    bool are_bytes = false;      ///< unsigned, as pixels are
};

/// Reads an IDX file of unsigned bytes, plain or compressed by gzip.
///
/// Errors: FileError if it cannot be read or unpacked (gzip's checksum included), does not start as
/// IDX files do, is of another type, or holds fewer or more bytes than its shape needs.
/// Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits", file formats.
IdxArray read_idx(const std::filesystem::path& path);

/// The same for every type of the format: bytes, signed or not, integers of 2 and 4 bytes, floats
/// of 4 and 8.
IdxNumbers read_idx_numbers(const InputFile& file);

/// True if the bytes begin as an IDX file does, and as no text does.
bool is_idx(const InputFile& file);

}  // namespace regimes
