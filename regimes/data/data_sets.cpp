// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/data_sets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <sstream>
#include <stdexcept>

#include "regimes/core/nearest_name.hpp"
#include "regimes/data/file_error.hpp"
#include "regimes/data/idx.hpp"

namespace regimes {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view image_files[] = {"train-images-idx3-ubyte", "t10k-images-idx3-ubyte"};
constexpr std::string_view label_files[] = {"train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte"};

/// The file of this name, plain or compressed; "" if there is neither.
fs::path find_file(const fs::path& folder, std::string_view name) {
    for (const char* ending : {"", ".gz"}) {
        const fs::path path = folder / (std::string(name) + ending);
        std::error_code ignored;
        if (fs::is_regular_file(path, ignored)) return path;
    }
    return {};
}

std::vector<std::string> missing_files(const fs::path& folder) {
    std::vector<std::string> missing;
    for (const auto& names : {image_files, label_files}) {
        for (int part = 0; part < 2; ++part) {
            if (find_file(folder, names[part]).empty()) missing.emplace_back(names[part]);
        }
    }
    return missing;
}

std::vector<fs::path> places_of(const ImageDataSet& set) {
    std::vector<fs::path> places;
    const char* listed = std::getenv("REGIMES_DATA");
    std::istringstream list(listed != nullptr ? listed : "");
    for (std::string entry; std::getline(list, entry, ':');) {
        if (entry.empty()) continue;
        const fs::path base = entry;
        places.push_back(base / set.name);
        // Of "a/b/" the last component is empty.
        const fs::path name = base.has_filename() ? base.filename() : base.parent_path().filename();
        if (name == set.name) places.push_back(base);
    }
    places.push_back(fs::path("data") / set.name);
    if (!set.usual_folder.empty()) places.emplace_back(set.usual_folder);
    return places;
}

IdxArray read_part(const fs::path& folder, std::string_view name,
                   const std::vector<std::size_t>& expected) {
    const fs::path path = find_file(folder, name);
    if (path.empty()) {
        throw FileError(folder / name, "no such file, neither plain nor with the ending .gz");
    }
    IdxArray array = read_idx(path);
    if (array.shape == expected) return array;
    throw FileError(path, fmt::format("shape ({}) given, ({}) expected",
                                      fmt::join(array.shape, ", "), fmt::join(expected, ", ")));
}

void check_labels(const std::vector<std::uint8_t>& labels, const fs::path& path) {
    for (std::size_t n = 0; n < labels.size(); ++n) {
        if (labels[n] <= 9) continue;
        throw FileError(path, fmt::format("label {} is {}; 0 to 9 expected", n + 1, labels[n]));
    }
}

}  // namespace

std::vector<std::string> image_data_set_names() {
    std::vector<std::string> names;
    for (const ImageDataSet& set : image_data_sets()) names.emplace_back(set.name);
    return names;
}

const ImageDataSet& image_data_set(std::string_view name) {
    for (const ImageDataSet& set : image_data_sets()) {
        if (set.name == name) return set;
    }
    const std::vector<std::string> names = image_data_set_names();
    throw std::invalid_argument(
        fmt::format("data: \"{}\" given, one of {} expected; the nearest is {}", name,
                    fmt::join(names, ", "), nearest_name(name, names)));
}

Index count_images(const ImageDataSet& set, Part part) {
    const auto& counts = part == Part::training ? set.training_images : set.test_images;
    return std::accumulate(counts.begin(), counts.end(), Index{0});
}

DataSetPlace find_data_set(const ImageDataSet& set) {
    DataSetPlace place;
    place.searched = places_of(set);
    for (const fs::path& folder : place.searched) {
        const std::vector<std::string> missing = missing_files(folder);
        const bool is_first = place.folder.empty() && missing.size() < std::size(image_files) * 2;
        if (!is_first && !missing.empty()) continue;
        place.folder = folder;
        place.missing = missing;
        if (missing.empty()) break;
    }
    return place;
}

LabelledImages read_images(const ImageDataSet& set, const fs::path& folder, Part part) {
    const int file = part == Part::training ? 0 : 1;
    const auto count = static_cast<std::size_t>(count_images(set, part));
    LabelledImages images;
    images.pixels_per_image = set.rows * set.columns;
    images.labels = read_part(folder, label_files[file], {count}).values;
    check_labels(images.labels, find_file(folder, label_files[file]));
    images.pixels = read_part(folder, image_files[file],
                              {count, static_cast<std::size_t>(set.rows),
                               static_cast<std::size_t>(set.columns)})
                        .values;
    return images;
}

void check_data_set(const ImageDataSet& set, const fs::path& folder) {
    for (const Part part : {Part::training, Part::test}) {
        const LabelledImages images = read_images(set, folder, part);
        const auto& expected = part == Part::training ? set.training_images : set.test_images;
        for (std::size_t label = 0; label < expected.size(); ++label) {
            const auto found =
                std::count(images.labels.begin(), images.labels.end(), static_cast<int>(label));
            if (found == expected[label]) continue;
            throw FileError(find_file(folder, label_files[part == Part::training ? 0 : 1]),
                            fmt::format("{} images of class {}; {} has {}", found, label, set.name,
                                        expected[label]));
        }
    }
}

}  // namespace regimes
