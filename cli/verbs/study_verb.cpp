// SPDX-License-Identifier: BSD-3-Clause
#include "cli/verbs/study_verb.hpp"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <map>
#include <optional>

#include "cli/files/output_folder.hpp"
#include "cli/files/temporary_folder.hpp"
#include "cli/files/vega_folder.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/output.hpp"
#include "cli/terminal/progress_bar.hpp"

namespace regimes::cli {

namespace {

/// What the program adds: a study knows neither folders nor terminals.
constexpr const char* out_help = "writes the report and all files there (see below)";
constexpr const char* json_help = "one JSON document, and nothing else, on stdout";

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

class StudyVerb final : public Verb {
public:
    explicit StudyVerb(const Study& study) : study_(study), example_(study.example()) {}

    std::string_view name() const override { return name_; }
    std::string_view summary() const override { return summary_; }
    std::string_view example() const override { return example_; }

    void add_options(CLI::App& app) override {
        app_ = &app;
        for (const Field& field : study_.fields()) add_option(field);
        app.add_option("--out", out_, out_help)->type_name("DIR");
        app.add_flag("--json", json_, json_help);
        app.footer(study_.remarks());
    }

    ExitCode run() override {
        const Settings settings(study_.fields(), given());
        study_.validate(settings);
        const bool keeps = app_->count("--out") > 0;
        if (!keeps) check_folder_needs(settings);
        std::optional<OutputFolder> folder;
        if (keeps) folder.emplace(out_, study_.name());
        if (keeps) find_vega();  // a wrong REGIMES_VEGA is reported before minutes of computing
        const auto data = study_.read(settings);
        catch_interrupts();  // from here on there is something to lose
        const Answer answer = compute(*data, settings, folder ? &*folder : nullptr);
        if (folder) write_files(*folder, answer);
        return deliver(answer, folder ? &*folder : nullptr);
    }

private:
    void add_option(const Field& field) {
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

    static std::string usual_scale(const Field& field, bool of_scale) {
        if (of_scale != field.defaults_to_scale) return "";
        return fmt::format(" (default: {})", default_text(field));
    }

    static std::string scale_help(const Field& field) {
        return "the same as decimal logarithm, spaced evenly" + usual_scale(field, false);
    }

    void check_folder_needs(const Settings& settings) const {
        for (const Field& field : study_.fields()) {
            if (!field.needs_folder || !settings.given(field.name)) continue;
            throw UsageError(
                fmt::format("{}: has an effect only together with --out", option_name(field.name)));
        }
    }

    Settings::Texts given() const {
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

    Answer compute(const StudyData& data, const Settings& settings, OutputFolder* folder) const {
        ProgressBar bar;
        StudyContext context;
        context.observer = &bar;
        if (!study_.keeps_runs()) return study_.answer(data, settings, context);
        if (folder != nullptr) {
            context.folder = folder->path();
            context.folder_stays = true;
            return study_.answer(data, settings, context);
        }
        const TemporaryFolder temporary;
        context.folder = temporary.path();
        return study_.answer(data, settings, context);
    }

    void write_files(OutputFolder& folder, const Answer& answer) const {
        if (answer.document.figures.empty()) return;
        for (const AnswerFile& file : answer.files) file.write(folder.stage(file.name));
        const auto vega = find_vega();
        folder.stage_text(
            "report.html",
            to_page(answer.document, vega ? std::optional(read_vega(*vega)) : std::nullopt));
        folder.stage_text(study_.name() + ".json", pretty_json(to_json(answer.document)) + "\n");
        folder.commit();
    }

    ExitCode deliver(const Answer& answer, const OutputFolder* folder) const {
        if (json_) {
            print(to_json(answer.document) + "\n");
        } else {
            std::string places = folder == nullptr ? "" : "\nWritten:\n";
            if (folder != nullptr) {
                if (study_.keeps_runs()) {
                    places += fmt::format("  {}\n", (folder->path() / "store.sqlite").string());
                }
                for (const auto& file : folder->files()) places += "  " + file.string() + "\n";
            }
            print(to_text(answer.document) + places);
        }
        for (const std::string& warning : answer.warnings) {
            complain(fmt::format("regimes: {}: {}\n", study_.name(),
                                 FieldError(warning).spelled(option_name)));
        }
        return answer.warnings.empty() ? ExitCode::done : ExitCode::unfinished;
    }

    const Study& study_;
    std::string name_ = study_.name();
    std::string summary_ = study_.summary();
    std::string example_;
    CLI::App* app_ = nullptr;
    std::map<std::string, std::string> texts_;
    std::map<std::string, bool> flags_;
    std::string out_;
    bool json_ = false;
};

}  // namespace

std::string option_name(const std::string& field) {
    std::string name = "--" + field;
    std::replace(name.begin(), name.end(), '_', '-');
    return name;
}

std::unique_ptr<Verb> make_study_verb(const Study& study) {
    return std::make_unique<StudyVerb>(study);
}

}  // namespace regimes::cli
