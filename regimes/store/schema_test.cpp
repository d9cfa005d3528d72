// SPDX-License-Identifier: BSD-3-Clause
// docs/STORE.md, held to the tables.
#include "regimes/store/schema.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <regex>

#include "regimes/store/store_folder_test.hpp"

namespace regimes {
namespace {

using ::testing::HasSubstr;

std::string document() {
    std::ifstream stream(REGIMES_SOURCE_DIR "/docs/STORE.md", std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// As it stands in a block of code.
std::string indented(const std::string& text) {
    return std::regex_replace(text, std::regex("(^|\n)(?=.)"), "$1    ");
}

/// Every query of the document, in double quotes.
std::vector<std::string> queries() {
    static const std::regex quoted("\"(SELECT[^\"]*)\"");
    const std::string text = document();
    std::vector<std::string> found;
    for (std::sregex_iterator at(text.begin(), text.end(), quoted), end; at != end; ++at) {
        found.push_back((*at)[1]);
    }
    return found;
}

TEST(StoreDocument, ShowsTheTables) {
    EXPECT_THAT(document(), HasSubstr(indented(std::string(schema_commands()))));
    EXPECT_THAT(document(), HasSubstr("`PRAGMA application_id` is " +
                                      std::to_string(schema_application) + " "));
    EXPECT_THAT(document(), HasSubstr("tables,\n" + std::to_string(schema_version) + ". "));
}

TEST(StoreDocument, ExplainsColumnsThatExist) {
    static const std::regex column("`(runs|metrics|traces)\\.(?!csv)([a-z_]+)`");
    const StoreFolder folder;
    const RunStore store(folder / "a.sqlite");
    const Database database(store.path(), Database::Access::read_only, std::chrono::seconds(1));
    const std::string text = document();
    int columns = 0;
    for (std::sregex_iterator at(text.begin(), text.end(), column), end; at != end; ++at) {
        const std::string sql = "SELECT " + (*at)[2].str() + " FROM " + (*at)[1].str();
        EXPECT_NO_THROW(database.prepare(sql)) << sql;
        ++columns;
    }
    EXPECT_GE(columns, 13);
}

TEST(StoreDocument, ShowsQueriesThatFindRuns) {
    const StoreFolder folder;
    RunStore store(folder / "a.sqlite");
    RunRecord run = square_run(1);
    run.parameters["reach"] = 2.5;
    run.result.metrics["value_at_reach"] = 1.0;
    run.result.traces["curve"] = {1.0, 2.0};
    store.insert({run, failed_run(2)});
    const Database database(store.path(), Database::Access::read_only, std::chrono::seconds(1));
    const auto shown = queries();
    EXPECT_EQ(shown.size(), 6U);
    for (const std::string& sql : shown) EXPECT_TRUE(database.prepare(sql).step()) << sql;
    Statement table = database.prepare(shown.at(2));
    ASSERT_TRUE(table.step());
    EXPECT_EQ(table.real(0), 2.5);
    EXPECT_EQ(table.real(1), 1.0);
}

}  // namespace
}  // namespace regimes
