// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "regimes/core/types.hpp"

namespace regimes {

/// An image data set of ten classes in four IDX files, as MNIST is.
struct ImageDataSet {
    std::string_view name;
    Index rows;  ///< of an image, in pixels
    Index columns;
    std::array<std::string_view, 10> classes;
    std::array<Index, 10> training_images;  ///< of each class
    std::array<Index, 10> test_images;
    std::string_view usual_folder;  ///< where a package puts it; "" if none does
    std::string_view how_to_get;    ///< for people, without a full stop
};

/// Every image data set there is, in registry.cpp.
const std::vector<ImageDataSet>& image_data_sets();

std::vector<std::string> image_data_set_names();

/// Error: std::invalid_argument naming the nearest name.
const ImageDataSet& image_data_set(std::string_view name);

enum class Part { training, test };

Index count_images(const ImageDataSet& set, Part part);

/// Where a data set was looked for and what is there.
struct DataSetPlace {
    std::filesystem::path folder;                 ///< that of its files; empty if none is anywhere
    std::vector<std::string> missing;             ///< names of files that folder lacks
    std::vector<std::filesystem::path> searched;  ///< in this order

    bool is_complete() const { return !folder.empty() && missing.empty(); }
};

/// Looks in each folder of the environment variable REGIMES_DATA (a list with ':'), then in ./data,
/// then in the usual folder; the first complete place wins, else the first that has some files.
///
/// A folder holds the data set in a subfolder of its name. MNIST and its relatives share their file
/// names, so files that lie in a listed folder itself count only if that folder has the name.
DataSetPlace find_data_set(const ImageDataSet& set);

/// Images and what they show.
struct LabelledImages {
    std::vector<std::uint8_t> pixels;  ///< image by image, row by row; 0 is background
    std::vector<std::uint8_t> labels;  ///< one for each image, 0 to 9
    Index pixels_per_image = 0;
};

/// Reads one part of a data set from its files, each plain or with the ending ".gz".
/// Errors: FileError if a file is missing or damaged (idx.hpp), its shape is another than the data
/// set's, or a label is above 9.
LabelledImages read_images(const ImageDataSet& set, const std::filesystem::path& folder, Part part);

/// Reads everything and counts the images of each class. Errors: as read_images; FileError if a
/// class has another number of images, as when the files are those of a relative.
void check_data_set(const ImageDataSet& set, const std::filesystem::path& folder);

}  // namespace regimes
