// SPDX-License-Identifier: BSD-3-Clause
// `select`: depth, scale and stopping time of a diagonal network, chosen by cross-validation.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "regimes/studies/data_digest.hpp"
#include "regimes/studies/feature_scaling.hpp"
#include "regimes/studies/fit_data.hpp"
#include "regimes/studies/initial_weights.hpp"
#include "regimes/studies/label_files.hpp"
#include "regimes/studies/prediction_error.hpp"
#include "regimes/studies/selection_document.hpp"
#include "regimes/studies/selection_files.hpp"

namespace regimes {

namespace {

constexpr double largest_log10_alpha = 1e5;
constexpr double most_folds = 1e6;
constexpr double most_threads = 4096;
constexpr double largest_seed = 9e15;

Fields make_fields() {
    const CrossValidationOptions defaults;
    const FoldOptions folds;
    Fields fields = sample_fields();
    const Fields own = {
        whole_field("cv", "K", "folds; with classes each gets its share of both", folds.count)
            .at_least(2)
            .at_most(most_folds),
        number_list("depth", "D[,D...]", fmt::format("{}", fmt::join(defaults.depths, ",")),
                    "depths to choose from, any real numbers")
            .at_least(2),
        scale_field("log10_alpha", "", largest_log10_alpha,
                    "scales of the initialisation to choose from, the same for every depth")
            .or_else("six for each depth, from the kernel to the rich regime of these data"),
        choice_field("loss", {"squared", "logistic"},
                     "what training minimises; logistic: y takes two values, and predictions are "
                     "probabilities of the larger one"),
        choice_field("rule", {"minimum", "one-standard-error"},
                     "the choice of least error; or, of those within one standard error of it, "
                     "that of fewest features"),
        file_field("groups", "a label for each sample: those of one label stay in one fold"),
        whole_field("seed", "S", "draws the folds", static_cast<std::int64_t>(folds.seed))
            .at_least(0)
            .at_most(largest_seed),
        flag_field("no_intercept", "fit no constant; X and y are then not centred"),
        flag_field("no_standardize",
                   "do not divide features by their standard deviations over the samples"),
        shape_field(),
        whole_field("threads", "K", "0 takes all cores; never changes the result", defaults.threads)
            .at_least(0)
            .at_most(most_threads)
            .never_counts(),
        flag_field("coefficients", "put the coefficients into the JSON").never_counts(),
    };
    fields.insert(fields.end(), own.begin(), own.end());
    return fields;
}

CrossValidationOptions options_of(const Settings& settings) {
    CrossValidationOptions options;
    options.depths = settings.numbers("depth");
    if (settings.has("log10_alpha")) options.log10_alphas = settings.numbers("log10_alpha");
    options.scaling = {!settings.flag("no_intercept"), !settings.flag("no_standardize")};
    if (settings.text("loss") == "logistic") options.loss = SampleLoss::logistic;
    if (settings.text("rule") != "minimum") options.rule = SelectionRule::one_standard_error;
    options.threads = settings.small("threads");
    return options;
}

/// Of each sample, by its label.
std::vector<int> read_groups(const Settings& settings, Index samples,
                             std::vector<std::string>& notes) {
    const std::string& path = settings.text("groups");
    const LabelWords labels = read_labels(path, samples, notes);
    check_rows(settings.text("x"), samples, path, static_cast<Index>(labels.size()));
    return class_numbers(labels, occurring_classes(labels, path), path, path);
}

/// The problem, and what the fields add to it that is read from files.
class SelectionData final : public StudyData {
public:
    SelectionData(std::shared_ptr<FitData> fit, std::vector<int> groups,
                  std::vector<std::string> notes)
        : fit_(std::move(fit)), groups_(std::move(groups)), notes_(std::move(notes)) {}
    const std::vector<std::string>& notes() const { return notes_; }  ///< on the groups
    const FitProblem& problem() const { return fit_->problem(); }
    const std::vector<int>& groups() const { return groups_; }
    std::string digest() const override {
        const std::string fit = fit_->digest();
        DataDigest digest;
        digest.add(fit.data(), fit.size());
        digest.add(groups_.data(), groups_.size() * sizeof(int));
        return digest.text();
    }

private:
    std::shared_ptr<FitData> fit_;
    std::vector<int> groups_;
    std::vector<std::string> notes_;
};

/// y as the loss takes it: 1 for the larger of two classes, -1 for the other.
Vector signs_of(const Vector& y, const std::array<double, 2>& classes) {
    return (y.array() == classes[1]).select(Vector::Ones(y.size()), -Vector::Ones(y.size()));
}

class Selecting {
public:
    Selecting(const SelectionData& data, const Settings& settings)
        : data_(data), settings_(settings), options_(options_of(settings)) {}

    std::shared_ptr<SelectionRecord> record(Observer* observer, int threads) {
        const FitProblem& problem = data_.problem();
        auto record = std::make_shared<SelectionRecord>();
        record->samples = problem.training.y.size();
        record->features = problem.training.x.cols();
        record->names = problem.training.x.names();
        record->first_feature = problem.training.x.first_feature();
        record->notes = problem.notes;
        record->notes.insert(record->notes.end(), data_.notes().begin(), data_.notes().end());
        note_constant_features(*record);
        if (problem.training.x.sparse() != nullptr && options_.loss == SampleLoss::logistic) {
            record->notes.emplace_back(
                "sparse samples are scaled and not centred under the logistic loss");
        }
        record->folds = settings_.small("cv");
        record->is_grouped = !data_.groups().empty();
        record->loss = options_.loss;
        record->scaling = options_.scaling;
        record->classes = two_values(problem.training.y);
        if (record->classes) std::sort(record->classes->begin(), record->classes->end());
        Vector y = problem.training.y;
        if (options_.loss == SampleLoss::logistic) {
            if (!record->classes) {
                throw FieldError(fmt::format(
                    "{{loss}}: logistic takes two classes, but the target in {} does not take "
                    "exactly two values",
                    settings_.text(settings_.given("y") ? "y" : "x")));
            }
            y = signs_of(y, *record->classes);
        }
        check_classes(y, *record);
        options_.start = problem.start;
        options_.folds = folds_of(y, *record);
        options_.observer = observer;
        options_.threads = threads;
        record->selection = cross_validate(problem.training.x.design(), y, options_);
        if (problem.test && !record->selection.candidates.empty()) set_test_errors(*record);
        return record;
    }

private:
    void note_constant_features(SelectionRecord& record) const {
        if (!options_.scaling.any()) return;
        const ColumnStatistics columns = column_statistics(data_.problem().training.x.design());
        std::vector<Index> constant;
        for (Index i = 0; i < record.features; ++i) {
            if (is_constant(columns, i)) constant.push_back(i);
        }
        const auto note = constant_features_note(record.names, constant, options_.scaling);
        if (note) record.notes.push_back(*note);
    }

    /// What would fail only after all folds were trained.
    void check_classes(const Vector& y, const SelectionRecord& record) const {
        if (!record.classes) return;
        const auto larger = (y.array() > y.mean()).count();
        if (options_.loss == SampleLoss::logistic && (larger < 2 || y.size() - larger < 2)) {
            throw FieldError(
                "{loss}: one of the two classes has a single sample, at least 2 expected");
        }
        if (!data_.problem().test) return;
        const Vector& test = data_.problem().test->y;
        const auto [lower, upper] = *record.classes;
        for (Index n = 0; n < test.size(); ++n) {
            if (test[n] == lower || test[n] == upper) continue;
            throw FieldError(
                fmt::format("{}: {} given for sample {}, one of the two classes {} and {} expected",
                            settings_.text(settings_.given("test_y") ? "test_y" : "test_x"),
                            test[n], n + 1, lower, upper));
        }
    }

    std::vector<int> folds_of(const Vector& y, const SelectionRecord& record) const {
        FoldOptions folds;
        folds.count = settings_.small("cv");
        folds.seed = static_cast<std::uint64_t>(settings_.whole("seed"));
        folds.groups = data_.groups();
        if (folds.groups.empty() && record.classes) {
            for (const double value : y) folds.classes.push_back(value > y.mean() ? 1 : 0);
        }
        try {
            return assign_folds(y.size(), folds);
        } catch (const std::invalid_argument& error) {
            throw FieldError(fmt::format("{{cv}}: {}", error.what()));
        }
    }

    void set_test_errors(SelectionRecord& record) const {
        const Samples& test = *data_.problem().test;
        const LinearModel& model = record.selection.model;
        const Vector outputs = predict(test.x.design(), model.coefficients, model.intercept);
        Vector y = test.y;
        std::array<double, 2> values = record.classes.value_or(std::array<double, 2>{});
        if (record.loss == SampleLoss::logistic) {
            y = signs_of(y, values);
            values = {-1.0, 1.0};
        }
        record.test_error = loss_of(record.loss, outputs, y) / static_cast<double>(y.size());
        if (record.classes) record.test_class_error = error_rate(outputs, y, values);
    }

    const SelectionData& data_;
    const Settings& settings_;
    CrossValidationOptions options_;
};

class SelectionStudy final : public Study {
public:
    std::string name() const override { return "select"; }
    std::string summary() const override {
        return "Depth, scale and stopping time by cross-validation, next to ridge and lasso";
    }
    std::string example() const override {
        return "regimes select --x spectra.csv --target octane --out chosen";
    }
    const Fields& fields() const override {
        static const Fields fields = make_fields();
        return fields;
    }
    std::string remarks() const override {
        return "\"regimes fit --cv K\" is the same. Centring and scaling happen within each fold. "
               "The folder gets coefficients.npy (one row, in the units given), path.npy (times x "
               "features, of the features trained on), selected.csv (name, coefficient, share of "
               "the folds that select it), report.html, and last select.json; predict applies "
               "these to new samples.";
    }

    void validate(const Settings& settings) const override {
        check_sample_fields(settings);
        if (settings.has("log10_alpha")) check_flow_scales(settings);
    }

    std::shared_ptr<const StudyData> read(const Settings& settings) const override {
        auto fit = read_fit_data(settings);
        std::vector<int> groups;
        std::vector<std::string> notes;
        if (settings.has("groups")) {
            groups = read_groups(settings, fit->problem().training.y.size(), notes);
        }
        return std::make_shared<SelectionData>(std::move(fit), std::move(groups), std::move(notes));
    }

    Answer answer(const StudyData& data, const Settings& settings,
                  const StudyContext& context) const override {
        const auto record = Selecting(static_cast<const SelectionData&>(data), settings)
                                .record(context.observer, settings.small("threads"));
        Answer answer;
        answer.document = selection_document(*record, settings.flag("coefficients"));
        add_provenance(answer.document, settings);
        answer.files = selection_files(record);
        answer.warnings = convergence_warnings(*record);
        return answer;
    }

    RunResult run(const StudyData& data, const Settings& settings,
                  Observer* observer) const override {
        const auto record =
            Selecting(static_cast<const SelectionData&>(data), settings).record(observer, 1);
        RunResult result;
        result.status = record->selection.status;
        result.converged = result.status == Status::converged;
        result.metrics = metrics_of(*record);
        if (settings.flag("coefficients")) {
            const Vector& coefficients = record->selection.model.coefficients;
            result.traces["coefficients"].assign(coefficients.begin(), coefficients.end());
        }
        return result;
    }
};

}  // namespace

const Study& selection_study() {
    static const SelectionStudy study;
    return study;
}

}  // namespace regimes
