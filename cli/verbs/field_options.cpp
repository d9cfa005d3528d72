// SPDX-License-Identifier: BSD-3-Clause
#include "cli/verbs/field_options.hpp"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>

namespace regimes::cli {

namespace {

std::string help_of(const Field& field) {
    if (field.is_flag()) return field.meaning;
    std::string text = field.meaning;
    if (!field.needs_values.empty()) {
        text = fmt::format("{} {}: {}", option_name(field.needs),
                           fmt::join(field.needs_values, " or "), text);
    }
    const std::string usual = default_text(field);
    if (!usual.empty() && field.role != FieldRole::file) text += " (default: " + usual + ")";
    return FieldError(text).spelled(option_name);
}

std::string usual_scale(const Field& field, bool of_scale) {
    if (of_scale != field.defaults_to_scale) return "";
    return fmt::format(" (default: {})", default_text(field));
}

std::string scale_help(const Field& field) {
    return "the same as decimal logarithm, spaced evenly" + usual_scale(field, false);
}

}  // namespace

std::string option_name(const std::string& field) {
    std::string name = "--" + field;
    std::replace(name.begin(), name.end(), '_', '-');
    return name;
}

void FieldOptions::add(CLI::App& app, const Fields& fields) {
    app_ = &app;
    for (const Field& field : fields) add_option(field);
}

void FieldOptions::add_option(const Field& field) {
    if (field.is_flag()) {
        app_->add_flag(option_name(field.name), flags_[field.name], field.meaning);
        return;
    }
    if (field.is_scale) {
        const std::string scale = field.scale_name();
        app_->add_option(option_name(scale), texts_[scale],
                         fmt::format("{}: a number, a comma list, or from:to:count, spaced "
                                     "geometrically{}",
                                     field.meaning, usual_scale(field, true)))
            ->type_name("A");
    }
    const std::string option = field.is_argument ? field.name : option_name(field.name);
    CLI::Option* added = app_->add_option(option, texts_[field.name],
                                          field.is_scale ? scale_help(field) : help_of(field));
    added->type_name(field.is_argument ? "" : field.placeholder);
    if (field.is_required) added->required();
}

Settings::Texts FieldOptions::given() const {
    Settings::Texts texts;
    for (const auto& [name, text] : texts_) {
        const bool argument = app_->get_option_no_throw(name) != nullptr;
        if (app_->count(argument ? name : option_name(name)) > 0) texts[name] = text;
    }
    for (const auto& [name, flag] : flags_) {
        if (flag) texts[name] = "true";
    }
    return texts;
}

}  // namespace regimes::cli
