// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/data_sets.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "regimes/data/cifar.hpp"
#include "regimes/data/scratch_folder_test.hpp"

namespace regimes {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

const char* const files[] = {"train-images-idx3-ubyte", "t10k-images-idx3-ubyte",
                             "train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte"};

/// Images of one row of two pixels: three of class 0 and one of class 9; for testing one of each.
ImageDataSet tiny() {
    ImageDataSet set = image_data_sets().front();
    set.name = "tiny";
    set.rows = 1;
    set.columns = 2;
    set.training_images = {3, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    set.test_images = {1, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    set.usual_folder = "";
    return set;
}

std::string labels(const std::string& values) {
    return std::string("\0\0\x08\1\0\0\0", 7) + static_cast<char>(values.size()) + values;
}

std::string images(const std::string& pixels) {
    return std::string("\0\0\x08\3\0\0\0", 7) + static_cast<char>(pixels.size() / 2) +
           std::string("\0\0\0\1\0\0\0\2", 8) + pixels;
}

const ImageDataSet& fashion_mnist() { return image_data_sets().front(); }

class DataSets : public ::testing::Test {
protected:
    static void list(const std::string& folders) { DataFolders::list(folders); }

    fs::path write_tiny(const std::string& at = "tiny") const {
        folder_.file(at + "/" + files[0], images("abcdefgh"));
        folder_.file(at + "/" + files[1], images("ijkl"));
        folder_.file(at + "/" + files[2], labels(std::string("\0\x9\0\0", 4)));
        folder_.file(at + "/" + files[3], labels(std::string("\x9\0", 2)));
        return folder_ / at;
    }
    std::string path(const std::string& name = "") const { return (folder_ / name).string(); }

    static std::string check(const ImageDataSet& set, const fs::path& folder) {
        return file_error([&] { check_data_set(set, folder); });
    }

    ScratchFolder folder_;
    DataFolders folders_;
};

TEST_F(DataSets, RegistryMakesSense) {
    std::set<std::string_view> names;
    for (const ImageDataSet& set : image_data_sets()) {
        EXPECT_TRUE(names.insert(set.name).second) << set.name;
        EXPECT_NE(set.how_to_get, "");
        EXPECT_EQ(std::set<std::string_view>(set.classes.begin(), set.classes.end()).size(), 10U);
    }
    EXPECT_THAT(names, ElementsAre("cifar10", "cifar10-subset", "fashion-mnist", "mnist"));
    // As the papers of the data sets say.
    for (const char* name : {"fashion-mnist", "mnist"}) {
        EXPECT_EQ(count_images(image_data_set(name), Part::training), 60000) << name;
        EXPECT_EQ(count_images(image_data_set(name), Part::test), 10000) << name;
        EXPECT_EQ(count_pixels(image_data_set(name)), 784) << name;
    }
    EXPECT_EQ(count_images(image_data_set("cifar10"), Part::training), 50000);
    EXPECT_EQ(count_images(image_data_set("cifar10"), Part::test), 10000);
    EXPECT_EQ(count_pixels(image_data_set("cifar10")), cifar_pixels);
    EXPECT_EQ(count_images(image_data_set("cifar10-subset"), Part::training), 5000);
    EXPECT_EQ(count_images(image_data_set("cifar10-subset"), Part::test), 1000);
}

TEST_F(DataSets, AreFoundByName) {
    EXPECT_EQ(&image_data_set("mnist"), &image_data_sets()[1]);
    EXPECT_THAT([] { image_data_set("mnits"); },
                ThrowsMessage<std::invalid_argument>(HasSubstr("the nearest is mnist")));
}

// The package belongs to the default set-up.
TEST_F(DataSets, FashionMnistOfThePackageIsRight) {
    const DataSetPlace place = find_data_set(fashion_mnist());
    ASSERT_TRUE(place.is_complete());
    EXPECT_EQ(check(fashion_mnist(), place.folder), "");
    const LabelledImages training = read_images(fashion_mnist(), place.folder, Part::training);
    EXPECT_EQ(training.pixels_per_image, 784);
    EXPECT_EQ(training.pixels.size(), 60000U * 784U);
    // The first labels: ankle boot, T-shirt, T-shirt, dress, T-shirt.
    EXPECT_THAT(std::vector<int>(training.labels.begin(), training.labels.begin() + 5),
                ElementsAre(9, 0, 0, 3, 0));
}

TEST_F(DataSets, ReadsPixelsAndLabels) {
    const auto folder = write_tiny();
    const LabelledImages training = read_images(tiny(), folder, Part::training);
    EXPECT_THAT(training.pixels, ElementsAre('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'));
    EXPECT_THAT(training.labels, ElementsAre(0, 9, 0, 0));
    EXPECT_EQ(training.pixels_per_image, 2);
    const LabelledImages test = read_images(tiny(), folder, Part::test);
    EXPECT_THAT(test.pixels, ElementsAre('i', 'j', 'k', 'l'));
    EXPECT_THAT(test.labels, ElementsAre(9, 0));
    EXPECT_EQ(check(tiny(), folder), "");
}

TEST_F(DataSets, SearchesListedFoldersInOrder) {
    ImageDataSet set = tiny();
    set.usual_folder = "/usual";
    list(path("one") + "::" + path("two"));
    EXPECT_THAT(find_data_set(set).searched,
                ElementsAre(path("one/tiny"), path("two/tiny"), "data/tiny", "/usual"));
    EXPECT_FALSE(find_data_set(set).is_complete());
    write_tiny("two/tiny");
    EXPECT_EQ(find_data_set(set).folder, path("two/tiny"));
    EXPECT_TRUE(find_data_set(set).is_complete());
    write_tiny("one/tiny");
    EXPECT_EQ(find_data_set(set).folder, path("one/tiny"));
}

// Files of MNIST and Fashion-MNIST have the same names.
TEST_F(DataSets, FilesInAListedFolderCountByItsName) {
    write_tiny("other");
    list(path("other"));
    EXPECT_FALSE(find_data_set(tiny()).is_complete());
    write_tiny("tiny");
    for (const char* ending : {"tiny", "tiny/"}) {
        list(path(ending));
        EXPECT_TRUE(find_data_set(tiny()).is_complete()) << ending;
    }
}

TEST_F(DataSets, FileNamesMayHaveADot) {
    list(path());
    const fs::path folder = write_tiny();
    for (const char* name : files) {
        std::string dotted = name;
        dotted[dotted.find("-idx")] = '.';
        fs::rename(folder / name, folder / dotted);
    }
    EXPECT_TRUE(find_data_set(tiny()).is_complete());
    EXPECT_EQ(check(tiny(), folder), "");
}

TEST_F(DataSets, NamesWhatIsMissing) {
    list(path());
    EXPECT_EQ(find_data_set(tiny()).folder, "");
    const auto folder = write_tiny();
    fs::remove(folder / files[1]);
    fs::rename(folder / files[2], folder / (std::string(files[2]) + ".gz"));  // plain inside: fine
    const DataSetPlace place = find_data_set(tiny());
    EXPECT_EQ(place.folder, folder);
    EXPECT_THAT(place.missing, ElementsAre(files[1]));
    EXPECT_FALSE(place.is_complete());
    EXPECT_THAT(check(tiny(), folder), HasSubstr(std::string(files[1]) + ": no such file"));
    read_images(tiny(), folder, Part::training);
    // A complete place further down the list is preferred.
    write_tiny("later/tiny");
    list(path() + ":" + path("later"));
    EXPECT_EQ(find_data_set(tiny()).folder, path("later/tiny"));
    EXPECT_THAT(find_data_set(tiny()).missing, IsEmpty());
}

TEST_F(DataSets, OtherShapesAreNamed) {
    const auto folder = write_tiny();
    folder_.file(std::string("tiny/") + files[2], labels("\1\1\1"));
    EXPECT_THAT(check(tiny(), folder), EndsWith("shape (3) given, (4) expected"));
    write_tiny();
    folder_.file(std::string("tiny/") + files[1], images("abcdef"));
    EXPECT_THAT(check(tiny(), folder), EndsWith("shape (3, 1, 2) given, (2, 1, 2) expected"));
}

TEST_F(DataSets, LabelsOutOfRangeAreNamed) {
    const auto folder = write_tiny();
    folder_.file(std::string("tiny/") + files[3], labels(std::string("\0\xa", 2)));
    EXPECT_THAT(check(tiny(), folder),
                EndsWith("t10k-labels-idx1-ubyte: label 2 is 10; 0 to 9 expected"));
}

TEST_F(DataSets, ImagesOfEachClassAreCounted) {
    const auto folder = write_tiny();
    folder_.file(std::string("tiny/") + files[3], labels("\x9\x9"));
    EXPECT_THAT(check(tiny(), folder),
                EndsWith("t10k-labels-idx1-ubyte: 0 images of class 0; tiny has 1"));
    const DataSetPlace place = find_data_set(fashion_mnist());
    EXPECT_THAT(check(image_data_sets().at(1), place.folder),
                HasSubstr("6000 images of class 0; mnist has 5923"));
}

}  // namespace
}  // namespace regimes
