// SPDX-License-Identifier: BSD-3-Clause
// The public headers are those that regimes/engine.hpp, simulation.hpp and regimes.hpp list; they
// are all that is installed, so that they may include nothing else of ours.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "tests/codebase/source_tree.hpp"

namespace regimes::codebase {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> own_includes(const std::string& text) {
    static const std::regex include(R"re(#include "([^"]*)".*)re");
    std::vector<std::string> found;
    for (const std::string& line : lines_of(text)) {
        std::smatch match;
        if (std::regex_match(line, match, include)) found.push_back(match[1]);
    }
    return found;
}

/// What headers of this list include beside each other; `read` gives a header's text.
template <typename Read>
Problems hidden_includes(const std::set<std::string>& list, const Read& read) {
    Problems problems;
    for (const std::string& header : list) {
        for (const std::string& seen : own_includes(read(header))) {
            if (!list.contains(seen)) problems.push_back(header + " includes " + seen);
        }
    }
    return problems;
}

TEST(PublicHeaders, IncludeOnlyEachOther) {
    const auto read = [](const std::string& path) {
        return read_text(REGIMES_SOURCE_DIR "/" + path);
    };
    std::set<std::string> list;
    for (const char* library : {"engine", "simulation", "regimes"}) {
        const std::string umbrella = std::string("regimes/") + library + ".hpp";
        list.insert(umbrella);
        for (const std::string& header : own_includes(read(umbrella))) {
            EXPECT_FALSE(header.ends_with("_test.hpp")) << header;
            list.insert(header);
        }
        EXPECT_THAT(hidden_includes(list, read), IsEmpty()) << umbrella;
    }
}

TEST(PublicHeaders, InternalIncludesAreFound) {
    const auto read = [](const std::string&) {
        return "#include <vector>\n#include \"regimes/numerics/blas.hpp\"  // why\n";
    };
    EXPECT_THAT(hidden_includes({"a.hpp"}, read),
                ElementsAre("a.hpp includes regimes/numerics/blas.hpp"));
    EXPECT_THAT(hidden_includes({"regimes/numerics/blas.hpp"}, read), IsEmpty());
}

}  // namespace
}  // namespace regimes::codebase
