// SPDX-License-Identifier: BSD-3-Clause
#include "tests/codebase/layers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace regimes::codebase {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string architecture() { return read_text(REGIMES_SOURCE_DIR "/docs/ARCHITECTURE.md"); }

Layers layers() { return parse_layers(architecture()); }

TEST(Layers, TableIsRead) {
    const Layers table = layers();
    ASSERT_TRUE(table.contains("core") && table.contains("solvers") && table.contains("cli"));
    EXPECT_THAT(table.at("core").may_see, IsEmpty());
    EXPECT_THAT(table.at("solvers").may_see, ElementsAre("core", "numerics", "regularizers"));
    EXPECT_TRUE(table.at("cli").sees_everything);
}

TEST(Layers, TableThatNamesAnUnknownLayerIsRefused) {
    EXPECT_THROW(parse_layers("| 1 | `regimes/data/` | files | cores | here |"),
                 std::runtime_error);
}

TEST(Layers, TreeKeepsTheTable) {
    const Layers table = layers();
    Problems problems;
    for (const SourceFile& file : source_files()) {
        if (!file.is_cpp()) continue;
        for (const auto& problem : include_problems(file, table)) problems.push_back(problem);
    }
    EXPECT_THAT(problems, IsEmpty());
}

TEST(Layers, IncludesAgainstTheTableAreFound) {
    const auto problems = [table = layers()](const char* path, const char* text) {
        return include_problems({path, text}, table);
    };
    EXPECT_THAT(problems("regimes/core/a.cpp", "\n#include \"regimes/numerics/b.hpp\"\n"),
                ElementsAre("regimes/core/a.cpp:2: core may not see regimes/numerics/b.hpp"));
    EXPECT_THAT(problems("regimes/data/a.hpp", "# include \"regimes/report/b.hpp\"  // why\n"),
                ElementsAre(HasSubstr("data may not see")));
    EXPECT_THAT(problems("regimes/solvers/a.cpp", "#include \"cli/verb.hpp\"\n"),
                ElementsAre(HasSubstr("solvers may not see")));
    EXPECT_THAT(problems("regimes/core/a.cpp", "#include \"tests/codebase/layers.hpp\"\n"),
                ElementsAre(HasSubstr("core may not see")));
    EXPECT_THAT(problems("cli/a.cpp", "#include \"verb.hpp\"\n"),
                ElementsAre(HasSubstr("not written from the root")));
}

TEST(Layers, IncludesOfTheTablePass) {
    const Layers table = layers();
    const SourceFile solver{"regimes/solvers/a.cpp",
                            "#include <vector>\n#include \"regimes/solvers/b.hpp\"\n"
                            "#include \"regimes/core/types.hpp\"\n"};
    EXPECT_THAT(include_problems(solver, table), IsEmpty());
    const SourceFile verb{"cli/a.cpp", "#include \"regimes/report/b.hpp\"\n"};
    EXPECT_THAT(include_problems(verb, table), IsEmpty());
    const std::string torch = "#include \"regimes/networks/torch/a.hpp\"\n";
    EXPECT_THAT(include_problems({"regimes/networks/torch/b.cpp", torch}, table), IsEmpty());
    EXPECT_EQ(include_problems({"regimes/networks/b.cpp", torch}, table).size(), 1U);
    EXPECT_EQ(include_problems({"cli/a.cpp", torch}, table).size(), 1U);
}

TEST(Layers, BlasHasOneDoor) {
    Problems problems;
    for (const SourceFile& file : source_files()) {
        if (!file.is_cpp()) continue;
        for (const auto& problem : blas_problems(file)) problems.push_back(problem);
    }
    EXPECT_THAT(problems, IsEmpty());
}

TEST(Layers, OtherDoorsToBlasAreFound) {
    const std::string brace = "(";
    for (const std::string& line :
         {"#include <cblas.h>" + std::string(), "    cblas_dgemm" + brace,
          "extern \"C\" void dsyev_" + brace, "int openblas_get_num_threads" + brace + ");",
          "gotoblas_dynamic_init" + brace + ");"}) {
        EXPECT_EQ(blas_problems({"regimes/models/a.cpp", line}).size(), 1U) << line;
        EXPECT_EQ(blas_problems({"cli/a.cpp", line}).size(), 1U) << line;
        EXPECT_THAT(blas_problems({"regimes/numerics/blas_system.cpp", line}), IsEmpty());
    }
    EXPECT_THAT(blas_problems({"regimes/a.cpp", ": strides_(s), scale_(1) { blas::syrk(a); }"}),
                IsEmpty());
}

TEST(Layers, HeadersShowNoForeignLibrary) {
    Problems problems;
    for (const SourceFile& file : source_files()) {
        if (!file.is_header() || layer_of(file.path, layers()).empty()) continue;
        for (const auto& problem : foreign_type_problems(file)) problems.push_back(problem);
    }
    EXPECT_THAT(problems, IsEmpty());
}

TEST(Layers, ForeignLibrariesInHeadersAreFound) {
    for (const char* line :
         {"#include <fmt/format.h>", "#include <cblas.h>", "#include <boost/math/tools/roots.hpp>",
          "torch::Tensor t;", "MPI_Comm comm;", "struct sqlite3;", "pybind11::object o;",
          "CLI::App& app;", "namespace nlohmann { class json; }"}) {
        EXPECT_EQ(foreign_type_problems({"regimes/core/a.hpp", line}).size(), 1U) << line;
    }
    EXPECT_EQ(foreign_type_problems({"cli/a.hpp", "MPI_Comm comm;"}).size(), 1U);
    EXPECT_THAT(foreign_type_problems({"cli/a.hpp", "#include <CLI/App.hpp>"}), IsEmpty());
    const std::string tensor = "torch::Tensor t;";
    EXPECT_THAT(foreign_type_problems({"regimes/networks/torch/a.hpp", tensor}), IsEmpty());
    EXPECT_EQ(foreign_type_problems({"regimes/networks/a.hpp", tensor}).size(), 1U);
    EXPECT_THAT(foreign_type_problems({"regimes/core/a.hpp",
                                       "#include <Eigen/Core>\n"
                                       "#include <vector>  // not <a/b.h>\n"
                                       "// unlike nlohmann::json\n"}),
                IsEmpty());
}

/// Folders without an entry in the document, layers said to be here that are not, and the reverse.
Problems folder_problems(const std::vector<std::string>& folders, const std::string& document) {
    Problems problems;
    const Layers table = parse_layers(document);
    std::set<std::string> found;
    for (const std::string& folder : folders) {
        const bool needs_entry = folder.starts_with("regimes/") || folder.starts_with("tests/") ||
                                 folder.find('/') == std::string::npos;
        if (!needs_entry || folder == "regimes" || folder == "tests") continue;
        found.insert(layer_of(folder, table));
        if (document.find("`" + folder + "/`") == std::string::npos) {
            problems.push_back(folder + " has no entry");
        }
    }
    for (const auto& [name, layer] : table) {
        if (layer.is_here == found.contains(name)) continue;
        problems.push_back(name + (layer.is_here ? " is not here" : " is no longer planned"));
    }
    return problems;
}

TEST(Folders, EachHasAnEntryInTheArchitecture) {
    EXPECT_THAT(folder_problems(folders(), architecture()), IsEmpty());
}

TEST(Folders, MissingEntriesAndWrongStatesAreFound) {
    const std::string document =
        "| 0 | `regimes/core/` | basics | - | here |\n"
        "| 1 | `regimes/data/` | files | core | planned |\n| `docs/` | pages |\n";
    EXPECT_THAT(folder_problems({"docs", "regimes", "regimes/core"}, document), IsEmpty());
    EXPECT_THAT(folder_problems({"docs", "regimes/core", "tools"}, document),
                ElementsAre("tools has no entry"));
    EXPECT_THAT(folder_problems({"docs"}, document), ElementsAre("core is not here"));
    EXPECT_THAT(folder_problems({"regimes/core", "regimes/data"}, document),
                ElementsAre("data is no longer planned"));
}

}  // namespace
}  // namespace regimes::codebase
