// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/document.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "regimes/report/text.hpp"

namespace regimes {

namespace {

std::string findings_text(const Document& document) {
    std::string text;
    for (const Finding& finding : document.findings) {
        if (!finding.about.empty()) text += finding.about + ":\n";
        for (const std::string& sentence : finding.sentences) {
            text += wrapped((finding.about.empty() ? "" : "  ") + sentence) + "\n";
        }
    }
    if (!document.remark.empty()) text += wrapped(document.remark) + "\n";
    return text;
}

std::string facts_text(const Document& document) {
    std::string text;
    for (const auto& [name, line] : document.facts) text += wrapped(line) + "\n";
    return text;
}

/// Tables; each under the title of its figure if there are several.
std::vector<std::string> table_parts(const Document& document) {
    const auto has_table = [](const Figure& figure) { return !figure.table.rows.empty(); };
    const auto count = std::count_if(document.figures.begin(), document.figures.end(), has_table);
    std::vector<std::string> parts;
    for (const Figure& figure : document.figures) {
        if (!has_table(figure)) continue;
        parts.push_back((count > 1 ? figure.title + ":\n" : "") +
                        text_table(table_texts(figure.table, false), figure.table.labels));
    }
    return parts;
}

}  // namespace

std::string to_text(const Document& document) {
    std::vector<std::string> parts = table_parts(document);
    parts.insert(parts.begin(), {findings_text(document), facts_text(document)});
    std::erase(parts, "");
    return fmt::format("{}", fmt::join(parts, "\n"));
}

std::string to_json(const Document& document) { return json_object(document.values); }

}  // namespace regimes
