// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/csv.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "regimes/core/random.hpp"
#include "regimes/data/scratch_folder_test.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;

Matrix read(const std::string& text) {
    const ScratchFolder folder;
    const Table table = read_csv(InputFile(folder.file("x.csv", text)));
    const MatrixView& view = table.view();
    Matrix matrix(view.rows, view.cols);
    for (Index n = 0; n < view.rows; ++n) {
        for (Index i = 0; i < view.cols; ++i) matrix(n, i) = view(n, i);
    }
    return matrix;
}

/// What is wrong with the text, without the path.
std::string complaint(const std::string& text) {
    const std::string error = file_error([&] { read(text); });
    const std::string mark = "x.csv: ";
    const auto at = error.find(mark);
    return at == std::string::npos ? error : error.substr(at + mark.size());
}

const Matrix square{{1.0, 2.0}, {3.0, 4.0}};

TEST(Csv, ReadsEverySeparator) {
    for (const char* text : {"1,2\n3,4\n", "1;2\n3;4\n", "1\t2\n3\t4\n", "1 2\n3 4\n",
                             "1  2\n 3 \t 4 \n", "1, 2\n3 ,\t4\n", "1,2\n3,4", "1,2\r\n3,4\r\n",
                             "\xef\xbb\xbf"
                             "1,2\n3,4\n"}) {
        EXPECT_EQ(read(text), square) << text;
    }
}

TEST(Csv, PassesOverHeaderCommentsQuotesAndBlankEnds) {
    for (const char* text :
         {"a,b\n1,2\n3,4\n", "\"a, or \"\"x,y\"\"\",b\n1,2\n3,4\n", "a b\n1 2\n3 4\n",
          "\t'b'\n1\t2\n3\t4\n", "# a, b, c\n1,2\n # more\n3,4\n", "\"1\",\"2\"\n\" 3\",4\n",
          "\n \n1,2\n3,4\n\n\r\n  \n", "# from here\n\na,b\n\n1,2\n3,4\n"}) {
        EXPECT_EQ(read(text), square) << text;
    }
}

TEST(Csv, ReadsEveryWayToWriteANumber) {
    const Matrix numbers = read("+1,-2.5,1e3,1E-3,.5,5.,+.5e+1,-0,007\n");
    EXPECT_EQ(numbers, (Matrix{{1.0, -2.5, 1000.0, 0.001, 0.5, 5.0, 5.0, 0.0, 7.0}}));
    EXPECT_EQ(read("5e-324,1.7976931348623157e308,0.1\n"),
              (Matrix{{5e-324, 1.7976931348623157e308, 0.1}}));
}

TEST(Csv, OneColumnAndOneRow) {
    EXPECT_EQ(read("1\n2\n3\n"), (Matrix{{1.0}, {2.0}, {3.0}}));
    EXPECT_EQ(read("y\n1\n"), (Matrix{{1.0}}));
    EXPECT_EQ(read("1,2,3"), (Matrix{{1.0, 2.0, 3.0}}));
}

TEST(Csv, NamesRowAndColumn) {
    EXPECT_EQ(complaint("1,2\n3,four\n"), "row 2, column 2: \"four\" is not a number");
    EXPECT_EQ(complaint("a,b\n\n# note\n1,x\n"), "row 4, column 2 (b): \"x\" is not a number");
    EXPECT_EQ(complaint("1,2\n3,nan\n"),
              std::string("row 2, column 2: \"nan\" is not a finite number") + missing_way_out);
    EXPECT_EQ(complaint("1,2\n-inf,4\n"), "row 2, column 1: \"-inf\" is not a finite number");
    EXPECT_EQ(complaint("1,2\n1e999,4\n"),
              "row 2, column 1: \"1e999\" is outside the range of double");
    const std::string empty = std::string("the cell is empty, a number expected") + missing_way_out;
    EXPECT_EQ(complaint("1,2\n,4\n"), "row 2, column 1: " + empty);
    EXPECT_EQ(complaint("1,2\n3,\"\"\n"), "row 2, column 2: " + empty);
    EXPECT_EQ(complaint("1\t2\n\t4\n"), "row 2, column 1: " + empty);
    EXPECT_EQ(complaint(",\n1,2\n"), "row 1, column 1: " + empty);
}

TEST(Csv, NamesTheLengthOfALine) {
    EXPECT_EQ(complaint("1,2\n3\n"), "row 2 has 1 cells, 2 expected");
    EXPECT_EQ(complaint("1 2\n3 4 5\n"), "row 2 has 3 cells, 2 expected");
    EXPECT_EQ(complaint("a,b,c\n3,4\n"), "row 2 has 2 cells, 3 expected");
    EXPECT_EQ(complaint("1,2\n3,4,\n"), "row 2 has 3 cells, 2 expected");
    EXPECT_EQ(complaint("1\n\n\n2\n"), "row 2 is blank");
}

TEST(Csv, NoNumbers) {
    EXPECT_EQ(complaint("a,b\n"), "the file holds a header and no data rows");
    EXPECT_EQ(complaint("\n# nothing\n"), "the file holds no numbers");
    EXPECT_EQ(complaint("\xef\xbb\xbf"), "the file holds no numbers");
}

// Taken for a header, the line would be lost without a word.
TEST(Csv, LineWithANumberIsNoHeader) {
    EXPECT_EQ(complaint("1,two\n3,4\n"),
              "row 1, column 2: \"two\" is not a number (a header has words only)");
    EXPECT_EQ(complaint("1,2\n3,x\n"), "row 2, column 2: \"x\" is not a number");
}

TEST(Csv, WordsThatAreAlmostNumbers) {
    for (const char* word :
         {"1x", "0x10", "1_000", "1 2", "+-1", "--1", "+", "1e", "\"1", "1\"", "\"1\"2", "1.2.3"}) {
        EXPECT_EQ(complaint(fmt::format("1,2\n3,{}\n", word)),
                  fmt::format("row 2, column 2: \"{}\" is not a number", word));
    }
    EXPECT_EQ(complaint("1,2\n3,True\n"),
              "row 2, column 2: \"True\" is not a number (True and False count as 1 and 0 in a "
              "column of nothing else)");
    EXPECT_EQ(complaint("1;2\n1,5,2;2\n"), "row 2, column 1: \"1,5,2\" is not a number");
}

TEST(Csv, LongAndUnprintableWordsAreCut) {
    EXPECT_EQ(complaint("1\n" + std::string(1000, 'w') + "\n"),
              "row 2, column 1: \"" + std::string(40, 'w') + "...\" is not a number");
    EXPECT_EQ(complaint("1\n\x1b[2J\n"), "row 2, column 1: \"\\x1b[2J\" is not a number");
}

TEST(Csv, BinaryDataAreNoText) {
    EXPECT_EQ(complaint(std::string("1,2\n3,\0", 7)),
              "byte 6 is zero: neither an NPY file nor plain text");
    RandomStream random(1, "binary");
    for (int round = 0; round < 200; ++round) {
        std::string bytes;
        for (std::uint64_t left = random.below(200) + 1; left > 0; --left) {
            bytes += static_cast<char>(128 + random.below(128));
        }
        EXPECT_THAT(file_error([&] { read("0\n" + bytes); }), HasSubstr("row 2"));
    }
}

/// Writes numbers in one of the many ways that mean the same.
class Writer {
public:
    explicit Writer(std::uint64_t seed) : random_(seed, "csv") {}

    Matrix matrix() {
        Matrix numbers(1 + pick(5), 1 + pick(5));
        for (double& number : numbers.reshaped()) {
            number = random_.normal() * std::pow(10.0, static_cast<double>(pick(40)) - 20.0);
            if (pick(4) == 0) number = std::floor(number);
        }
        return numbers;
    }

    std::string text(const Matrix& numbers) {
        const char separator = numbers.cols() > 1 ? ";,\t "[pick(4)] : ' ';
        const std::string end = pick(2) == 0 ? "\r\n" : "\n";
        std::string text = pick(2) == 0 ? "\xef\xbb\xbf" : "";
        if (pick(2) == 0) text += "# a comment; of, no\tinterest" + end;
        if (pick(2) == 0) {
            for (Index i = 0; i < numbers.cols(); ++i) {
                text += (i > 0 ? std::string(1, separator) : "") + fmt::format("\"x{}\"", i);
            }
            text += end;
        }
        for (Index n = 0; n < numbers.rows(); ++n) {
            for (Index i = 0; i < numbers.cols(); ++i) {
                text += (i > 0 ? std::string(1, separator) : "") + cell(numbers(n, i));
            }
            text += end;
        }
        for (Index left = pick(3); left > 0; --left) text += end;
        return text;
    }

private:
    Index pick(std::uint64_t bound) { return static_cast<Index>(random_.below(bound)); }

    std::string cell(double number) {
        std::string text =
            pick(2) == 0 ? fmt::format("{}", number) : fmt::format("{:.16e}", number);
        if (number > 0.0 && pick(2) == 0) text = "+" + text;
        if (pick(3) == 0) text = "\"" + text + "\"";
        return std::string(static_cast<std::size_t>(pick(3)), ' ') + text;
    }

    RandomStream random_;
};

TEST(Csv, ReadsWhatWasWrittenInAnyWay) {
    for (std::uint64_t seed = 0; seed < 500; ++seed) {
        Writer writer(seed);
        const Matrix numbers = writer.matrix();
        const std::string text = writer.text(numbers);
        Matrix found;
        ASSERT_EQ(file_error([&] { found = read(text); }), "") << seed << "\n" << text;
        EXPECT_EQ(found, numbers) << seed << "\n" << text;
    }
}

}  // namespace
}  // namespace regimes
