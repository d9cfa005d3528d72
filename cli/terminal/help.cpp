// SPDX-License-Identifier: BSD-3-Clause
#include "cli/terminal/help.hpp"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "regimes/report/text.hpp"

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
               wrapped(option->get_description() + note, text_columns - name_columns,
                       name_columns) +
               "\n";
    }
    std::string make_footer(const CLI::App* app) const override {
        const std::string footer = app->get_footer();
        return footer.empty() ? "" : "\n" + wrapped(footer, text_columns) + "\n";
    }
};

}  // namespace

std::shared_ptr<CLI::FormatterBase> help_formatter() { return std::make_shared<HelpFormatter>(); }

}  // namespace regimes::cli
