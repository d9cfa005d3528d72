// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace regimes {

/// An array of bytes as MNIST and its relatives store images and labels.
struct IdxArray {
    std::vector<std::size_t> shape;
    std::vector<std::uint8_t> values;  ///< the last index runs fastest
};

/// Reads an IDX file of unsigned bytes, plain or compressed by gzip.
///
/// Errors: FileError if it cannot be read or unpacked (gzip's checksum included), does not start as
/// IDX files do, is of another type, or holds fewer or more bytes than its shape needs.
/// Source: LeCun, Cortes, Burges, "The MNIST database of handwritten digits", file formats.
IdxArray read_idx(const std::filesystem::path& path);

}  // namespace regimes
