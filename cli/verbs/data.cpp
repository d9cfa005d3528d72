// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <optional>

#include "cli/files/output_folder.hpp"
#include "cli/terminal/output.hpp"
#include "cli/verb.hpp"
#include "cli/verbs/data_source.hpp"
#include "regimes/core/nearest_name.hpp"
#include "regimes/core/version.hpp"
#include "regimes/data/image_regression.hpp"
#include "regimes/data/npy.hpp"
#include "regimes/data/sparse_regression.hpp"

namespace regimes::cli {

namespace {

using Json = nlohmann::ordered_json;

std::unique_ptr<DataSource> find_source(const std::string& given) {
    std::vector<std::string> names;
    for (auto& source : data_sources()) {
        if (source->name() == given) return std::move(source);
        names.push_back(source->name());
    }
    throw UsageError(fmt::format("\"{}\" is not a data set{} (regimes data lists all)", given,
                                 suggestion(given, names)));
}

/// The library names an argument as the option is named, but for the dashes.
UsageError named_as_option(const std::invalid_argument& error) {
    std::string text = error.what();
    std::replace(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(text.find(':')), '_',
                 '-');
    return UsageError("--" + text);
}

GeneratedProblem make(const DataSource& source, const GivenOptions& given) {
    try {
        return source.make(given);
    } catch (const std::invalid_argument& error) {
        throw named_as_option(error);
    }
}

void stage_files(OutputFolder& folder, const GeneratedProblem& made, const Json& json) {
    write_npy(folder.stage("x.npy"), made.problem.x);
    write_npy(folder.stage("y.npy"), made.problem.y);
    write_npy(folder.stage("x_test.npy"), made.problem.x_test);
    write_npy(folder.stage("y_test.npy"), made.problem.y_test);
    if (made.coefficients.size() > 0) {
        write_npy(folder.stage("coefficients.npy"), made.coefficients);
    }
    folder.stage_text("data.json", json.dump(2) + "\n");
}

Json made_json(const DataSource& source, const GeneratedProblem& made) {
    return {{"name", source.name()},
            {"n_samples", made.problem.x.rows()},
            {"n_features", made.problem.x.cols()},
            {"n_test_samples", made.problem.x_test.rows()},
            {"targets", made.targets},
            {"provenance",
             {{"version", build_info().version},
              {"commit", build_info().commit},
              {"options", made.options}}}};
}

/// For a shell to read.
std::string shell_word(const std::filesystem::path& path) {
    const std::string text = path.string();
    return text.find_first_of(" \"$&()*;<>?\\`|") == text.npos ? text : fmt::format("'{}'", text);
}

std::string made_text(const DataSource& source, const GeneratedProblem& made,
                      const std::string& out, const OutputFolder& folder) {
    std::string text = fmt::format(
        "{}: {} samples of {} features, {} test samples\n{}\n\nWritten:\n", source.name(),
        made.problem.x.rows(), made.problem.x.cols(), made.problem.x_test.rows(), made.targets);
    for (const auto& file : folder.files()) text += fmt::format("  {}\n", file.string());
    const std::filesystem::path path(out);
    return text + fmt::format("\nNext:\n  regimes fit --x {} --y {}\n", shell_word(path / "x.npy"),
                              shell_word(path / "y.npy"));
}

class Data final : public Verb {
public:
    std::string_view name() const override { return "data"; }
    std::string_view summary() const override {
        return "Data sets: list them, check them, make a regression problem from one";
    }
    std::string_view example() const override {
        return "regimes data sparse-regression --out problem";
    }
    void add_options(CLI::App& app) override;
    ExitCode run() override;

private:
    void add_problem_options();
    void check_usage() const;
    GivenOptions given() const;
    ExitCode list() const;
    ExitCode write(const DataSource& source) const;
    void say(const Json& json, const std::string& text) const {
        json_ ? print_json(json) : print(text);
    }

    CLI::App* app_ = nullptr;
    GivenOptions values_;
    std::string name_;
    std::string out_;
    bool check_ = false;
    bool json_ = false;
};

void Data::add_options(CLI::App& app) {
    app_ = &app;
    std::vector<std::string> names;
    for (const auto& source : data_sources()) names.push_back(source->name());
    app.add_option(
           "NAME", name_,
           fmt::format("{}; without\na name all are listed, with nothing else it is described",
                       fmt::join(names, ", ")))
        ->type_name("");
    app.add_option("--out", out_,
                   "writes x.npy (samples x features), y.npy, x_test.npy, y_test.npy,\n"
                   "coefficients.npy (the truth, if there is one), and last data.json")
        ->type_name("DIR");
    add_problem_options();
    app.add_flag("--check", check_,
                 "reads all files of an image data set and says if they are right");
    app.add_flag("--json", json_, "one JSON document, and nothing else, on stdout");
    app.footer(
        "Image data sets are looked for in the folders that REGIMES_DATA lists (with ':'), in\n"
        "./data, and where packages put them, each in a subfolder of its name (or its archive's).\n"
        "Two classes become a regression on pixels / 255, with target -1 for the first and +1 for\n"
        "the second.");
}

void Data::add_problem_options() {
    const auto add = [this](const char* option, const char* type, const std::string& text) {
        app_->add_option(option, values_[option], text)->type_name(type);
    };
    const SparseRegressionOptions sparse;
    const ImageRegressionOptions images;
    add("--samples", "N",
        fmt::format("training samples; of images half of each class (default {})", sparse.samples));
    add("--test-samples", "N", fmt::format("held-out samples (default {})", sparse.test_samples));
    add("--classes", "A,B",
        fmt::format("images: the two classes (default {},{})", images.classes[0],
                    images.classes[1]));
    add("--features", "D", fmt::format("sparse-regression (default {})", sparse.features));
    add("--nonzeros", "R",
        fmt::format("sparse-regression: features that matter (default {})", sparse.nonzeros));
    add("--noise", "S",
        fmt::format("sparse-regression: deviation of the labels' noise (default {})",
                    sparse.noise));
    add("--seed", "K",
        fmt::format("of the random numbers (default {}); images are drawn only if\n"
                    "it is given, else the first of each class are taken",
                    sparse.seed));
}

GivenOptions Data::given() const {
    GivenOptions options;
    for (const auto& [option, value] : values_) {
        if (app_->count(option) > 0) options[option] = value;
    }
    return options;
}

/// What can be said before any data set is looked at.
void Data::check_usage() const {
    const bool writes = app_->count("--out") > 0;
    const GivenOptions options = given();
    const std::string first = !options.empty() ? options.begin()->first : "";
    if (app_->count("NAME") == 0) {
        const std::string option = writes ? "--out" : check_ ? "--check" : first;
        if (option.empty()) return;
        throw UsageError(fmt::format(
            "{}: needs the name of a data set in front (regimes data lists them)", option));
    }
    if (writes && out_.empty()) throw UsageError("--out: \"\" given, a folder expected");
    if (writes && check_) throw UsageError("--out and --check: both given, one of them expected");
    if (!writes && !first.empty()) {
        throw UsageError(fmt::format("{}: has an effect only together with --out", first));
    }
}

ExitCode Data::list() const {
    Json sets = Json::array();
    std::string text;
    for (const auto& source : data_sources()) {
        sets.push_back(source->describe());
        text += fmt::format("{:<18} {}\n", source->name(), source->line());
    }
    say({{"data_sets", sets}}, text);
    return ExitCode::done;
}

ExitCode Data::write(const DataSource& source) const {
    const GivenOptions options = given();
    const std::vector<std::string> known = source.options();
    for (const auto& [option, value] : options) {
        if (std::find(known.begin(), known.end(), option) != known.end()) continue;
        throw UsageError(fmt::format("{}: not an option of {}, which takes {}", option,
                                     source.name(), fmt::join(known, ", ")));
    }
    OutputFolder folder(out_, "data");
    const GeneratedProblem made = make(source, options);
    const Json json = made_json(source, made);
    stage_files(folder, made, json);
    folder.commit();
    say(json, made_text(source, made, out_, folder));
    return ExitCode::done;
}

ExitCode Data::run() {
    check_usage();
    if (app_->count("NAME") == 0) return list();
    const auto source = find_source(name_);
    if (app_->count("--out") > 0) return write(*source);
    if (check_) {
        const std::string sentence = source->check();
        say({{"name", source->name()}, {"passed", true}, {"sentence", sentence}}, sentence + "\n");
    } else {
        say(source->describe(), source->text());
    }
    return ExitCode::done;
}

}  // namespace

std::unique_ptr<Verb> make_data() { return std::make_unique<Data>(); }

}  // namespace regimes::cli
