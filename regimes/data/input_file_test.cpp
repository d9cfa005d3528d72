// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/input_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <thread>

#include "regimes/data/scratch_folder_test.hpp"

namespace regimes {
namespace {

std::string opening_error(const std::filesystem::path& path) {
    return file_error([&] { const InputFile file(path); });
}

TEST(InputFile, HoldsTheBytes) {
    const ScratchFolder folder;
    const std::string bytes("a\0b\n", 4);
    const InputFile file(folder.file("some", bytes));
    file.expect_one_pass(true);
    EXPECT_EQ(file.bytes(), bytes);
    file.expect_one_pass(false);
    EXPECT_EQ(file.bytes(), bytes);
}

TEST(InputFile, ReadsAPipe) {
    const ScratchFolder folder;
    const auto path = folder / "pipe";
    ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
    const std::string bytes(3 << 20, 'x');  // more than one block
    std::thread writer([&] { std::ofstream(path) << bytes; });
    const InputFile file(path);
    writer.join();
    file.expect_one_pass(true);
    EXPECT_EQ(file.bytes(), bytes);
}

TEST(InputFile, SaysWhatIsWrong) {
    const ScratchFolder folder;
    const auto nowhere = folder / "nowhere";
    EXPECT_EQ(opening_error(nowhere), nowhere.string() + ": No such file or directory");
    EXPECT_EQ(opening_error(folder.path()), folder.path().string() + ": Is a directory");
    const auto empty = folder.file("empty", "");
    EXPECT_EQ(opening_error(empty), empty.string() + ": the file is empty");
    EXPECT_EQ(opening_error("/dev/null"), "/dev/null: the file is empty");
}

TEST(FileError, ShowsUnprintableBytes) {
    EXPECT_STREQ(FileError("a b", "say \"\x1b[2J\x80\n\"").what(),
                 "a b: say \"\\x1b[2J\\x80\\x0a\"");
}

}  // namespace
}  // namespace regimes
