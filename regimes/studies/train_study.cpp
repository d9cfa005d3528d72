// SPDX-License-Identifier: BSD-3-Clause
// `train`: a ReLU network trained from several scales, where it lands, and how lazy it was.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <numbers>

#include "regimes/data/data_sets.hpp"
#include "regimes/data/npy.hpp"
#include "regimes/networks/dense_network.hpp"
#include "regimes/studies/network_tuning.hpp"
#include "regimes/studies/sample_table.hpp"
#include "regimes/studies/training_data.hpp"
#include "regimes/studies/training_fields.hpp"
#include "regimes/studies/training_output.hpp"

namespace regimes {

namespace {

using Distribution = ReluNetworkStart::Distribution;
using Json = nlohmann::ordered_json;
using Reduction = NetworkTrainingOptions::Reduction;

constexpr long usual_max_steps = 100000;

Fields make_fields() {
    return {
        text_field("data", "NAME",
                   fmt::format("an image data set (pixels / 255, 10 classes): {}",
                               fmt::join(image_data_set_names(), ", ")))
            .or_else("your own, by x")
            .of_data(),
        file_field("x", "or your own: samples x inputs, CSV (header or not), NPY or IDX, with"),
        file_field("y", "numbers, a column for each output (regression), or"),
        file_field("labels", "classes, whole numbers or words, one for each sample"),
        target_field("{y}, or with {loss} cross-entropy of {labels}"),
        id_column_field("a table"),
        file_field("test_x", "held-out samples, with"),
        file_field("test_y", "their numbers, or"),
        file_field("test_labels", "their classes"),
        sample_count_field("samples", "training"),
        sample_count_field("test_samples", "test"),
        whole_list("hidden", "H[,H...]", "100", "widths of the hidden layers")
            .at_least(1)
            .may_repeat(),
        flag_field("biases", "layers have biases"),
        choice_field("init", {"pytorch-uniform", "he-uniform", "he-normal"},
                     "pytorch-uniform: U(-a, a), a = 1 / sqrt(fan_in); he-uniform: a = sqrt(6 / "
                     "fan_in); he-normal: N(0, 2 / fan_in)"),
        flag_field("unbiased",
                   "two copies of every hidden unit whose outputs cancel: outputs 0 at the start"),
        seed_field("of start and batches"),
        training_scale_field("1", "every parameter is alpha times its draw"),
        loss_field(),
        number_field("step_size", "E", "of gradient descent")
            .above(0)
            .or_else(fmt::format("for each alpha {:g} of the largest that is stable, by the "
                                 "largest eigenvalue of the tangent kernel",
                                 step_fraction)),
        batch_size_field(),
        loss_tolerance_field(),
        max_steps_field(usual_max_steps),
        whole_field("frozen_layers", "K", "the first K layers stay as they start").at_least(0),
        choice_field("reduction", {"mean", "sum"}, "of the loss over the samples"),
        choice_field("precision", {"single", "double"}, "of the training")
            .or_else("single for {data}, double for files"),
        kernel_samples_field(),
        kernel_memory_field(),
        threads_field("0 takes all cores; never changes the result"),
        flag_field("save_parameters",
                   "also parameters_1.npy, ...: those of each alpha at the end, layer by layer: W "
                   "(outputs x inputs) column by column, then b")
            .kept_in_folder(),
    };
}

void check_columns(const std::string& one, Index columns, const std::string& other,
                   Index expected) {
    if (columns == expected) return;
    throw FieldError(
        fmt::format("{} has {} columns, but {} has {}", one, columns, other, expected));
}

/// What a network of dense layers can be trained on, checked.
std::shared_ptr<TrainingData> read_data(const Settings& settings) {
    SampleSplit split = read_split(settings, {"x", "test_x"});
    const TargetedSamples& training = split.training;
    const TargetedSamples& test = split.test;
    auto data = std::make_shared<TrainingData>();
    data->classes = split.classes;
    if (!split.words.empty()) {
        data->classes = occurring_classes(split.words, training.labels_name);
    }
    data->outputs =
        data->classes.empty() ? training.outputs : static_cast<Index>(data->classes.size());
    if (settings.has("test_x")) {
        check_columns(test.name, test.x.size(), training.name, training.x.size());
    }
    if (settings.has("test_y")) {
        check_columns(settings.text("test_y"), test.outputs, settings.text("y"), training.outputs);
    }
    const std::string of = training.labels_name;
    put(std::move(split), settings, of, *data);
    return data;
}

ReluNetworkStart start_of(const Settings& settings, const TrainingData& data) {
    ReluNetworkStart start;
    start.shape.widths = {data.network.x.size()};
    for (const Index width : settings.wholes("hidden")) start.shape.widths.push_back(width);
    start.shape.widths.push_back(data.outputs);
    start.shape.biases = settings.flag("biases");
    start.unbiased = settings.flag("unbiased");
    start.seed = static_cast<std::uint64_t>(settings.whole("seed"));
    const std::string& init = settings.text("init");
    if (init == "he-uniform") start.distribution = Distribution::he_uniform;
    if (init == "he-normal") start.distribution = Distribution::he_normal;
    return start;
}

/// Settings with what was left to be chosen, as far as the data decide it.
Settings resolved(Settings settings, const TrainingData& data) {
    resolve_training(settings, data.network, has_classes(settings), data.outputs);
    settings.set("precision",
                 settings.text_or("precision", settings.has("data") ? "single" : "double"));
    return settings;
}

/// Domain: resolved settings.
RunResult run_at(const TrainingData& data, const Settings& settings, double log10_alpha,
                 int threads, Observer* observer) {
    NetworkRunOptions run = run_options_of(settings);
    if (settings.text("reduction") == "sum") run.training.reduction = Reduction::sum;
    run.training.step_size = number_or_chosen(settings, "step_size");
    run.training.observer = observer;
    run.keep_parameters = settings.flag("save_parameters");
    ReluNetworkStart start = start_of(settings, data);
    start.log_alpha = log10_alpha * std::numbers::ln10;
    const auto network = dense_network(start, {precision_of(settings.text("precision")),
                                               settings.whole("frozen_layers"), threads});
    return network_run(*network, data.network, run);
}

TrainingReport report_of(const Settings& settings, const TrainingData& data) {
    const ReluShape shape = model_shape(start_of(settings, data));
    std::string on = fmt::format("{}: {} training samples", data.name, data.network.x.samples());
    if (data.network.x_test.samples() > 0) {
        on += fmt::format(", {} test samples", data.network.x_test.samples());
    }
    const std::string& loss = settings.text("loss");
    TrainingReport report;
    report.study = "train";
    report.title = "How lazy is this network?";
    report.subject = {{"data", on + ", " + (loss == "squared" ? "squared loss" : loss)},
                      {"network", fmt::format("{} ReLU network, {} parameters",
                                              fmt::join(shape.widths, "-"), shape.parameters())}};
    report.members = {{"data", Json(data.name).dump()},
                      {"n_samples", Json(data.network.x.samples()).dump()},
                      {"n_test_samples", Json(data.network.x_test.samples()).dump()},
                      {"widths", Json(shape.widths).dump()},
                      {"n_parameters", Json(shape.parameters()).dump()}};
    report.has_classes = has_classes(settings);
    add_data(report, data);
    return report;
}

std::vector<AnswerFile> parameter_files(const std::vector<RunRecord>& runs) {
    std::vector<AnswerFile> files;
    for (std::size_t k = 0; k < runs.size(); ++k) {
        const auto trace = runs[k].result.traces.find("parameters");
        if (trace == runs[k].result.traces.end()) continue;
        const Vector w = Eigen::Map<const Vector>(trace->second.data(),
                                                  static_cast<Index>(trace->second.size()));
        files.push_back({fmt::format("parameters_{}.npy", k + 1),
                         [w](const std::filesystem::path& path) { write_npy(path, w); }});
    }
    return files;
}

class TrainStudy final : public Study {
public:
    std::string name() const override { return "train"; }
    std::string summary() const override {
        return "Trains a ReLU network from scales alpha: where it lands, and how lazy it was";
    }
    std::string example() const override {
        return "regimes train --data fashion-mnist --samples 2000 --alpha 0.1,1,10 --out trained";
    }
    const Fields& fields() const override {
        static const Fields fields = make_fields();
        return fields;
    }
    int version() const override { return 3; }
    bool keeps_runs() const override { return true; }
    std::string remarks() const override {
        return "The folder gets store.sqlite, run by run, then report.html and train.json; what is "
               "in the store is not computed again.\n"
               "Errors are error rates, or root mean squares where targets are numbers. The "
               "gradient distance is 1 - the cosine between the tangent features at start and "
               "end: near 0 in the kernel (lazy) regime. The kernel distance is ||K_T - K_0|| / "
               "||K_0||, the alignment that of the kernel with the targets. Biased starts of "
               "large scale must unlearn their own outputs first; an unbiased start has outputs "
               "0.";
    }

    void validate(const Settings& settings) const override {
        const auto layers = static_cast<Index>(settings.wholes("hidden").size()) + 1;
        if (settings.given("data")) {
            refuse_beside(settings, "data",
                          {"x", "y", "labels", "test_x", "test_y", "test_labels", "target"});
            check_data_set(settings.text("data"));
        } else {
            if (!settings.given("x")) {
                throw FieldError("{data} or {x}: a data set or a file is needed");
            }
            check_targets(settings, "test_x");
        }
        loss_of(settings, has_classes(settings));
        if (settings.whole("frozen_layers") < layers) return;
        throw FieldError(fmt::format(
            "{{frozen_layers}}: {} given, less than {}, the layers of the network, expected",
            settings.whole("frozen_layers"), layers));
    }

    std::shared_ptr<const StudyData> read(const Settings& settings) const override {
        return read_data(settings);
    }

    Answer answer(const StudyData& data, const Settings& given,
                  const StudyContext& context) const override {
        const auto& samples = static_cast<const TrainingData&>(data);
        const Settings settings = resolved(given, samples);
        ScalePlan plan;
        plan.study = name();
        plan.version = version();
        plan.common = settings.key();
        plan.common["data_digest"] = samples.digest();
        plan.common["keeps_parameters"] = settings.flag("save_parameters");
        plan.log10_alphas = settings.numbers("log10_alpha");
        plan.step_sizes = {number_or_chosen(settings, "step_size")};
        plan.threads = threads_or_all(settings.small("threads"));
        const int threads = std::max(1, plan.threads / static_cast<int>(plan.log10_alphas.size()));
        plan.run = [&, threads](const Parameters& parameters, Observer* observer) {
            return run_at(samples, settings, number(parameters, "log10_alpha"), threads, observer);
        };
        const ScaleRuns runs = run_scales(plan, context.folder, context.observer);
        TrainingReport report = report_of(settings, samples);
        report.are_kept = context.folder_stays;
        Answer answer = training_answer(runs, report, settings);
        answer.files = parameter_files(runs.steps.front().runs);
        return answer;
    }

    RunResult run(const StudyData& data, const Settings& given, Observer* observer) const override {
        const auto& samples = static_cast<const TrainingData&>(data);
        const Settings settings = resolved(given, samples);
        return run_at(samples, settings, settings.numbers("log10_alpha").front(), 1, observer);
    }

private:
    static void check_data_set(const std::string& name) {
        Field field = choice_field("data", image_data_set_names(), "");
        checked(field, name);
    }
};

}  // namespace

const Study& train_study() {
    static const TrainStudy study;
    return study;
}

}  // namespace regimes
