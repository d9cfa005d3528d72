// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/image_classification.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace regimes {

namespace {

std::filesystem::path folder_of(const ImageDataSet& set) {
    const DataSetPlace place = find_data_set(set);
    if (place.is_complete()) return place.folder;
    const std::string lacking =
        place.folder.empty()
            ? ""
            : fmt::format(" ({} lacks {})", place.folder.string(), place.missing.front());
    throw std::runtime_error(
        fmt::format("{} is not found{}; {}", set.name, lacking, set.how_to_get));
}

void fill(const ImageDataSet& set, const std::filesystem::path& folder, Part part, Index count,
          Matrix& x, std::vector<int>& labels) {
    const LabelledImages images = read_images(set, folder, part);
    using Pixels = Eigen::Matrix<std::uint8_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    x = Eigen::Map<const Pixels>(images.pixels.data(), count, images.pixels_per_image)
            .cast<double>() /
        255.0;
    labels.assign(images.labels.begin(), images.labels.begin() + count);
}

Index count_of(const ImageDataSet& set, Part part, const char* argument,
               std::optional<Index> given) {
    const Index most = count_images(set, part);
    if (!given) return most;
    if (*given >= 1 && *given <= most) return *given;
    throw std::invalid_argument(fmt::format("{}: {} given, 1 to {} (all of {}) expected", argument,
                                            *given, most, set.name));
}

}  // namespace

ImageClassification image_classification(const ImageDataSet& set, std::optional<Index> samples,
                                         std::optional<Index> test_samples) {
    const Index training = count_of(set, Part::training, "samples", samples);
    const Index test = count_of(set, Part::test, "test_samples", test_samples);
    const std::filesystem::path folder = folder_of(set);
    ImageClassification images;
    fill(set, folder, Part::training, training, images.x, images.labels);
    fill(set, folder, Part::test, test, images.x_test, images.test_labels);
    return images;
}

}  // namespace regimes
