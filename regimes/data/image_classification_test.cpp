// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/image_classification.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace regimes {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

/// Fashion-MNIST, which set-up installs.
const ImageDataSet& fashion() { return image_data_sets().front(); }

TEST(ImageClassification, TakesTheFirstImagesOfTheFiles) {
    const ImageClassification images = image_classification(fashion(), 30, 20);
    ASSERT_EQ(images.x.rows(), 30);
    ASSERT_EQ(images.x.cols(), 784);
    ASSERT_EQ(images.x_test.rows(), 20);
    const LabelledImages raw =
        read_images(fashion(), find_data_set(fashion()).folder, Part::training);
    for (Index n = 0; n < 30; ++n) {
        EXPECT_EQ(images.labels[static_cast<std::size_t>(n)],
                  raw.labels[static_cast<std::size_t>(n)]);
        for (Index i = 0; i < 784; ++i) {
            ASSERT_EQ(images.x(n, i), raw.pixels[static_cast<std::size_t>(784 * n + i)] / 255.0);
        }
    }
    EXPECT_EQ(images.test_labels.size(), 20U);
}

TEST(ImageClassification, MisuseNamesTheArgument) {
    EXPECT_THAT([] { image_classification(fashion(), 0); },
                ThrowsMessage<std::invalid_argument>(
                    AllOf(HasSubstr("samples: 0"), HasSubstr("1 to 60000"))));
    EXPECT_THAT([] { image_classification(fashion(), 10, 10001); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("test_samples: 10001")));
}

TEST(ImageClassification, MissingFilesAreSaidWithTheWayToGetThem) {
    ImageDataSet set = fashion();
    set.name = "nowhere";
    set.usual_folder = "";
    set.how_to_get = "ask for it";
    EXPECT_THAT([&] { image_classification(set, 10, 10); },
                ThrowsMessage<std::runtime_error>(
                    AllOf(HasSubstr("nowhere is not found"), HasSubstr("ask for it"))));
}

}  // namespace
}  // namespace regimes
