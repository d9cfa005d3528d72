// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/image_classification.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace regimes {

namespace {

void fill(const ImageDataSet& set, const std::filesystem::path& folder, Part part, Index count,
          Matrix& x, std::vector<int>& labels) {
    const LabelledImages images = read_images(set, folder, part);
    using Pixels = Eigen::Matrix<std::uint8_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    x = Eigen::Map<const Pixels>(images.pixels.data(), count, images.pixels_per_image)
            .cast<double>() /
        255.0;
    labels.assign(images.labels.begin(), images.labels.begin() + count);
}

}  // namespace

ImageClassification image_classification(const ImageDataSet& set, std::optional<Index> samples,
                                         std::optional<Index> test_samples) {
    const Index training = demand_count(set, Part::training, "samples", samples);
    const Index test = demand_count(set, Part::test, "test_samples", test_samples);
    const std::filesystem::path folder = find_data_set(set).demand(set);
    ImageClassification images;
    fill(set, folder, Part::training, training, images.x, images.labels);
    fill(set, folder, Part::test, test, images.x_test, images.test_labels);
    return images;
}

}  // namespace regimes
