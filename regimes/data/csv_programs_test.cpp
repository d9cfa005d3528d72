// SPDX-License-Identifier: BSD-3-Clause
// Tables as pandas, R, Excel, MATLAB and Fortran write them.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "regimes/data/csv.hpp"
#include "regimes/data/scratch_folder_test.hpp"

namespace regimes {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Rows = std::vector<std::vector<double>>;

const double none = std::numeric_limits<double>::quiet_NaN();

/// What is read from a text: rows, names, and notes without the path.
struct Found {
    Rows rows;
    std::vector<std::string> names;
    std::vector<std::string> notes;
    std::vector<std::string> words;
};

Found read(const std::string& text, const TableOptions& options = {}) {
    const ScratchFolder folder;
    const Table table = read_csv(InputFile(folder.file("x.csv", text)), options);
    Found found{{}, table.names(), {}, table.words()};
    for (Index n = 0; n < table.view().rows; ++n) {
        found.rows.emplace_back();
        for (Index k = 0; k < table.view().cols; ++k)
            found.rows.back().push_back(table.view()(n, k));
    }
    for (const std::string& note : table.notes()) {
        found.notes.push_back(note.substr(note.find("x.csv: ") + 7));
    }
    return found;
}

Found read_partial(const std::string& text) { return read(text, {MissingCells::not_a_number}); }

/// What is wrong with the text, without the path.
std::string complaint(const std::string& text, const TableOptions& options = {}) {
    const std::string error = file_error([&] { read(text, options); });
    const auto at = error.find("x.csv: ");
    return at == std::string::npos ? error : error.substr(at + 7);
}

/// Rows with NaN at equal places, too.
void expect_rows(const Rows& found, const Rows& expected) {
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t n = 0; n < found.size(); ++n) {
        EXPECT_THAT(found[n], ::testing::Pointwise(::testing::NanSensitiveDoubleEq(), expected[n]))
            << "row " << n + 1;
    }
}

const Rows square = {{1.5, 2.0, 3.0}, {-4.0, 5.25, 6.0}};

TEST(CsvOfPrograms, NumberedHeaders) {
    for (const char* head : {"0,1,2", "1,2,3", "\"0\",\"1\",\"2\""}) {
        const Found found = read(std::string(head) + "\n1.5,2.0,3.0\n-4.0,5.25,6.0\n");
        EXPECT_EQ(found.rows, square) << head;
        EXPECT_EQ(found.names.size(), 3U);
        EXPECT_THAT(found.notes, ElementsAre(HasSubstr("row 1 is the header")));
    }
    const Found named = read("V1,V2,V3\n1.5,2.0,3.0\n-4.0,5.25,6.0\n");
    EXPECT_EQ(named.rows, square);
    EXPECT_THAT(named.names, ElementsAre("V1", "V2", "V3"));
    EXPECT_EQ(read("0,1\n0.5,1.5\n-2.0,0.25\n").rows, (Rows{{0.5, 1.5}, {-2.0, 0.25}}));
}

TEST(CsvOfPrograms, RowsOfNumbersInOrderStay) {
    EXPECT_EQ(read("0,1,2\n3,4,5\n6,7,8\n").rows.size(), 3U);
    EXPECT_EQ(read("1,2\n2,1\n").rows.size(), 2U);
    EXPECT_EQ(read("0,1\n1,0\n1,1\n").rows.size(), 3U);
    EXPECT_EQ(read("1,2,3\n2,1,1\n0,1,1\n").rows.size(), 3U);
    EXPECT_EQ(read("0\n1\n1\n").rows.size(), 3U);
    EXPECT_EQ(read("1,2,3\n").rows.size(), 1U);
    EXPECT_THAT(read("0,1,2\n3,4,5\n").notes, IsEmpty());
    // What is doubtful is said.
    EXPECT_THAT(read("0,1,2\n1,2,3\n4,3,1\n").notes, ElementsAre(HasSubstr("row 1 counts")));
    const Found doubtful = read("0,1\n1,0.5\n");
    EXPECT_EQ(doubtful.rows.size(), 2U);
    EXPECT_THAT(doubtful.notes, ElementsAre(HasSubstr("row 1 counts as numbers")));
    EXPECT_THAT(read("0,1\n3,5\n").notes, ElementsAre(HasSubstr("row 1 counts as numbers")));
}

TEST(CsvOfPrograms, ThePartnerDecides) {
    TableOptions options;
    options.rows = 2;
    EXPECT_EQ(read("0\n0.262\n-0.539\n", options).rows, (Rows{{0.262}, {-0.539}}));
    EXPECT_EQ(read("0\n1\n1\n", options).rows, (Rows{{1.0}, {1.0}}));
    EXPECT_EQ(read("0\n0.5\n", options).rows, (Rows{{0.0}, {0.5}}));
}

TEST(CsvOfPrograms, IndexColumns) {
    for (const char* text :
         {",a,b,c\n0,1.5,2.0,3.0\n1,-4.0,5.25,6.0\n", "Unnamed: 0,a,b,c\n1,1.5,2,3\n2,-4,5.25,6\n",
          "\"\",\"a\",\"b\",\"c\"\n\"s1\",1.5,2,3\n\"s2\",-4,5.25,6\n",
          "id,a,b,c\n842302,1.5,2,3\n842517,-4,5.25,6\n", "a b c\ns1 1.5 2 3\ns2 -4 5.25 6\n",
          ",a,b,c\n17,1.5,2,3\n3,-4,5.25,6\n", "index,a,b,c\nx,1.5,2,3\ny,-4,5.25,6\n"}) {
        const Found found = read(text);
        EXPECT_EQ(found.rows, square) << text;
        EXPECT_THAT(found.names, ElementsAre("a", "b", "c")) << text;
        EXPECT_THAT(found.notes, ::testing::Contains(HasSubstr("column 1 ("))) << text;
    }
    const Found numbered = read(",0,1,2\n0,1.5,2.0,3.0\n1,-4.0,5.25,6.0\n");
    EXPECT_EQ(numbered.rows, square);
    EXPECT_THAT(numbered.names, ElementsAre("0", "1", "2"));
    EXPECT_EQ(read(",0\n0,0.262\n1,-0.539\n").rows, (Rows{{0.262}, {-0.539}}));
}

TEST(CsvOfPrograms, FeaturesAreNoIndex) {
    EXPECT_EQ(read("id,a\n0.5,1\n2,3\n").rows, (Rows{{0.5, 1.0}, {2.0, 3.0}}));
    EXPECT_EQ(read("x,y\n3,1\n2,3\n").rows, (Rows{{3.0, 1.0}, {2.0, 3.0}}));
    EXPECT_EQ(read("a,b\n1,1\n2,3\n").rows, (Rows{{1.0, 1.0}, {2.0, 3.0}}));
    EXPECT_THAT(complaint("gene_name,a\nBRCA1,1\nTP53,2\n"),
                HasSubstr("row 2, column 1 (gene_name): \"BRCA1\" is not a number; if the column "
                          "names the rows"));
    EXPECT_EQ(complaint("a,b\n1,1,2\n1,3,4\n"), "row 2 has 3 cells, 2 expected");
}

TEST(CsvOfPrograms, ColumnsNamedByNumbersBehindAnIndex) {
    const Rows expected = {{0.5, 2.0}, {1.5, 3.0}};
    for (const char* text :
         {",1990,1995\nFrance,0.5,2\nSpain,1.5,3\n", "userId,12,7\n1,0.5,2\n5,1.5,3\n",
          ",1100.5,1102\n0,0.5,2\n1,1.5,3\n"}) {
        EXPECT_EQ(read(text).rows, expected) << text;
        EXPECT_EQ(read(text).names.size(), 2U) << text;
    }
    EXPECT_THAT(complaint(",3,1\n0,0.5,2\n1,1.5,3\n"), HasSubstr("row 1, column 1: the cell is"));
    EXPECT_THAT(complaint("age,3,1\n0,0.5,2\n"), HasSubstr("row 1, column 1: \"age\""));
    expect_rows(read_partial(",3,4\n1,2,\n2,,5\n").rows,
                {{none, 3.0, 4.0}, {1.0, 2.0, none}, {2.0, none, 5.0}});
}

TEST(CsvOfPrograms, CommentsAreCountedAndErrorsOfExcelAreNone) {
    EXPECT_THAT(read("#a,b\n1,2\n").notes,
                ElementsAre("lines that begin with # are passed over: 1"));
    expect_rows(read_partial("1,2\n#N/A,3\n").rows, {{1.0, 2.0}, {none, 3.0}});
    EXPECT_THAT(complaint("1,2\n#DIV/0!,3\n"), HasSubstr("row 2, column 1: \"#DIV/0!\""));
}

TEST(CsvOfPrograms, IdColumnOverrides) {
    TableOptions named;
    named.id_column = "b";
    const Found found = read("a,b,c\n1,s,2\n3,t,4\n", named);
    EXPECT_EQ(found.rows, (Rows{{1.0, 2.0}, {3.0, 4.0}}));
    EXPECT_THAT(found.names, ElementsAre("a", "c"));
    TableOptions off;
    off.id_column = "none";
    EXPECT_EQ(read(",a\n0,1.5\n1,2\n", off).rows, (Rows{{0.0, 1.5}, {1.0, 2.0}}));
    EXPECT_THAT(read(",a\n0,1.5\n1,2\n", off).names, ElementsAre("column 1", "a"));
    named.id_column = "column 1";
    EXPECT_EQ(read(",a\n7,1\n3,2\n", named).rows, (Rows{{1.0}, {2.0}}));
    EXPECT_EQ(read("7,1\n3,2\n", named).rows, (Rows{{1.0}, {2.0}}));
    EXPECT_EQ(read(",a\n7,1\n3,2\n5,2\n").rows, (Rows{{1.0}, {2.0}, {2.0}}));
    EXPECT_EQ(read("\t\"a, b\"\tc\ns\t1,5\t2\nt\t2,5\t3\n").rows, (Rows{{1.5, 2.0}, {2.5, 3.0}}));
    EXPECT_THAT(read(",a\n7,1\n3,2\n").notes,
                ::testing::Contains("column 1 has no name, and counts"));
    named.id_column = "bb";
    EXPECT_EQ(complaint("a,b\n1,2\n", named), "no column \"bb\"; the nearest is b");
    EXPECT_EQ(complaint("1,2\n", named), "no header, so no column \"bb\"");
}

TEST(CsvOfPrograms, TrailingSeparators) {
    for (const char* text :
         {"1.5,2,3,\n-4,5.25,6,\n", "1.5\t2\t3\t\n-4\t5.25\t6\t\n", "a,b,c\n1.5,2,3,\n-4,5.25,6,\n",
          "a,b,c,\n1.5,2,3,\n-4,5.25,6,\n", "a,b,c,\n1.5,2,3\n-4,5.25,6\n",
          "1.5;2;3;;\n-4;5.25;6;;\n", "1.5,2,3\n-4,5.25,6\n,,\n,,\n"}) {
        EXPECT_EQ(read(text).rows, square) << text;
    }
    expect_rows(read_partial("5,,3,\n4,2,,\n,1,1,\n").rows,
                {{5.0, none, 3.0}, {4.0, 2.0, none}, {none, 1.0, 1.0}});
}

TEST(CsvOfPrograms, PartialMatrices) {
    const Rows expected = {{5.0, none, 3.0}, {4.0, 2.0, none}, {none, 1.0, 1.0}};
    for (const char* text :
         {"5.0,,3.0\n4.0,2.0,\n,1.0,1.0\n", "0,1,2\n5,,3\n4,2,\n,1,1\n",
          ",0,1,2\n0,5.0,,3.0\n1,4.0,2.0,\n2,,1.0,1.0\n", ",a,b,c\nu,5,NA,3\nv,4,2,?\nw,n/a,1,1\n",
          "5,?,3\n4,2,null\n<NA>,1,1\n"}) {
        expect_rows(read_partial(text).rows, expected);
    }
    expect_rows(read_partial(",1\n1,\n").rows, {{none, 1.0}, {1.0, none}});
    expect_rows(read_partial("?,?,?\n5,,3\n").rows, {{none, none, none}, {5.0, none, 3.0}});
    expect_rows(read_partial("4,5;;3,5\n;2;1\n").rows, {{4.5, none, 3.5}, {none, 2.0, 1.0}});
}

TEST(CsvOfPrograms, DecimalCommas) {
    const Found found = read("a;b\n1,5;-2\n,25;1,5e3\n");
    EXPECT_EQ(found.rows, (Rows{{1.5, -2.0}, {0.25, 1500.0}}));
    EXPECT_THAT(found.notes, ::testing::Contains("numbers have decimal commas"));
    EXPECT_EQ(read("1,5\t2\n3\t4,5\n").rows, (Rows{{1.5, 2.0}, {3.0, 4.5}}));
    EXPECT_EQ(read("sep=;\n1,5;2\n").rows, (Rows{{1.5, 2.0}}));
    EXPECT_THAT(complaint("1,5;2.5\n"), HasSubstr("column 2: \"2.5\" has a decimal point"));
    EXPECT_THAT(complaint("1,2\n3,\"4,5\"\n"), HasSubstr("decimal commas are read where"));
    EXPECT_THAT(complaint("-1,25\n-0,5\n"), HasSubstr("row 2 may be one number, -0,5"));
    EXPECT_THAT(complaint("1,25\n3,05\n"), HasSubstr("row 2 may be one number, 3,05"));
    EXPECT_EQ(read("y\n1,25\n2,5\n").rows, (Rows{{1.25}, {2.5}}));
    EXPECT_EQ(read("y\n1,25;\n2,5;\n").rows, (Rows{{1.25}, {2.5}}));
}

TEST(CsvOfPrograms, ThousandsAreRefusedByName) {
    for (const char* cell : {"1,234,567", "1.234,5", "1 234", "-12 345.6"}) {
        EXPECT_THAT(complaint(fmt::format("1;2\n{};3\n", cell)),
                    HasSubstr("row 2, column 1: \"" + std::string(cell) +
                              "\" is not a number (thousands separators are not read)"));
    }
    EXPECT_THAT(complaint("1,2\n\"1,234\",3\n"), HasSubstr("thousands separators"));
}

TEST(CsvOfPrograms, FortranNumbers) {
    EXPECT_EQ(read("1.5D+03 -2d-1 .5D0 1.25-100 3.0+101\n").rows,
              (Rows{{1500.0, -0.2, 0.5, 1.25e-100, 3.0e101}}));
}

TEST(CsvOfPrograms, EncodingsAndLineEnds) {
    EXPECT_EQ(read("a,b\r1,2\r3,4\r").rows, (Rows{{1.0, 2.0}, {3.0, 4.0}}));
    EXPECT_THAT(read("gr\xf6\xdf"
                     "e,b\n1,2\n")
                    .names,
                ElementsAre("gr\xc3\xb6\xc3\x9f"
                            "e",
                            "b"));
    EXPECT_THAT(read("gr\xc3\xb6\xc3\x9f"
                     "e,b\n1,2\n")
                    .names[0],
                "gr\xc3\xb6\xc3\x9f"
                "e");
    EXPECT_EQ(read("\"age\n(years)\",\"say \"\"b\"\"\"\n1,2\n").rows, (Rows{{1.0, 2.0}}));
    EXPECT_THAT(read("\"age\n(years)\",\"say \"\"b\"\"\"\n1,2\n").names,
                ElementsAre("age (years)", "say \"b\""));
    const std::string wide("1\0,\0002\0\n\0", 8);
    EXPECT_THAT(complaint("\xff\xfe" + wide), HasSubstr("the text is UTF-16, UTF-8 expected"));
    EXPECT_THAT(complaint(wide), HasSubstr("the text is UTF-16"));
}

// Taken for a header, the first sample would be lost.
TEST(CsvOfPrograms, BrokenNumbersAreNoHeader) {
    for (const char* cell : {"\"7444.2", "1.2.3", "1e", "1x", "0x10", "1 2 3", "5 %", "1,2.3",
                             "--1", "12:30", "$5", "1'234"}) {
        EXPECT_THAT(complaint(std::string(cell) + ";\n1;\n2;\n"), HasSubstr("row 1, column 1: "))
            << cell;
    }
    EXPECT_THAT(complaint("\"7444.2\n1\n2\n"), HasSubstr("row 1, column 1: \"\"7444.2\""));
    EXPECT_THAT(complaint("\"7444.2\n1\n2\"\n3\n"), HasSubstr("row 1, column 1: "));
    EXPECT_THAT(complaint("1.2.3\n1\n2\n"), HasSubstr("row 1, column 1: \"1.2.3\""));
    EXPECT_THAT(complaint("a,1.2.3\n1,2\n"), HasSubstr("row 1, column 1"));
}

TEST(CsvOfPrograms, NamesMayBeginWithDigits) {
    EXPECT_THAT(read("1stFlrSF,2ndFlrSF,1007_s_at\n1,2,3\n").names,
                ElementsAre("1stFlrSF", "2ndFlrSF", "1007_s_at"));
    EXPECT_THAT(read("2026-01-31,2026-02-28\n1,2\n").names[1], "2026-02-28");
    EXPECT_THAT(read("my target\n1\n2\n").names, ElementsAre("my target"));
}

TEST(CsvOfPrograms, MissingValuesAreNamedWithTheirFeature) {
    for (const char* mark : {"NA", "n/a", "?", "null", "#N/A", "nan", "."}) {
        EXPECT_EQ(complaint(fmt::format("age,bmi\n1,2\n3,{}\n", mark)),
                  fmt::format("row 3, column 2 (bmi): \"{}\" is not a finite number{}", mark,
                              missing_way_out));
    }
    EXPECT_EQ(complaint("age,bmi\n1,2\n,4\n"),
              std::string("row 3, column 1 (age): the cell is empty, a number expected") +
                  missing_way_out);
}

TEST(CsvOfPrograms, ColumnsOfWords) {
    TableOptions target;
    target.words = "species";
    const Found found = read("a,species,b\n1,setosa,2\n3,virginica,4\n", target);
    EXPECT_EQ(found.rows, (Rows{{1.0, 2.0}, {3.0, 4.0}}));
    EXPECT_THAT(found.names, ElementsAre("a", "b"));
    EXPECT_THAT(found.words, ElementsAre("setosa", "virginica"));
    TableOptions only;
    only.words = "";
    only.rows = 3;
    EXPECT_THAT(read("cat\ndog\ncat\n", only).words, ElementsAre("cat", "dog", "cat"));
    EXPECT_THAT(read("kind\ncat\ndog\ncat\n", only).words, ElementsAre("cat", "dog", "cat"));
    EXPECT_THAT(read(",kind\n0,cat\n1,dog\n2,cat\n", only).words, ElementsAre("cat", "dog", "cat"));
    EXPECT_THAT(read("1,2,1\n", only).words, ElementsAre("1", "2", "1"));
    EXPECT_THAT(read("0\n1\n2\n", only).words, ElementsAre("0", "1", "2"));
    EXPECT_THAT(complaint("a,b\n1,2\n3,4\n", only), HasSubstr("2 columns; a single one expected"));
}

}  // namespace
}  // namespace regimes
