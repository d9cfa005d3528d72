// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/html.hpp"

#include <fmt/format.h>

#include "regimes/core/utf8.hpp"
#include "regimes/report/resource.hpp"

namespace regimes {

std::string escape_html(std::string_view text) {
    std::string escaped;
    escaped.reserve(text.size());
    for (const char c : valid_utf8(text)) {
        switch (c) {
            case '&': escaped += "&amp;"; break;
            case '<': escaped += "&lt;"; break;
            case '>': escaped += "&gt;"; break;
            case '"': escaped += "&quot;"; break;
            case '\'': escaped += "&#39;"; break;
            default: escaped += c;
        }
    }
    return escaped;
}

std::string to_html(const HtmlPage& page) {
    const std::string title = escape_html(page.title);
    const std::string script =
        page.script.empty() ? "" : fmt::format("<script>\n{}</script>\n", page.script);
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n"
        "<link rel=\"icon\" href=\"data:,\">\n"
        "<title>{0}</title>\n<style>\n{1}</style>\n</head>\n<body>\n"
        "<header>\n<h1>{0}</h1>\n{2}</header>\n<main>\n{3}</main>\n"
        "<footer>\n{4}</footer>\n{5}</body>\n</html>\n",
        title, resource("report/page.css"), page.lead, page.body, page.footer, script);
}

}  // namespace regimes
