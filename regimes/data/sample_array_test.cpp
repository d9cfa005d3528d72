// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/sample_array.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <stdexcept>

#include "regimes/data/npy_header.hpp"
#include "regimes/data/scratch_folder_test.hpp"

namespace regimes {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

template <typename Number>
std::string bytes_of(const std::vector<Number>& numbers) {
    std::string bytes(numbers.size() * sizeof(Number), '\0');
    std::memcpy(bytes.data(), numbers.data(), bytes.size());
    return bytes;
}

/// An NPY file of version 1.0.
std::string npy(const std::string& descr, const std::string& shape, const std::string& data,
                const std::string& fortran = "False") {
    const std::string dictionary =
        "{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': " + shape + "}\n";
    return std::string(npy_magic) + std::string("\1\0", 2) + static_cast<char>(dictionary.size()) +
           '\0' + dictionary + data;
}

/// An IDX file of bytes.
std::string idx(const std::vector<char>& shape, const std::string& data) {
    std::string bytes = std::string("\0\0\x08", 3) + static_cast<char>(shape.size());
    for (const char length : shape) bytes += std::string("\0\0\0", 3) + length;
    return bytes + data;
}

/// 0, 1, ..., count - 1.
template <typename Number>
std::vector<Number> counted(int count) {
    std::vector<Number> numbers;
    for (int i = 0; i < count; ++i) numbers.push_back(static_cast<Number>(i));
    return numbers;
}

class Samples : public ::testing::Test {
protected:
    SampleArray read(const std::string& name, const std::string& bytes,
                     const std::vector<Index>& shape = {}) const {
        return read_samples(folder_.file(name, bytes), shape);
    }
    std::string complaint(const std::string& name, const std::string& bytes,
                          const std::vector<Index>& shape = {}) const {
        return file_error([&] { read(name, bytes, shape); });
    }

    ScratchFolder folder_;
    const std::string stack_ = npy("<f4", "(2, 3, 2, 2)", bytes_of(counted<float>(24)));
};

TEST_F(Samples, NpyOfAnyDimensions) {
    const SampleArray stack = read("a.npy", stack_);
    EXPECT_THAT(stack.shape, ElementsAre(3, 2, 2));
    EXPECT_EQ(stack.size(), 12);
    EXPECT_EQ(stack.samples(), 2);
    EXPECT_EQ(stack.values, counted<double>(24));
    const SampleArray matrix = read("a.npy", npy("<f8", "(3, 2)", bytes_of(counted<double>(6))));
    EXPECT_THAT(matrix.shape, ElementsAre(2));
    EXPECT_EQ(matrix.samples(), 3);
    const SampleArray numbers = read("a.npy", npy("<i8", "(3,)", bytes_of<long>({5, -6, 7})));
    EXPECT_THAT(numbers.shape, IsEmpty());
    EXPECT_EQ(numbers.size(), 1);
    EXPECT_EQ(numbers.samples(), 3);
    EXPECT_THAT(numbers.values, ElementsAre(5.0, -6.0, 7.0));
}

// Entry (n, c, i, j) of a 2 x 3 x 2 x 4 array lies at n + 2 c + 6 i + 12 j in Fortran's order.
TEST_F(Samples, FortranOrderBecomesC) {
    const SampleArray array =
        read("a.npy", npy("<i2", "(2, 3, 2, 4)", bytes_of(counted<std::int16_t>(48)), "True"));
    EXPECT_THAT(array.shape, ElementsAre(3, 2, 4));
    std::vector<double> expected;
    for (int n = 0; n < 2; ++n) {
        for (int c = 0; c < 3; ++c) {
            for (int i = 0; i < 2; ++i) {
                for (int j = 0; j < 4; ++j) {
                    expected.push_back(n + 2 * c + 6 * i + 12 * j);
                }
            }
        }
    }
    EXPECT_THAT(array.values, ElementsAreArray(expected));
    const SampleArray numbers =
        read("a.npy", npy("<f4", "(4,)", bytes_of(counted<float>(4)), "True"));
    EXPECT_EQ(numbers.values, counted<double>(4));
}

TEST_F(Samples, TypesBecomeDoubles) {
    EXPECT_THAT(read("a.npy", npy("<f8", "(2,)", bytes_of<double>({0.1, -1e-50}))).values,
                ElementsAre(0.1, -1e-50));
    EXPECT_THAT(read("a.npy", npy("|u1", "(2,)", "\xff\x01")).values, ElementsAre(255.0, 1.0));
    EXPECT_THAT(read("a.npy", npy("|b1", "(2,)", std::string("\1\0", 2))).values,
                ElementsAre(1.0, 0.0));
    EXPECT_THAT(read("a.npy", npy(">f2", "(1,)", "\xc0\x01")).values, ElementsAre(-0x401p-9));
    // 2^24 + 1 lies between two floats.
    EXPECT_THAT(read("a.npy", npy("<i4", "(1,)", bytes_of<int>({16777217}))).values,
                ElementsAre(16777217.0));
}

TEST_F(Samples, CsvIsSamplesByFeatures) {
    const SampleArray array = read("a.csv", "a,b,c\n1,2,3\n4,5,0.1\n");
    EXPECT_THAT(array.shape, ElementsAre(3));
    EXPECT_EQ(array.samples(), 2);
    EXPECT_THAT(array.values, ElementsAre(1.0, 2.0, 3.0, 4.0, 5.0, 0.1));
    EXPECT_THAT(complaint("a.csv", "1,2\n3,x\n"), HasSubstr("row 2, column 2"));
    EXPECT_THAT(complaint("a.npy", "1,2\n"), HasSubstr("not an NPY file"));
}

TEST_F(Samples, IdxIsBytesOver255) {
    const SampleArray array = read("a", idx({2, 1, 2}, std::string("\0\x33\x66\xff", 4)));
    EXPECT_THAT(array.shape, ElementsAre(1, 2));
    EXPECT_THAT(array.values, ElementsAre(0.0, 0.2, 0.4, 1.0));
    EXPECT_THAT(complaint("a", idx({2}, "ab")),
                EndsWith("shape (2) given, images expected: 2 or more dimensions, none of them 0"));
    EXPECT_THAT(complaint("a", idx({0, 3}, "")), HasSubstr("none of them 0"));
    EXPECT_THAT(complaint("a", idx({2, 2}, "abc")), HasSubstr("4 bytes of data expected"));
}

// The package of Fashion-MNIST, which set-up installs, is compressed.
TEST_F(Samples, CompressedIdxIsThatOfTheDataSet) {
    const ImageDataSet& set = image_data_set("fashion-mnist");
    const SampleArray file =
        read_samples(find_data_set(set).folder / "t10k-images-idx3-ubyte.gz", {1, 28, 28});
    EXPECT_EQ(file.samples(), 10000);
    const LabelledSamples images = image_samples(set, Part::test);
    EXPECT_EQ(images.x.shape, file.shape);
    EXPECT_EQ(images.x.values, file.values);
    EXPECT_EQ(images.labels.size(), 10000U);
}

TEST_F(Samples, ShapeIsThatAskedFor) {
    const SampleArray array = read("a.npy", stack_, {2, 6});
    EXPECT_THAT(array.shape, ElementsAre(2, 6));
    EXPECT_EQ(array.values, counted<double>(24));
    EXPECT_THAT(complaint("a.npy", stack_, {2, 5}),
                EndsWith("a.npy: each sample has 12 entries, shape (3, 2, 2); they do not fit the "
                         "shape (2, 5)"));
    const Index huge = Index{1} << 32;  // times itself 0 in 64 bits
    EXPECT_THAT(complaint("a.npy", stack_, {huge, huge, 12}), HasSubstr("do not fit the shape"));
    for (const Index length : {Index{0}, Index{-12}}) {
        EXPECT_THAT([&] { read("a.npy", stack_, {length}); },
                    ThrowsMessage<std::invalid_argument>(HasSubstr("shape: (")));
    }
}

TEST_F(Samples, EntriesThatAreNotFiniteAreNamed) {
    for (const float wrong : {std::nanf(""), HUGE_VALF, -HUGE_VALF}) {
        auto values = counted<float>(12);
        values[7] = wrong;
        EXPECT_THAT(complaint("a.npy", npy("<f4", "(4, 3)", bytes_of(values))),
                    HasSubstr("a.npy: sample 3, entry 2: "));
    }
    // In C order, however it is stored: (n, i) = (0, 1) lies at 2.
    auto values = counted<float>(4);
    values[2] = std::nanf("");
    EXPECT_THAT(complaint("a.npy", npy("<f4", "(2, 2)", bytes_of(values), "True")),
                HasSubstr("sample 1, entry 2: nan is not a finite number"));
    EXPECT_THAT(complaint("a.npy", npy("<f8", "(2,)", bytes_of<double>({1.0, 1e39}))),
                HasSubstr("sample 2, entry 1: 1e+39 is not a finite number in single precision"));
    EXPECT_THAT(complaint("a.csv", "1,2\n3,1e39\n"), HasSubstr("sample 2, entry 2"));
}

TEST_F(Samples, OtherNpyFilesAreNamed) {
    EXPECT_THAT(complaint("a.npy", npy("<f4", "()", std::string(4, '\0'))),
                HasSubstr("0 dimensions, shape (); 1 or more expected"));
    EXPECT_THAT(complaint("a.npy", npy("<f4", "(2, 0, 3)", "")),
                HasSubstr("the array is empty, shape (2, 0, 3)"));
    EXPECT_THAT(complaint("a.npy", npy("<c8", "(1,)", std::string(8, '\0'))),
                HasSubstr("dtype <c8"));
    EXPECT_THAT(complaint("a.npy", stack_ + "x"),
                HasSubstr("96 bytes of data expected for shape (2, 3, 2, 2) of <f4, 97 found"));
    EXPECT_THAT(file_error([&] { read_samples(folder_ / "none"); }),
                EndsWith("none: No such file or directory"));
}

TEST_F(Samples, ImagesAreTheFirstOfTheFiles) {
    const ImageDataSet& set = image_data_set("fashion-mnist");
    const LabelledSamples images = image_samples(set, Part::training, 5);
    EXPECT_THAT(images.x.shape, ElementsAre(1, 28, 28));
    EXPECT_EQ(images.x.samples(), 5);
    EXPECT_THAT(images.labels, ElementsAre(9, 0, 0, 3, 0));
    const LabelledImages raw = read_images(set, find_data_set(set).folder, Part::training);
    for (std::size_t i = 0; i < images.x.values.size(); ++i) {
        ASSERT_EQ(images.x.values[i], static_cast<double>(raw.pixels[i]) / 255.0);
    }
    for (const Index count : {0, 60001}) {
        EXPECT_THAT([&] { image_samples(set, Part::training, count); },
                    ThrowsMessage<std::invalid_argument>(
                        HasSubstr("count: " + std::to_string(count) + " given, 1 to 60000")));
    }
}

TEST_F(Samples, MissingImagesAreSaidWithTheWayToGetThem) {
    ImageDataSet set = image_data_set("fashion-mnist");
    set.name = "nowhere";
    set.usual_folder = "";
    set.how_to_get = "ask for it";
    EXPECT_THAT([&] { image_samples(set, Part::test); },
                ThrowsMessage<std::runtime_error>(
                    AllOf(HasSubstr("nowhere is not found"), HasSubstr("ask for it"))));
}

TEST_F(Samples, ColoursAreChannels) {
    ImageDataSet set = image_data_set("cifar10");
    set.name = "tiny";
    set.training_images = {2, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    set.training_files = {"train.bin"};
    const std::string image =
        std::string(1024, '\x33') + std::string(1024, '\x66') + std::string(1024, '\xff');
    folder_.file("tiny/train.bin", '\0' + image + '\0' + image);
    folder_.file("tiny/test_batch.bin", "");
    const DataFolders folders;
    DataFolders::list(folder_.path().string());
    const SampleArray x = image_samples(set, Part::training, 1).x;
    EXPECT_THAT(x.shape, ElementsAre(3, 32, 32));
    ASSERT_EQ(x.values.size(), 3072U);
    EXPECT_EQ(x.values[0], 0.2);
    EXPECT_EQ(x.values[1024], 0.4);
    EXPECT_EQ(x.values[3071], 1.0);
    DataFolders::list("");
    EXPECT_THAT([&] { image_samples(set, Part::training); },
                ThrowsMessage<std::runtime_error>(HasSubstr("tiny is not found")));
}

}  // namespace
}  // namespace regimes
