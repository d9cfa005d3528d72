// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/html.hpp"

#include <gtest/gtest.h>

#include "regimes/report/base64.hpp"

namespace regimes {
namespace {

TEST(EscapeHtml, MakesTextSafeForElementsAndAttributes) {
    EXPECT_EQ(escape_html("a < b & c > \"d\" 'e'"),
              "a &lt; b &amp; c &gt; &quot;d&quot; &#39;e&#39;");
    EXPECT_EQ(escape_html("plain"), "plain");
}

TEST(ToHtml, EscapesTheTitleAndKeepsTheSections) {
    const std::string page = to_html({.title = "</title><script>alert(1)</script>",
                                      .lead = "<p>lead</p>",
                                      .body = "<section>body</section>",
                                      .script = "let a = 1;\n",
                                      .footer = "<p>foot</p>"});
    EXPECT_EQ(page.find("<script>alert"), std::string::npos);
    for (const char* part : {"<!DOCTYPE html>", "<p>lead</p>", "<section>body</section>",
                             "<script>\nlet a = 1;\n</script>", "<p>foot</p>", "</html>"}) {
        EXPECT_NE(page.find(part), std::string::npos) << part;
    }
}

TEST(Base64, MatchesTheExamplesOfRfc4648) {
    EXPECT_EQ(encode_base64(""), "");
    EXPECT_EQ(encode_base64("f"), "Zg==");
    EXPECT_EQ(encode_base64("fo"), "Zm8=");
    EXPECT_EQ(encode_base64("foo"), "Zm9v");
    EXPECT_EQ(encode_base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(encode_base64("\xff\xfe"), "//4=");
}

}  // namespace
}  // namespace regimes
