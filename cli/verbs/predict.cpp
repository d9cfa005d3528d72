// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <CLI/App.hpp>
#include <filesystem>

#include "cli/terminal/output.hpp"
#include "cli/verb.hpp"
#include "cli/verbs/field_options.hpp"
#include "regimes/data/output_file.hpp"
#include "regimes/studies/fit_prediction.hpp"

namespace regimes::cli {

namespace {

namespace fs = std::filesystem;

class Predict final : public Verb {
public:
    std::string_view name() const override { return "predict"; }
    std::string_view summary() const override {
        return "What a fit that was written to a folder predicts for new samples";
    }
    std::string_view example() const override { return "regimes predict landing --x new.csv"; }

    void add_options(CLI::App& app) override {
        options_.add(app, prediction_fields());
        out_option_ = app.add_option("--out", out_,
                                     "writes the predictions to this file, CSV with names: the "
                                     "column that names the samples, if there is one, and a "
                                     "column for each solution");
        out_option_->type_name("FILE");
        app.add_flag("--json", json_, "one JSON document, and nothing else, on stdout");
        app.footer(
            "One line for each sample on stdout: the prediction (of several solutions with commas "
            "between), in the units of y; of a selection by logistic loss the probability of the "
            "larger class. If y had two values, two classes, the one predicted follows. Features "
            "are matched by their names.");
    }

    ExitCode run() override {
        const Settings settings(prediction_fields(), options_.given());
        check_out(settings);
        const FitPrediction prediction = predict_samples(settings);
        if (out_option_->count() > 0) {
            OutputFile file(out_);
            file.write(prediction_csv(prediction));
            file.close();
        }
        if (json_) {
            print(to_json(prediction_document(prediction, settings)) + "\n");
        } else if (out_option_->count() == 0) {
            print(prediction_lines(prediction));
        }
        const std::vector<std::string> warnings = prediction_warnings(prediction);
        say(prediction, warnings);
        return warnings.empty() ? ExitCode::done : ExitCode::unfinished;
    }

private:
    void check_out(const Settings& settings) const {
        if (out_option_->count() == 0) return;
        if (out_.empty()) throw UsageError("--out: \"\" given, a file expected");
        std::error_code ignored;
        if (!settings.has("x") || !fs::equivalent(out_, settings.text("x"), ignored)) return;
        throw UsageError(
            fmt::format("--out: {} holds the samples of --x; another file expected", out_));
    }

    /// What was chosen and set aside, where the document does not say it.
    void say(const FitPrediction& prediction, const std::vector<std::string>& warnings) const {
        std::vector<std::string> lines;
        if (!json_) {
            lines = prediction.notes;
            if (!prediction.choice.empty()) lines.push_back(prediction.choice);
        }
        lines.insert(lines.end(), warnings.begin(), warnings.end());
        for (const std::string& line : lines) complain(fmt::format("regimes: predict: {}\n", line));
    }

    FieldOptions options_;
    CLI::Option* out_option_ = nullptr;
    std::string out_;
    bool json_ = false;
};

}  // namespace

std::unique_ptr<Verb> make_predict() { return std::make_unique<Predict>(); }

}  // namespace regimes::cli
