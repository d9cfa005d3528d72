// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/image_regression.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

namespace regimes {
namespace {

using ::testing::ElementsAre;

/// One-pixel images; the pixel tells the place.
LabelledImages one_pixel_images(const std::vector<std::uint8_t>& labels) {
    LabelledImages images;
    images.labels = labels;
    images.pixels_per_image = 1;
    for (std::size_t n = 0; n < labels.size(); ++n) {
        images.pixels.push_back(static_cast<std::uint8_t>(n));
    }
    return images;
}

std::vector<int> places(const RowMatrix& x) {
    std::vector<int> found;
    for (Index n = 0; n < x.rows(); ++n) found.push_back(static_cast<int>(255.0 * x(n, 0) + 0.5));
    return found;
}

class ImageRegression : public ::testing::Test {
protected:
    RegressionProblem make(const ImageRegressionOptions& options) const {
        return image_regression(training_, test_, options);
    }
    std::string complaint(const ImageRegressionOptions& options) const {
        try {
            make(options);
        } catch (const std::invalid_argument& error) {
            return error.what();
        }
        return "";
    }

    const LabelledImages training_ = one_pixel_images({3, 7, 1, 7, 3, 7, 3, 3, 1});
    const LabelledImages test_ = one_pixel_images({7, 7, 3, 1});
};

TEST_F(ImageRegression, AlternatesInTheOrderOfTheFiles) {
    const auto problem = make({.classes = {3, 7}, .samples = 6, .test_samples = 2});
    EXPECT_THAT(places(problem.x), ElementsAre(0, 1, 4, 3, 6, 5));
    EXPECT_THAT(problem.y, ElementsAre(-1.0, 1.0, -1.0, 1.0, -1.0, 1.0));
    EXPECT_THAT(places(problem.x_test), ElementsAre(2, 0));
    EXPECT_THAT(problem.y_test, ElementsAre(-1.0, 1.0));
}

TEST_F(ImageRegression, FirstClassIsTheNegativeOne) {
    const auto problem = make({.classes = {7, 3}, .samples = 4, .test_samples = 2});
    EXPECT_THAT(places(problem.x), ElementsAre(1, 0, 3, 4));
    EXPECT_THAT(problem.y, ElementsAre(-1.0, 1.0, -1.0, 1.0));
}

TEST_F(ImageRegression, FeaturesArePixelsOver255RowByRow) {
    LabelledImages images;
    images.pixels = {0, 51, 102, 153, 204, 255};
    images.labels = {1, 0};
    images.pixels_per_image = 3;
    const auto problem = image_regression(images, images, {.samples = 2, .test_samples = 2});
    EXPECT_EQ(problem.x, (RowMatrix{{0.6, 0.8, 1.0}, {0.0, 0.2, 0.4}}));
    EXPECT_EQ(problem.x_test, problem.x);
}

TEST_F(ImageRegression, SeedDrawsFromAllImagesAndMoreChangeNone) {
    std::vector<std::uint8_t> labels;
    for (int n = 0; n < 200; ++n) labels.push_back(static_cast<std::uint8_t>(n % 2));
    const LabelledImages many = one_pixel_images(labels);
    ImageRegressionOptions options{.samples = 20, .test_samples = 200, .seed = 1};
    const auto few = image_regression(many, many, options);
    options.samples = 200;
    const auto all = image_regression(many, many, options);
    EXPECT_EQ(all.x.topRows(20), few.x);
    const auto order = places(all.x);
    EXPECT_EQ(std::set<int>(order.begin(), order.end()).size(), 200U);
    for (std::size_t n = 0; n < order.size(); ++n) EXPECT_EQ(order[n] % 2, static_cast<int>(n % 2));
    EXPECT_NE(order, places(all.x_test));
    options.seed = 2;
    EXPECT_NE(order, places(image_regression(many, many, options).x));
    options.seed.reset();
    EXPECT_NE(order, places(image_regression(many, many, options).x));
}

TEST_F(ImageRegression, MisuseNamesTheOption) {
    EXPECT_EQ(complaint({.classes = {3, 3}}),
              "classes: 3,3 given, two different ones from 0 to 9 expected");
    EXPECT_EQ(complaint({.classes = {3, 10}}),
              "classes: 3,10 given, two different ones from 0 to 9 expected");
    EXPECT_EQ(complaint({.classes = {-1, 3}}),
              "classes: -1,3 given, two different ones from 0 to 9 expected");
    for (const Index samples : {-2, 0, 1, 5, 8}) {
        EXPECT_EQ(complaint({.classes = {3, 7}, .samples = samples, .test_samples = 2}),
                  "samples: " + std::to_string(samples) +
                      " given, an even number from 2 to 6 expected, half of each class");
    }
    EXPECT_EQ(complaint({.classes = {3, 7}, .samples = 2, .test_samples = 4}),
              "test_samples: 4 given, an even number from 2 to 2 expected, half of each class");
}

}  // namespace
}  // namespace regimes
