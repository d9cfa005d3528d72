// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/npy_header.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "regimes/data/scratch_folder_test.hpp"

namespace regimes {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A file that ends with its header.
std::string npy(const std::string& dictionary, char major = 1, char minor = 0) {
    const auto size = static_cast<unsigned>(dictionary.size());
    std::string file = std::string(npy_magic) + major + minor;
    for (int i = 0; i < (major == 1 ? 2 : 4); ++i) file += static_cast<char>(size >> 8 * i & 255);
    return file + dictionary;
}

NpyHeader parse(const std::string& file) { return parse_npy_header(file, "a.npy"); }

std::string complaint(const std::string& file) {
    return file_error([&] { parse(file); });
}

TEST(NpyHeader, ReadsAllVersions) {
    const std::string dictionary =
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }      \n";
    for (const char major : {'\1', '\2', '\3'}) {
        const NpyHeader header = parse(npy(dictionary, major) + "data");
        EXPECT_EQ(header.descr, "<f8");
        EXPECT_FALSE(header.fortran_order);
        EXPECT_THAT(header.shape, ElementsAre(3, 4));
        EXPECT_EQ(header.data_offset, (major == 1 ? 10 : 12) + dictionary.size());
    }
}

TEST(NpyHeader, ReadsLongHeaders) {
    const std::string dictionary =
        "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4)}" + std::string(70000, ' ');
    EXPECT_EQ(parse(npy(dictionary, 2)).data_offset, 12 + dictionary.size());
}

TEST(NpyHeader, KeysBlanksQuotesAndCommasAreFree) {
    for (const char* dictionary :
         {"{'shape':(3,4),'fortran_order':True,'descr':'>i4'}",
          "{ 'fortran_order' : True , 'descr' : '>i4' , 'shape' : ( 3 , 4 , ) , }\n",
          "{\"descr\": \">i4\", \"shape\": (3L, 4L), \"fortran_order\": True}",
          "\t{\n'descr': '>i4',\n'fortran_order': True,\n'shape': (3, 4)}\r\n"}) {
        const NpyHeader header = parse(npy(dictionary));
        EXPECT_EQ(header.descr, ">i4");
        EXPECT_TRUE(header.fortran_order);
        EXPECT_THAT(header.shape, ElementsAre(3, 4));
    }
}

TEST(NpyHeader, ReadsShapesOfAnyLength) {
    const auto shape = [](const std::string& text) {
        return parse(npy("{'descr': 'f8', 'fortran_order': False, 'shape': " + text + "}")).shape;
    };
    EXPECT_THAT(shape("()"), IsEmpty());
    EXPECT_THAT(shape("(3,)"), ElementsAre(3));
    EXPECT_THAT(shape("(1, 0, 18446744073709551615)"), ElementsAre(1, 0, UINT64_MAX));
    EXPECT_EQ(shape_text({}), "()");
    EXPECT_EQ(shape_text({3}), "(3,)");
    EXPECT_EQ(shape_text({3, 4}), "(3, 4)");
}

TEST(NpyHeader, KeepsTheExpressionOfAStructuredType) {
    EXPECT_EQ(parse(npy("{'descr': [('a', '<f8'), ('b', '<i4', (2, 3))], 'shape': (3,), "
                        "'fortran_order': False}"))
                  .descr,
              "[('a', '<f8'), ('b', '<i4', (2, 3))]");
}

TEST(NpyHeader, EveryCutIsFound) {
    const std::string file = npy("{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }\n");
    EXPECT_EQ(complaint(file), "");
    for (std::size_t size = 6; size < file.size(); ++size) {
        EXPECT_EQ(complaint(file.substr(0, size)),
                  "a.npy: byte " + std::to_string(size) + ": the file ends inside its NPY header");
    }
}

TEST(NpyHeader, OtherVersionsAreNamed) {
    EXPECT_EQ(complaint(npy("{}", 4)), "a.npy: byte 6: NPY version 4.0 given, 1.0 to 3.0 expected");
    EXPECT_THAT(complaint(npy("{}", 0)), HasSubstr("version 0.0"));
    EXPECT_THAT(complaint(npy("{}", 1, 2)), HasSubstr("version 1.2"));
}

TEST(NpyHeader, SaysWhereItIsWrong) {
    struct Case {
        const char* dictionary;
        const char* says;
    };
    const std::string start = "{'descr': '<f8', 'fortran_order': False, ";
    for (const auto& [dictionary, says] : {
             Case{"", "byte 10: '{'"},
             Case{"'descr'", "byte 10: '{'"},
             Case{"{'descr' '<f8'}", "byte 19: ':'"},
             Case{"{'descr: 3}", "byte 12: a closing quote"},
             Case{"{'descr': }", "byte 20: the type of the entries"},
             Case{"{'descr': '<f8' 'shape': (3,)}", "byte 26: '}'"},
             Case{"{'descr': '<f8', 'descr': '<f8'}", "one 'descr'"},
             Case{"{'order': 1}", "none but the keys"},
             Case{"{3: 4}", "byte 11: '''"},
             Case{"{'fortran_order': 0}", "byte 28: True or False"},
             Case{"{'shape': 3}", "byte 20: '('"},
             Case{"{'shape': (3)}", "byte 22: ','"},
             Case{"{'shape': (3, -4)}", "byte 24: a length"},
             Case{"{'shape': (99999999999999999999,)}", "a length"},
             Case{"{'shape': (3 4)}", "','"},
             Case{"{'shape': (3, 4 5)}", "')'"},
             Case{"{'shape': (3,", "a length"},
             Case{"{'descr': '<f8', 'shape': (3,)}", "the key 'fortran_order'"},
             Case{"{}", "the key 'descr'"},
         }) {
        EXPECT_THAT(complaint(npy(dictionary)), HasSubstr(says)) << dictionary;
    }
    EXPECT_THAT(complaint(npy(start + "'shape': (3,)} x")), HasSubstr("the end of the NPY header"));
}

}  // namespace
}  // namespace regimes
