// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <map>
#include <string>

#include "regimes/studies/settings.hpp"

namespace CLI {
class App;
}

namespace regimes::cli {

/// "--max-steps" for "max_steps".
std::string option_name(const std::string& field);

/// The options of a verb whose fields the library has.
class FieldOptions {
public:
    /// The app and this outlive the parsing.
    void add(CLI::App& app, const Fields& fields);
    /// What was given, after the parsing, for Settings.
    Settings::Texts given() const;

private:
    void add_option(const Field& field);

    CLI::App* app_ = nullptr;
    std::map<std::string, std::string> texts_;
    std::map<std::string, bool> flags_;
};

}  // namespace regimes::cli
