// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "regimes/core/types.hpp"

namespace regimes {

/// How the files of a data set hold images and labels.
enum class ImageFormat {
    idx,   ///< two files for each part: grey images, then labels (idx.hpp)
    cifar  ///< any number of files for each part, as many images in each (cifar.hpp)
};

/// An image data set of ten classes, as MNIST and CIFAR-10 are.
struct ImageDataSet {
    std::string_view name;                     ///< as `regimes data` takes it
    ImageFormat format;                        ///< of its files
    Index channels;                            ///< of an image: 1 (grey) or 3 (red, green, blue)
    Index rows;                                ///< of a channel, in pixels
    Index columns;                             ///< of a channel, in pixels
    std::array<std::string_view, 10> classes;  ///< names of the classes
    std::array<Index, 10> training_images;     ///< of each class
    std::array<Index, 10> test_images;         ///< of each class
    std::vector<std::string_view> training_files;  ///< names without ".gz", in the order of reading
    std::vector<std::string_view> test_files;      ///< in the order of reading
    std::string_view archive_folder;  ///< what its archive unpacks to; "" if there is no such name
    std::string_view usual_folder;    ///< where a package puts it; "" if none does
    std::string_view how_to_get;      ///< for people, without a full stop
};

/// Every image data set there is, in registry.cpp.
const std::vector<ImageDataSet>& image_data_sets();

/// Their names, in the same order.
std::vector<std::string> image_data_set_names();

/// Error: std::invalid_argument naming the nearest name.
const ImageDataSet& image_data_set(std::string_view name);

/// Which of a data set's files.
enum class Part { training, test };

/// Images of all classes in this part.
Index count_images(const ImageDataSet& set, Part part);

/// Entries of an image: channels x rows x columns.
Index count_pixels(const ImageDataSet& set);

/// How many images to take: those asked for, or all.
/// Error: std::invalid_argument naming `argument` if that is below 1 or above what there is.
Index demand_count(const ImageDataSet& set, Part part, std::string_view argument,
                   std::optional<Index> asked);

/// Where a data set was looked for and what is there.
struct DataSetPlace {
    std::filesystem::path folder;                 ///< that of its files; empty if none is anywhere
    std::vector<std::string> missing;             ///< names of files that folder lacks
    std::vector<std::filesystem::path> searched;  ///< in this order

    /// True if all files were found.
    bool is_complete() const { return !folder.empty() && missing.empty(); }

    /// The folder, if complete. Error: std::runtime_error with what lacks and how to get `set`.
    const std::filesystem::path& demand(const ImageDataSet& set) const;
};

/// Looks in each folder of the environment variable REGIMES_DATA (a list with ':'), then in ./data,
/// then in the usual folder; the first complete place wins, else the first that has some files.
///
/// A folder holds the data set in a subfolder of its name, or of the name that its archive unpacks
/// to. Relatives of MNIST, and of CIFAR-10, share their file names, so files that lie in a listed
/// folder itself count only if that folder has such a name.
DataSetPlace find_data_set(const ImageDataSet& set);

/// Images and what they show.
struct LabelledImages {
    std::vector<std::uint8_t> pixels;  ///< image by image, channel by channel, row by row
    std::vector<std::uint8_t> labels;  ///< one for each image, 0 to 9
    Index pixels_per_image = 0;        ///< channels times rows times columns
};

/// Reads one part of a data set from its files, each plain or with the ending ".gz".
/// Errors: FileError if a file is missing or damaged (idx.hpp, cifar.hpp), its shape or number of
/// images is another than the data set's, or a label is above 9.
LabelledImages read_images(const ImageDataSet& set, const std::filesystem::path& folder, Part part);

/// Reads everything and counts the images of each class. Errors: as read_images; FileError if a
/// class has another number of images, as when the files are those of a relative.
void check_data_set(const ImageDataSet& set, const std::filesystem::path& folder);

}  // namespace regimes
