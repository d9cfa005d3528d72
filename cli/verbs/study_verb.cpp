// SPDX-License-Identifier: BSD-3-Clause
#include "cli/verbs/study_verb.hpp"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <optional>

#include "cli/files/output_folder.hpp"
#include "cli/files/temporary_folder.hpp"
#include "cli/files/vega_folder.hpp"
#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/output.hpp"
#include "cli/terminal/progress_bar.hpp"
#include "cli/verbs/field_options.hpp"

namespace regimes::cli {

namespace {

/// What the program adds: a study knows neither folders nor terminals.
constexpr const char* out_help = "writes the report and all files there (see below)";
constexpr const char* json_help = "one JSON document, and nothing else, on stdout";

class StudyVerb final : public Verb {
public:
    explicit StudyVerb(const Study& study) : study_(study), example_(study.example()) {}

    std::string_view name() const override { return name_; }
    std::string_view summary() const override { return summary_; }
    std::string_view example() const override { return example_; }

    void add_options(CLI::App& app) override {
        app_ = &app;
        options_.add(app, study_.fields());
        app.add_option("--out", out_, out_help)->type_name("DIR");
        app.add_flag("--json", json_, json_help);
        app.footer(study_.remarks());
    }

    ExitCode run() override {
        const Settings settings(study_.fields(), options_.given());
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
    void check_folder_needs(const Settings& settings) const {
        for (const Field& field : study_.fields()) {
            if (!field.needs_folder || !settings.given(field.name)) continue;
            throw UsageError(
                fmt::format("{}: has an effect only together with --out", option_name(field.name)));
        }
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
            const bool wrote =
                folder != nullptr && (study_.keeps_runs() || !folder->files().empty());
            std::string places = wrote ? "\nWritten:\n" : "";
            if (wrote) {
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
    FieldOptions options_;
    std::string out_;
    bool json_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_study_verb(const Study& study) {
    return std::make_unique<StudyVerb>(study);
}

}  // namespace regimes::cli
