// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "cli/terminal/exit_code.hpp"

namespace CLI {
class App;
}

namespace regimes::cli {

/// One thing the program does: `regimes VERB [options]`.
class Verb {
public:
    virtual ~Verb() = default;
    virtual std::string_view name() const = 0;
    /// One line, for the list of verbs.
    virtual std::string_view summary() const = 0;
    /// A command that works, for the head of --help.
    virtual std::string_view example() const = 0;
    virtual void add_options(CLI::App& app) = 0;
    /// Runs with the options as parsed. Errors: UsageError, FileError, std::invalid_argument; all
    /// of them before anything is printed or written.
    virtual ExitCode run() = 0;
};

using MakeVerb = std::function<std::unique_ptr<Verb>()>;

/// Every verb there is, in the order of --help: the studies, then those below.
const std::vector<MakeVerb>& verbs();

std::unique_ptr<Verb> make_predict();
std::unique_ptr<Verb> make_reproduce();
std::unique_ptr<Verb> make_report();
std::unique_ptr<Verb> make_sweep();
std::unique_ptr<Verb> make_merge();
std::unique_ptr<Verb> make_data();
std::unique_ptr<Verb> make_doctor();

}  // namespace regimes::cli
