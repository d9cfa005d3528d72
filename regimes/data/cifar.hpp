// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "regimes/core/types.hpp"

namespace regimes {

inline constexpr Index cifar_channels = 3;
inline constexpr Index cifar_side = 32;  ///< rows, and columns, of an image
inline constexpr Index cifar_pixels = cifar_channels * cifar_side * cifar_side;
inline constexpr Index cifar_record = 1 + cifar_pixels;  ///< bytes: the label, then the pixels

/// Images of CIFAR-10 and what they show.
struct CifarBatch {
    std::vector<std::uint8_t> labels;  ///< one for each image, 0 to 9
    std::vector<std::uint8_t> pixels;  ///< image by image: planes red, green, blue, row by row
};

/// Reads a file of the binary version of CIFAR-10, plain or compressed by gzip: records of 3073
/// bytes and nothing else, the label and 32 x 32 bytes for each of red, green, blue.
///
/// Errors: FileError if it cannot be read or unpacked, or holds no image; with the byte (of the
/// unpacked file) if it ends inside a record, or a label is above 9.
/// Source: Krizhevsky, "Learning multiple layers of features from tiny images", 2009; the page of
/// the data set, "Binary version".
CifarBatch read_cifar(const std::filesystem::path& path);

}  // namespace regimes
