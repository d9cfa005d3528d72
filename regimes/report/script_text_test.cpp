// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/script_text.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace regimes {
namespace {

TEST(EmbeddedJson, ParsesToTheSameWithoutMarkup) {
    const nlohmann::json value = {"</script><!-- & ]]>", "a < b", 3.5};
    const std::string text = embedded_json(value.dump());
    EXPECT_EQ(text.find_first_of("<>&"), std::string::npos);
    EXPECT_EQ(nlohmann::json::parse(text), value);
}

TEST(EmbeddedScript, CannotEndItsElement) {
    EXPECT_EQ(embedded_script("a = '</script>' + '</SCRIPT>' + '<!-- x';"),
              "a = '<\\/script>' + '<\\/SCRIPT>' + '<\\!-- x';");
    EXPECT_EQ(embedded_script("a < b; c = '</scrip'"), "a < b; c = '</scrip'");
}

TEST(EmbeddedScript, SendsForNoSourceMap) {
    EXPECT_EQ(embedded_script("a();\n//# sourceMappingURL=a.map"), "a();\n");
    EXPECT_EQ(embedded_script("a();\n//# sourceMappingURL=a.map\nb();\n"), "a();\n\nb();\n");
}

}  // namespace
}  // namespace regimes
