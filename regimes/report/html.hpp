// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <string_view>

namespace regimes {

/// Text made safe for element content and for attribute values in double quotes.
std::string escape_html(std::string_view text);

/// One self-contained page: style and script inline, no request to any network, light and dark by
/// the reader's preference, readable from 320 px of width on.
struct HtmlPage {
    std::string title;   ///< plain text
    std::string lead;    ///< HTML under the title: what this page is, in a sentence or two
    std::string body;    ///< HTML: the sections
    std::string script;  ///< JavaScript, run when the page is read; the page must work without it
    std::string footer;  ///< HTML: where the page comes from
};

/// The whole document.
std::string to_html(const HtmlPage& page);

}  // namespace regimes
