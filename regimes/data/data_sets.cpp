// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/data_sets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "regimes/core/nearest_name.hpp"
#include "regimes/data/cifar.hpp"
#include "regimes/data/file_error.hpp"
#include "regimes/data/idx.hpp"

namespace regimes {

namespace fs = std::filesystem;

namespace {

const std::vector<std::string_view>& files_of(const ImageDataSet& set, Part part) {
    return part == Part::training ? set.training_files : set.test_files;
}

/// The file of this name, plain or compressed, also as "train-images.idx3-ubyte", which is how some
/// mirrors of MNIST have it; "" if there is none.
fs::path find_file(const fs::path& folder, std::string_view name) {
    std::string dotted(name);
    const std::size_t format = dotted.find("-idx");
    if (format != dotted.npos) dotted[format] = '.';
    for (const std::string& spelling : {std::string(name), dotted}) {
        for (const char* ending : {"", ".gz"}) {
            const fs::path path = folder / (spelling + ending);
            std::error_code ignored;
            if (fs::is_regular_file(path, ignored)) return path;
        }
    }
    return {};
}

std::vector<std::string> missing_files(const ImageDataSet& set, const fs::path& folder) {
    std::vector<std::string> missing;
    for (const Part part : {Part::training, Part::test}) {
        for (const std::string_view name : files_of(set, part)) {
            if (find_file(folder, name).empty()) missing.emplace_back(name);
        }
    }
    return missing;
}

std::vector<fs::path> places_of(const ImageDataSet& set) {
    std::vector<std::string_view> names = {set.name};
    if (!set.archive_folder.empty()) names.push_back(set.archive_folder);
    std::vector<fs::path> places;
    const auto add = [&](const fs::path& base) {
        for (const std::string_view name : names) places.push_back(base / name);
    };
    const char* listed = std::getenv("REGIMES_DATA");
    std::istringstream list(listed != nullptr ? listed : "");
    for (std::string entry; std::getline(list, entry, ':');) {
        if (entry.empty()) continue;
        const fs::path base = entry;
        add(base);
        // Of "a/b/" the last component is empty.
        const fs::path last = base.has_filename() ? base.filename() : base.parent_path().filename();
        if (std::find(names.begin(), names.end(), last) != names.end()) places.push_back(base);
    }
    add("data");
    if (!set.usual_folder.empty()) places.emplace_back(set.usual_folder);
    return places;
}

fs::path demand_file(const fs::path& folder, std::string_view name) {
    const fs::path path = find_file(folder, name);
    if (!path.empty()) return path;
    throw FileError(folder / name, "no such file, neither plain nor with the ending .gz");
}

std::vector<std::uint8_t> read_shaped(const fs::path& path,
                                      const std::vector<std::size_t>& expected) {
    IdxArray array = read_idx(path);
    if (array.shape == expected) return std::move(array.values);
    throw FileError(path, fmt::format("shape ({}) given, ({}) expected",
                                      fmt::join(array.shape, ", "), fmt::join(expected, ", ")));
}

void check_labels(const std::vector<std::uint8_t>& labels, const fs::path& path) {
    for (std::size_t n = 0; n < labels.size(); ++n) {
        if (labels[n] <= 9) continue;
        throw FileError(path, fmt::format("label {} is {}; 0 to 9 expected", n + 1, labels[n]));
    }
}

LabelledImages read_idx_files(const ImageDataSet& set, const fs::path& folder, Part part) {
    const auto count = static_cast<std::size_t>(count_images(set, part));
    const auto& files = files_of(set, part);
    LabelledImages images;
    const fs::path labels = demand_file(folder, files.at(1));
    images.labels = read_shaped(labels, {count});
    check_labels(images.labels, labels);
    images.pixels = read_shaped(
        demand_file(folder, files.at(0)),
        {count, static_cast<std::size_t>(set.rows), static_cast<std::size_t>(set.columns)});
    return images;
}

LabelledImages read_cifar_files(const ImageDataSet& set, const fs::path& folder, Part part) {
    const auto& files = files_of(set, part);
    const std::size_t expected = static_cast<std::size_t>(count_images(set, part)) / files.size();
    LabelledImages images;
    images.pixels.reserve(files.size() * expected * static_cast<std::size_t>(count_pixels(set)));
    for (const std::string_view name : files) {
        const fs::path path = demand_file(folder, name);
        const CifarBatch batch = read_cifar(path);
        if (batch.labels.size() != expected) {
            throw FileError(path, fmt::format("{} images given, {} expected, as {} has",
                                              batch.labels.size(), expected, set.name));
        }
        images.labels.insert(images.labels.end(), batch.labels.begin(), batch.labels.end());
        images.pixels.insert(images.pixels.end(), batch.pixels.begin(), batch.pixels.end());
    }
    return images;
}

/// What to blame for wrong labels: the file that holds them, or the folder of several.
fs::path labels_of(const ImageDataSet& set, const fs::path& folder, Part part) {
    const auto& files = files_of(set, part);
    if (set.format == ImageFormat::idx) return find_file(folder, files.at(1));
    return files.size() == 1 ? find_file(folder, files.front()) : folder;
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
    throw std::invalid_argument(fmt::format("data: \"{}\" given, one of {} expected{}", name,
                                            fmt::join(names, ", "), suggestion(name, names)));
}

Index count_images(const ImageDataSet& set, Part part) {
    const auto& counts = part == Part::training ? set.training_images : set.test_images;
    return std::accumulate(counts.begin(), counts.end(), Index{0});
}

Index count_pixels(const ImageDataSet& set) { return set.channels * set.rows * set.columns; }

Index demand_count(const ImageDataSet& set, Part part, std::string_view argument,
                   std::optional<Index> asked) {
    const Index most = count_images(set, part);
    if (!asked) return most;
    if (*asked >= 1 && *asked <= most) return *asked;
    throw std::invalid_argument(fmt::format("{}: {} given, 1 to {} (all of {}) expected", argument,
                                            *asked, most, set.name));
}

DataSetPlace find_data_set(const ImageDataSet& set) {
    DataSetPlace place;
    place.searched = places_of(set);
    const std::size_t files = set.training_files.size() + set.test_files.size();
    for (const fs::path& folder : place.searched) {
        const std::vector<std::string> missing = missing_files(set, folder);
        const bool is_first = place.folder.empty() && missing.size() < files;
        if (!is_first && !missing.empty()) continue;
        place.folder = folder;
        place.missing = missing;
        if (missing.empty()) break;
    }
    return place;
}

const fs::path& DataSetPlace::demand(const ImageDataSet& set) const {
    if (is_complete()) return folder;
    const std::string lacking =
        folder.empty() ? "" : fmt::format(" ({} lacks {})", folder.string(), missing.front());
    throw std::runtime_error(
        fmt::format("{} is not found{}; {}", set.name, lacking, set.how_to_get));
}

LabelledImages read_images(const ImageDataSet& set, const fs::path& folder, Part part) {
    LabelledImages images = set.format == ImageFormat::idx ? read_idx_files(set, folder, part)
                                                           : read_cifar_files(set, folder, part);
    images.pixels_per_image = count_pixels(set);
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
            throw FileError(labels_of(set, folder, part),
                            fmt::format("{} images of class {}; {} has {}", found, label, set.name,
                                        expected[label]));
        }
    }
}

}  // namespace regimes
