// SPDX-License-Identifier: BSD-3-Clause
#include "cli/help.hpp"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <sstream>

namespace regimes::cli {

namespace {

constexpr std::size_t name_columns = 26;

class HelpFormatter final : public CLI::Formatter {
public:
    std::string make_option(const CLI::Option* option, bool is_argument) const override {
        const std::string name =
            is_argument ? option->get_name(true) : option->get_name(false, true);
        const std::string type = option->get_type_name();
        std::string left = "  " + name + (type.empty() ? "" : " " + type);
        if (left.size() + 1 >= name_columns) {
            left += "\n" + std::string(name_columns, ' ');
        } else {
            left.resize(name_columns, ' ');
        }
        const std::string note = option->get_required() ? " (required)" : "";
        return left +
               wrapped(option->get_description() + note, terminal_columns - name_columns,
                       name_columns) +
               "\n";
    }
    std::string make_footer(const CLI::App* app) const override {
        const std::string footer = app->get_footer();
        return footer.empty() ? "" : "\n" + wrapped(footer, terminal_columns) + "\n";
    }
};

}  // namespace

std::shared_ptr<CLI::FormatterBase> help_formatter() { return std::make_shared<HelpFormatter>(); }

std::string wrapped(const std::string& text, std::size_t columns, std::size_t indent) {
    std::string lines;
    std::istringstream paragraphs(text);
    bool first = true;
    for (std::string paragraph; std::getline(paragraphs, paragraph); first = false) {
        if (!first) lines += "\n" + std::string(indent, ' ');
        const std::size_t start = paragraph.find_first_not_of(' ');
        std::string line = paragraph.substr(0, std::min(start, paragraph.size()));
        const std::string hanging(indent + line.size(), ' ');
        bool is_empty = true;
        std::istringstream words(paragraph);
        std::size_t room = columns;
        for (std::string word; words >> word;) {
            if (!is_empty && line.size() + 1 + word.size() > room) {
                lines += line + "\n";
                line = hanging;
                room = columns + indent;
                is_empty = true;
            }
            line += (is_empty ? "" : " ") + word;
            is_empty = false;
        }
        lines += line;
    }
    return lines;
}

}  // namespace regimes::cli
