// SPDX-License-Identifier: BSD-3-Clause
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <csignal>
#include <exception>

#include "cli/terminal/help.hpp"
#include "cli/terminal/output.hpp"
#include "cli/verb.hpp"
#include "cli/verbs/field_options.hpp"
#include "regimes/core/nearest_name.hpp"
#include "regimes/core/version.hpp"
#include "regimes/numerics/blas_library.hpp"
#include "regimes/report/text.hpp"

namespace regimes::cli {

namespace {

using Arguments = std::vector<std::string>;

std::string overview() {
    std::string text =
        "regimes: where does training land, in the kernel or in the rich regime?\n\n"
        "Example:\n"
        "  regimes data sparse-regression --out problem\n"
        "  regimes fit --x problem/x.npy --y problem/y.npy --out landing\n\n"
        "Verbs:\n";
    for (const MakeVerb& make : verbs()) {
        const auto verb = make();
        constexpr std::size_t indent = 13;
        text += fmt::format("  {:<10} {}\n", verb->name(),
                            wrapped(std::string(verb->summary()), text_columns - indent, indent));
    }
    text +=
        "\n\"regimes VERB --help\" explains one verb; \"regimes --version\" prints the version.\n"
        "Exit code: 0 done and converged; 1 ran, but something named on stderr did not\n"
        "converge or was cancelled; 2 misuse, bad input, or output that could not be\n"
        "written.\n";
    return text;
}

std::unique_ptr<Verb> find_verb(const std::string& given) {
    std::vector<std::string> names;
    for (const MakeVerb& make : verbs()) {
        auto verb = make();
        if (verb->name() == given) return verb;
        names.emplace_back(verb->name());
    }
    throw UsageError(fmt::format("\"{}\" is not a verb{} (regimes --help lists all)", given,
                                 suggestion(given, names)));
}

std::vector<std::string> long_options(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
    return names;
}

/// One line for an argument that the verb does not know.
std::string unknown_argument(const CLI::App& app) {
    const Arguments left = app.remaining();
    const auto option = std::find_if(left.begin(), left.end(),
                                     [](const std::string& text) { return text[0] == '-'; });
    if (option == left.end()) return fmt::format("\"{}\" was not expected", left.front());
    const std::string given = option->substr(0, option->find('='));
    return fmt::format("{} is not an option{}", given, suggestion(given, long_options(app)));
}

/// One line for an option without its value, or with more than it takes.
std::string mismatch(const CLI::App& app, const std::string& told) {
    const std::string given = told.substr(0, told.find(':'));
    const CLI::Option* option = app.get_option_no_throw(given);
    if (option == nullptr || option->get_type_name().empty()) return told;
    return fmt::format("{}: no value given, {} expected: {}", given, option->get_type_name(),
                       option->get_description());
}

void parse(CLI::App& app, Arguments arguments) {
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
    try {
        app.parse(std::move(arguments));
    } catch (const CLI::CallForHelp&) {
        throw;
    } catch (const CLI::ArgumentMismatch& error) {
        throw UsageError(mismatch(app, error.what()));
    } catch (const CLI::ParseError& error) {
        // A word too many is named first: a required option may be missing because it is mistyped.
        throw UsageError(app.remaining().empty() ? error.what() : unknown_argument(app));
    }
}

ExitCode run_verb(Verb& verb, const Arguments& arguments) {
    CLI::App app(fmt::format("Example:\n  {}\n\n{}.\n", verb.example(), verb.summary()),
                 fmt::format("regimes {}", verb.name()));
    app.formatter(help_formatter());
    verb.add_options(app);
    try {
        parse(app, arguments);
    } catch (const CLI::CallForHelp&) {
        print(app.help());
        return ExitCode::done;
    }
    return verb.run();
}

/// `fit --cv K` is `select --cv K`: another question, with options of its own.
bool is_cv(const std::string& argument) {
    return argument == "--cv" || argument.starts_with("--cv=");
}

ExitCode run(Arguments arguments) {
    if (arguments.size() == 2 && arguments[0] == "help") arguments = {arguments[1], "--help"};
    const std::string first = arguments.empty() ? "help" : arguments[0];
    if (first == "--help" || first == "-h" || first == "help") {
        print(overview());
        return ExitCode::done;
    }
    if (first == "--version" || first == "-V" || first == "version") {
        const BuildInfo& build = build_info();
        print(fmt::format("regimes {} ({})\n", build.version, build.commit));
        return ExitCode::done;
    }
    const bool selects = first == "fit" && std::any_of(arguments.begin(), arguments.end(), is_cv);
    const auto verb = find_verb(selects ? "select" : first);
    try {
        return run_verb(*verb, {arguments.begin() + 1, arguments.end()});
    } catch (const std::bad_alloc&) {
        throw UsageError(fmt::format("{}: not enough memory for this problem", verb->name()));
    } catch (const FieldError& error) {
        throw UsageError(fmt::format("{}: {}", verb->name(), error.spelled(option_name)));
    } catch (const std::exception& error) {
        throw UsageError(fmt::format("{}: {}", verb->name(), error.what()));
    }
}

/// A closed standard stream would lend its number to the next file that is opened.
void occupy_standard_streams() {
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (fcntl(stream, F_GETFD) == -1) open("/dev/null", O_RDONLY);
    }
}

}  // namespace

}  // namespace regimes::cli

int main(int argc, char** argv) {
    using namespace regimes::cli;
    occupy_standard_streams();
    regimes::correct_blas_processor();
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return static_cast<int>(run({argv + 1, argv + argc}));
    } catch (const std::exception& error) {
        complain(fmt::format("regimes: {}\n", error.what()));
        return static_cast<int>(ExitCode::misuse);
    }
}
