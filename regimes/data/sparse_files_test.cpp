// SPDX-License-Identifier: BSD-3-Clause
// Sparse matrices as SciPy and svmlight write them. The NPZ files are of SciPy 1.14.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "regimes/data/read_table.hpp"
#include "regimes/data/scratch_folder_test.hpp"
#include "regimes/data/sparse_entries.hpp"

namespace regimes {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::filesystem::path seeds =
    std::filesystem::path(REGIMES_SOURCE_DIR) / "tests/fuzz/seeds/sparse";

Table read(const std::filesystem::path& path, std::optional<Index> first_feature = {}) {
    TableOptions options;
    options.takes_sparse = true;
    options.first_feature = first_feature;
    return read_table(path, options);
}

const Matrix expected{
    {0.0, 1.5, 0.0, 0.0, -2.0}, {0.0, 0.0, 0.0, 0.0, 0.0}, {3.0, 0.0, 0.0, 0.25, 4.0}};

TEST(SparseFiles, OfSciPyHaveTheirEntries) {
    for (const char* name : {"csr.npz", "csc-parts.npz"}) {
        const Table table = read(seeds / name);
        ASSERT_NE(table.sparse(), nullptr);
        EXPECT_NO_THROW(validate(*table.sparse()));
        EXPECT_EQ(dense_matrix(*table.sparse()), expected) << name;
        EXPECT_THAT(table.notes(), ElementsAre(HasSubstr("3 x 5, 33.3 % of the entries stored")));
        EXPECT_EQ(table.made_dense().view()(2, 3), 0.25);
    }
    EXPECT_EQ(dense_matrix(*read(seeds / "counts.npz").sparse()), (Matrix{{1.0, 0.0}, {0.0, 7.0}}));
}

TEST(SparseFiles, OfSvmlightHaveTargetsAndFeaturesFromOne) {
    const Table table = read(seeds / "one.svm");
    EXPECT_EQ(dense_matrix(*table.sparse()), expected);
    EXPECT_EQ(*table.targets(), (Vector{{1.0, -1.0, 2.5}}));
    EXPECT_THAT(table.notes(), ElementsAre(HasSubstr("features numbered from 1")));
}

TEST(SparseFiles, OfSvmlightMayCountFromZero) {
    const Table table = read(seeds / "zero.svm");
    EXPECT_EQ(dense_matrix(*table.sparse()), (Matrix{{1e-3, 0.0, 4.0}, {0.0, 2.0, 0.0}}));
    EXPECT_EQ(table.first_feature(), 0);
    EXPECT_EQ(read(seeds / "one.svm", 0).cols(), 6);
    EXPECT_THAT(file_error([] { read(seeds / "zero.svm", 1); }),
                HasSubstr("row 1: feature 0, at least 1 expected"));
}

// SciPy's toarray() gives [[True, False], [False, True]].
TEST(SparseFiles, BooleansInOnePlaceAreTrueOnce) {
    EXPECT_EQ(dense_matrix(*read(seeds / "booleans.npz").sparse()),
              (Matrix{{1.0, 0.0}, {0.0, 1.0}}));
}

TEST(SparseFiles, OfSvmlightAreKnownWhateverTheirFirstLineIs) {
    const ScratchFolder folder;
    for (const char* line : {"x 1:2", "1 1:x", "1 :3", "label 1:3 2:1", "label features"}) {
        const std::string text = std::string(line) + "\n-1 2:1 3:4\n1 1:2\n";
        for (const char* name : {"a.txt", "a.svm", "a.svmlight", "a.libsvm"}) {
            EXPECT_THAT(file_error([&] { read(folder.file(name, text)); }),
                        ::testing::AllOf(HasSubstr("row 1: "),
                                         HasSubstr("(target feature:value feature:value ... "
                                                   "expected)")))
                << line << name;
        }
    }
    EXPECT_EQ(read(folder.file("times.txt", "a b\n1 2\n3 4\n")).sparse(), nullptr);
    EXPECT_THAT(file_error([&] { read(folder.file("times.txt", "a time\n5 12:30\n")); }),
                HasSubstr("row 2, column 2 (time): \"12:30\" is not a number"));
}

TEST(SparseFiles, WithoutAnyEntryAreZeros) {
    EXPECT_EQ(dense_matrix(*read(seeds / "zeros.npz").sparse()), Matrix::Zero(2, 3));
}

TEST(SparseFiles, MayBeginWithAByteOrderMark) {
    const ScratchFolder folder;
    const Table table = read(folder.file("x.svm",
                                         "\xef\xbb\xbf"
                                         "1 1:2\n"));
    ASSERT_NE(table.sparse(), nullptr);
    EXPECT_EQ((*table.sparse())(0, 0), 2.0);
}

TEST(SparseFiles, OfSvmlightMayBeginWithoutFeatures) {
    const ScratchFolder folder;
    const Table table = read(folder.file("x.svm", "1\n# nothing\n2 # still\n3 qid:4 2:5\n"));
    ASSERT_NE(table.sparse(), nullptr);
    EXPECT_EQ(dense_matrix(*table.sparse()), (Matrix{{0.0, 0.0}, {0.0, 0.0}, {0.0, 5.0}}));
    EXPECT_THAT(table.notes(), ElementsAre(HasSubstr("svmlight"), HasSubstr("qid is left out")));
    EXPECT_EQ(read(folder.file("one.csv", "1\n2\n")).sparse(), nullptr);
}

TEST(SparseFiles, AreRefusedByPlace) {
    const ScratchFolder folder;
    EXPECT_THAT(file_error([&] { read(folder.file("x.svm", "1 2000000000:3\n-1 2:1\n")); }),
                HasSubstr("row 1: feature 2000000000, at most 100000000 expected"));
    const auto complaint = [](const char* name) { return file_error([&] { read(seeds / name); }); };
    EXPECT_THAT(complaint("bad-coo.npz"), HasSubstr("format coo; csr or csc expected"));
    EXPECT_THAT(complaint("bad-nan.npz"), HasSubstr("row 1, column 2: nan"));
    EXPECT_THAT(complaint("bad-twice.svm"), HasSubstr("row 1: feature 1 comes twice"));
    EXPECT_THAT(complaint("bad-word.svm"), HasSubstr("row 1: \"x:3\" is not feature:value"));
    EXPECT_THAT(complaint("bad-target.svm"), HasSubstr("row 2: \"1,2\" is not a target"));
}

TEST(SparseFiles, AreNoTablesOfNumbers) {
    for (const char* name : {"csr.npz", "one.svm"}) {
        EXPECT_THAT(file_error([&] { read_table(seeds / name); }),
                    HasSubstr("a sparse matrix, a dense one expected"));
    }
}

TEST(SparseTables, ColumnsAreChosenAndAdded) {
    const Table table = read(seeds / "csr.npz");
    const Table chosen = table.with_columns({4, 0});
    EXPECT_EQ(dense_matrix(*chosen.sparse()), (Matrix{{-2.0, 0.0}, {0.0, 0.0}, {4.0, 3.0}}));
    const Table wide = table.widened(7);
    EXPECT_EQ(dense_matrix(*wide.sparse()).leftCols(5), expected);
    EXPECT_EQ(dense_matrix(*wide.sparse()).rightCols(2), Matrix::Zero(3, 2));
    EXPECT_NO_THROW(validate(*wide.sparse()));
}

}  // namespace
}  // namespace regimes
