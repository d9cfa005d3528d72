// SPDX-License-Identifier: BSD-3-Clause
// Data sets in the format of CIFAR-10.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "regimes/data/cifar.hpp"
#include "regimes/data/data_sets.hpp"
#include "regimes/data/image_regression.hpp"
#include "regimes/data/sample_array.hpp"
#include "regimes/data/scratch_folder_test.hpp"

namespace regimes {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

/// Images of one colour each, told by their labels and colours.
std::string batch(const std::string& labels, const std::string& colours) {
    std::string bytes;
    for (std::size_t n = 0; n < labels.size(); ++n) {
        bytes += labels[n];
        bytes.append(3072, colours[n]);
    }
    return bytes;
}

/// Two training files of two images, and a test file of two.
ImageDataSet tiny() {
    ImageDataSet set = image_data_set("cifar10");
    set.name = "tiny";
    set.archive_folder = "tiny-bin";
    set.training_images = {3, 1, 0, 0, 0, 0, 0, 0, 0, 0};
    set.test_images = {1, 1, 0, 0, 0, 0, 0, 0, 0, 0};
    set.training_files = {"one.bin", "two.bin"};
    set.test_files = {"test.bin"};
    return set;
}

class CifarDataSet : public ::testing::Test {
protected:
    fs::path write_tiny(const std::string& at = "tiny") const {
        folder_.file(at + "/one.bin", batch(std::string("\0\1", 2), "ab"));
        folder_.file(at + "/two.bin", batch(std::string("\0\0", 2), "cd"));
        folder_.file(at + "/test.bin", batch(std::string("\1\0", 2), "\x33\xff"));
        return folder_ / at;
    }
    std::string path(const std::string& name = "") const { return (folder_ / name).string(); }
    static std::string check(const ImageDataSet& set, const fs::path& folder) {
        return file_error([&] { check_data_set(set, folder); });
    }

    ScratchFolder folder_;
};

TEST_F(CifarDataSet, ReadsItsFilesInOrder) {
    const fs::path folder = write_tiny();
    const LabelledImages training = read_images(tiny(), folder, Part::training);
    EXPECT_THAT(training.labels, ElementsAre(0, 1, 0, 0));
    EXPECT_EQ(training.pixels_per_image, 3072);
    ASSERT_EQ(training.pixels.size(), 4U * 3072U);
    for (std::size_t n = 0; n < 4; ++n) EXPECT_EQ(training.pixels[3072 * n + n], 'a' + n);
    EXPECT_THAT(read_images(tiny(), folder, Part::test).labels, ElementsAre(1, 0));
    EXPECT_EQ(check(tiny(), folder), "");
}

TEST_F(CifarDataSet, IsFoundByItsNameAndByThatOfItsArchive) {
    DataFolders folders;
    DataFolders::list(path());
    EXPECT_THAT(find_data_set(tiny()).searched,
                ElementsAre(path() + "tiny", path() + "tiny-bin", "data/tiny", "data/tiny-bin"));
    write_tiny("tiny-bin");
    EXPECT_EQ(find_data_set(tiny()).folder, path("tiny-bin"));
    EXPECT_TRUE(find_data_set(tiny()).is_complete());
    write_tiny();
    EXPECT_EQ(find_data_set(tiny()).folder, path("tiny"));
    write_tiny("tiny-subset");
    for (const char* own : {"tiny", "tiny-bin"}) {
        DataFolders::list(path(own));
        EXPECT_EQ(find_data_set(tiny()).folder, path(own));
    }
    DataFolders::list(path("tiny-subset"));
    EXPECT_FALSE(find_data_set(tiny()).is_complete());
    // What lies under the name of the whole data set is no subset of it.
    for (const auto& searched : find_data_set(image_data_set("cifar10-subset")).searched) {
        EXPECT_NE(searched.filename(), "cifar-10-batches-bin");
    }
}

TEST_F(CifarDataSet, NamesWhatIsMissing) {
    const fs::path folder = write_tiny();
    fs::remove(folder / "two.bin");
    fs::remove(folder / "test.bin");
    DataFolders folders;
    DataFolders::list(path());
    const DataSetPlace place = find_data_set(tiny());
    EXPECT_THAT(place.missing, ElementsAre("two.bin", "test.bin"));
    EXPECT_THAT(check(tiny(), folder), HasSubstr("two.bin: no such file, neither plain nor"));
    EXPECT_THAT([&] { place.demand(tiny()); },
                ThrowsMessage<std::runtime_error>(AllOf(HasSubstr("tiny is not found"),
                                                        HasSubstr("lacks two.bin"),
                                                        HasSubstr("cifar-10-binary.tar.gz"))));
}

TEST_F(CifarDataSet, OtherNumbersOfImagesAreNamed) {
    const fs::path folder = write_tiny();
    folder_.file("tiny/two.bin", batch("\1", "c"));
    EXPECT_THAT(check(tiny(), folder),
                EndsWith("two.bin: 1 images given, 2 expected, as tiny has"));
    folder_.file("tiny/two.bin", batch("\1\1", "cd"));
    EXPECT_EQ(check(tiny(), folder), folder.string() + ": 1 images of class 0; tiny has 3");
    write_tiny();
    folder_.file("tiny/test.bin", batch("\1\1", "cd"));
    EXPECT_THAT(check(tiny(), folder), EndsWith("test.bin: 0 images of class 0; tiny has 1"));
    folder_.file("tiny/test.bin", batch("\1\xa", "cd"));
    EXPECT_THAT(check(tiny(), folder),
                EndsWith("test.bin: byte 3073: the label of image 2 is 10; 0 to 9 expected"));
}

TEST_F(CifarDataSet, BecomesClassificationAndRegression) {
    const fs::path folder = write_tiny();
    DataFolders folders;
    DataFolders::list(path());
    EXPECT_THAT(image_samples(tiny(), Part::training, 3).labels, ElementsAre(0, 1, 0));
    const SampleArray x = image_samples(tiny(), Part::test).x;
    const RowMatrix images = Eigen::Map<const RowMatrix>(x.values.data(), x.samples(), 3072);
    EXPECT_TRUE((images.row(0).array() == 0.2).all());
    EXPECT_TRUE((images.row(1).array() == 1.0).all());
    const LabelledImages test = read_images(tiny(), folder, Part::test);
    const RegressionProblem problem =
        image_regression(test, test, {.samples = 2, .test_samples = 2});
    EXPECT_THAT(problem.y, ElementsAre(-1.0, 1.0));
    EXPECT_EQ(problem.x, RowMatrix(images.colwise().reverse()));
}

// Real files, where REGIMES_DATA or ./data has them.
TEST_F(CifarDataSet, SubsetIsRight) {
    const ImageDataSet& set = image_data_set("cifar10-subset");
    const DataSetPlace place = find_data_set(set);
    if (!place.is_complete()) GTEST_SKIP() << "cifar10-subset is not in REGIMES_DATA or ./data";
    EXPECT_EQ(check(set, place.folder), "");
    const LabelledImages training = read_images(set, place.folder, Part::training);
    // The first images: a frog, two trucks, a deer, two automobiles.
    EXPECT_THAT(std::vector<int>(training.labels.begin(), training.labels.begin() + 6),
                ElementsAre(6, 9, 9, 4, 1, 1));
    EXPECT_THAT(check(image_data_set("cifar10"), place.folder),
                EndsWith("data_batch_1.bin: 1000 images given, 10000 expected, as cifar10 has"));
}

}  // namespace
}  // namespace regimes
