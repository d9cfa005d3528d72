// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/image_regression.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "regimes/core/random.hpp"

namespace regimes {

namespace {

void check_classes(const std::array<Index, 2>& classes) {
    const auto in_range = [](Index label) { return label >= 0 && label <= 9; };
    if (in_range(classes[0]) && in_range(classes[1]) && classes[0] != classes[1]) return;
    throw std::invalid_argument(fmt::format(
        "classes: {},{} given, two different ones from 0 to 9 expected", classes[0], classes[1]));
}

/// Places of the images of one class, in the order in which they are used.
std::vector<std::size_t> images_of(const LabelledImages& images, Index label,
                                   std::optional<std::uint64_t> seed, const std::string& purpose) {
    std::vector<std::size_t> places;
    for (std::size_t n = 0; n < images.labels.size(); ++n) {
        if (images.labels[n] == label) places.push_back(n);
    }
    if (!seed) return places;
    RandomStream stream(*seed, fmt::format("{} images of class {}", purpose, label));
    for (std::size_t n = places.size(); n > 1; --n) {  // Fisher and Yates
        std::swap(places[n - 1], places[stream.below(n)]);
    }
    return places;
}

void fill(const LabelledImages& images, Index samples, const char* option,
          const ImageRegressionOptions& options, RowMatrix& x, Vector& y) {
    const auto first = images_of(images, options.classes[0], options.seed, option);
    const auto second = images_of(images, options.classes[1], options.seed, option);
    const auto most = static_cast<Index>(2 * std::min(first.size(), second.size()));
    if (samples < 2 || samples % 2 != 0 || samples > most) {
        throw std::invalid_argument(
            fmt::format("{}: {} given, an even number from 2 to {} expected, half of each class",
                        option, samples, most));
    }
    x.resize(samples, images.pixels_per_image);
    y.resize(samples);
    for (Index n = 0; n < samples; ++n) {
        const auto& of_class = n % 2 == 0 ? first : second;
        const auto image = static_cast<Index>(of_class[static_cast<std::size_t>(n / 2)]);
        const Eigen::Map<const Eigen::Matrix<std::uint8_t, 1, Eigen::Dynamic>> pixels(
            images.pixels.data() + image * images.pixels_per_image, images.pixels_per_image);
        x.row(n) = pixels.cast<double>() / 255.0;
        y[n] = n % 2 == 0 ? -1.0 : 1.0;
    }
}

}  // namespace

RegressionProblem image_regression(const LabelledImages& training, const LabelledImages& test,
                                   const ImageRegressionOptions& options) {
    check_classes(options.classes);
    RegressionProblem problem;
    fill(training, options.samples, "samples", options, problem.x, problem.y);
    fill(test, options.test_samples, "test_samples", options, problem.x_test, problem.y_test);
    return problem;
}

}  // namespace regimes
