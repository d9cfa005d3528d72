// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <CLI/App.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "regimes/core/types.hpp"

namespace regimes::cli {

constexpr std::size_t bytes_of_mb = std::size_t{1} << 20;

/// Options of a verb as typed, for verbs that tell apart what was given and what was not.
class TypedOptions {
public:
    /// Domain: before anything else.
    void bind(CLI::App& app) { app_ = &app; }
    void add(const char* option, const char* type, const std::string& text);
    void add_flag(const char* option, bool& value, const std::string& text);
    /// --alpha and --log10-alpha, `what` saying what is scaled.
    void add_alphas(const std::string& what, const std::string& otherwise);

    bool given(const char* option) const { return app_->count(option) > 0; }
    const std::string& text(const char* option) const { return values_.at(option); }

    /// What was given, or a default. Errors: UsageError naming the option.
    std::string text_or(const char* option, const std::string& otherwise) const;
    std::string name_or(const char* option, const std::string& otherwise,
                        const std::vector<std::string>& names) const;
    long long count_or(const char* option, long long otherwise, long long least) const;
    std::optional<Index> count_of(const char* option, long long least) const;
    /// 0 where it is to be chosen.
    double positive_or_chosen(const char* option) const;
    /// Bytes, of an option in MB.
    std::size_t megabytes_or(const char* option, std::size_t otherwise) const;
    /// The parts of a comma list, none empty; {} if it was not given.
    std::vector<std::string> list_of(const char* option) const;
    /// log10 of the scales in the order given, each once.
    std::vector<double> log10_alphas(const std::string& otherwise) const;
    /// A folder, or "" if none was given.
    std::string folder_of(const char* option) const;

private:
    CLI::App* app_ = nullptr;
    std::map<std::string, std::string> values_;
};

}  // namespace regimes::cli
