// SPDX-License-Identifier: BSD-3-Clause
// `probe`: a network that users bring, lazy or rich, and at which scale the transition lies.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <numbers>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "regimes/core/utf8.hpp"
#include "regimes/data/data_sets.hpp"
#include "regimes/data/input_file.hpp"
#include "regimes/networks/modules.hpp"
#include "regimes/store/run_key.hpp"
#include "regimes/studies/data_digest.hpp"
#include "regimes/studies/network_tuning.hpp"
#include "regimes/studies/sample_table.hpp"
#include "regimes/studies/training_data.hpp"
#include "regimes/studies/training_fields.hpp"
#include "regimes/studies/training_output.hpp"

namespace regimes {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* usual_alphas = "0.5:8:5";
constexpr std::int64_t usual_refinements = 3;
constexpr long usual_max_steps = 20000;

constexpr Index tried_samples = 4;  // that show whether the module takes the data

/// Calls what may refuse, and names what it is about. Errors: FieldError.
template <typename Call>
auto naming(const std::string& what, const Call& call) {
    try {
        return call();
    } catch (const std::invalid_argument& error) {
        throw FieldError(what + ": " + error.what());
    } catch (const std::runtime_error& error) {
        throw FieldError(what + ": " + error.what());
    }
}

class ProbeData final : public TrainingData {
public:
    std::unique_ptr<Module> module;  ///< as given, on its device
    std::string model_digest;        ///< of the file

    std::string digest() const override { return TrainingData::digest() + model_digest; }

    /// Of the module, counted.
    Index parameters() const {
        Index count = 0;
        for (const ModuleParameter& parameter : module->parameters()) {
            count += std::accumulate(parameter.shape.begin(), parameter.shape.end(), Index{1},
                                     std::multiplies());
        }
        return count;
    }
};

std::unique_ptr<Module> load(const Settings& settings) {
    const std::string& model = settings.text("model");
    DeviceOptions place;
    place.device = settings.text("device") == "cuda" ? Device::cuda : Device::cpu;
    place.precision = precision_of(settings.text("precision"));
    if (place.device == Device::cuda && torch_build().is_there && !torch_build().has_cuda) {
        throw FieldError("{device}: cuda given, but LibTorch finds no CUDA device here");
    }
    try {
        return load_module(model, place);
    } catch (const std::invalid_argument& error) {
        throw FieldError(fmt::format("{}: {}", model, error.what()));
    }
}

/// Outputs for each sample; tries the module on the first samples, with labels that all fit.
Index outputs_on(const TargetedSamples& samples, const Module& module, const std::string& model) {
    const SampleView all = samples.x;
    const SampleView x = all.range(0, std::min(tried_samples, all.samples()));
    NetworkTargets targets = Vector(samples.numbers.head(x.samples() * samples.outputs));
    if (!samples.labels.empty() || !samples.words.empty()) {
        targets = std::vector<int>(static_cast<std::size_t>(x.samples()), 0);
    }
    return naming(fmt::format("{} on {}", model, samples.name),
                  [&] { return module.take(x, targets)->outputs(); });
}

std::shared_ptr<ProbeData> read_data(const Settings& settings) {
    const std::string& model = settings.text("model");
    auto data = std::make_shared<ProbeData>();
    data->module = load(settings);
    const InputFile file(model);
    DataDigest digest;
    digest.add(file.bytes().data(), file.bytes().size());
    data->model_digest = digest.text();
    SampleSplit split = read_split(settings, {"data", "test_data"});
    data->outputs = outputs_on(split.training, *data->module, model);
    if (split.test.x.samples() > 0) outputs_on(split.test, *data->module, model);
    data->classes = split.classes;
    if (!split.words.empty()) {
        data->classes =
            output_classes(split.words, data->outputs, split.training.labels_name, model);
    }
    put(std::move(split), settings, model, *data);
    return data;
}

Fields make_fields() {
    return {
        file_field("model", "the network: torch.jit.script(net).save(\"model.pt\"), or trace")
            .required()
            .as_argument(),
        file_field("data",
                   fmt::format("samples: NPY of any dimensions (the first counts them), CSV or "
                               "IDX; or the name of a data set: {}",
                               fmt::join(image_data_set_names(), ", "))),
        file_field(
            "labels",
            "classes (CSV, NPY or IDX): whole numbers from 0, or as many words or numbers as "
            "the network has outputs, in their order; or"),
        file_field("y", "numbers, a column for each output (regression)"),
        target_field("{y}, or with {loss} cross-entropy of {labels}"),
        id_column_field("a table"),
        file_field("test_data", "held-out samples, with"),
        file_field("test_labels", "their classes, or"),
        file_field("test_y", "their numbers"),
        whole_field("hold_out", "N", "or: the last N samples of {data} are for tests")
            .at_least(0)
            .of_data(),
        sample_count_field("samples", "training"),
        sample_count_field("test_samples", "test"),
        whole_list("sample_shape", "D[,D...]", "", "shape of one sample, such as 1,28,28")
            .at_least(1)
            .may_repeat()
            .or_else("the file's")
            .of_data(),
        training_scale_field(usual_alphas, "scales of the start; 1: the network as given"),
        whole_field("refine", "K", "then K more scales where the edge lies", usual_refinements)
            .at_least(0)
            .never_counts(),
        choice_field("scale", {"parameters", "outputs"}, "what alpha scales"),
        text_list("scale_only", "P[,P...]",
                  "only the parameters of these names; * stands for any text")
            .or_else("all")
            .only_with("scale", {"parameters"}),
        text_list("freeze", "P[,P...]", "the parameters of these names stay as they start")
            .or_else("none"),
        flag_field("unbiased", "outputs less those of the start: 0 at the start"),
        loss_field(),
        number_list("step_size", "E[,E...]", "",
                    "of SGD; with several, every scale is trained with each")
            .above(0)
            .or_else(
                fmt::format("for each alpha {:g} of the largest that is stable", step_fraction)),
        batch_size_field(),
        loss_tolerance_field(),
        max_steps_field(usual_max_steps),
        whole_field("max_epochs", "K", "the same in passes over the training samples")
            .at_least(1)
            .or_else("{max_steps} counts"),
        seed_field("of the batches"),
        choice_field("device", {"cpu", "cuda"}, "where the network computes").of_data(),
        choice_field("precision", {"single", "double"}, "of the network").of_data(),
        threads_field("scales trained side by side; 0: all cores on the CPU, 1 on CUDA; never "
                      "changes the result"),
        flag_field("no_linearized",
                   "leave out the linearised network, which takes up to half of the time"),
        kernel_samples_field(),
        kernel_memory_field(),
        whole_field("directions", "R",
                    "compare by R random directions, with standard errors: for large networks")
            .at_least(2)
            .or_else("exactly, by all"),
    };
}

/// Settings with what was left to be chosen, as far as the data decide it.
Settings resolved(Settings settings, const ProbeData& data) {
    const Index samples = data.network.x.samples();
    resolve_training(settings, data.network, has_classes(settings), data.outputs);
    if (settings.has("max_epochs")) {
        const Index batch =
            settings.whole("batch_size") == 0 ? samples : settings.whole("batch_size");
        settings.set("max_steps", settings.whole("max_epochs") * ((samples + batch - 1) / batch));
    }
    return settings;
}

/// Domain: resolved settings.
NetworkRunOptions options_of(const Settings& settings) {
    NetworkRunOptions run = run_options_of(settings);
    run.linearized = settings.flag("no_linearized") ? Linearized::none : Linearized::trained;
    run.directions = static_cast<int>(settings.whole_or("directions", 0));
    return run;
}

/// The module at its scale, ready to be trained.
std::unique_ptr<Module> start_at(const ProbeData& data, const Settings& settings,
                                 double log10_alpha) {
    auto start = data.module->copy();
    const double log_alpha = log10_alpha * std::numbers::ln10;
    naming("{freeze}", [&] { start->freeze(settings.texts("freeze")); });
    if (settings.text("scale") == "outputs") {
        start->scale_outputs(log_alpha);
    } else {
        naming("{scale_only}",
               [&] { start->scale_parameters(settings.texts("scale_only"), log_alpha); });
    }
    if (settings.flag("unbiased")) start->subtract_start();
    return start;
}

TrainingReport report_of(const Settings& settings, const ProbeData& data) {
    const std::string model = valid_utf8(settings.text("model"));
    const Index tests = data.network.x_test.samples();
    const std::string on_tests =
        tests > 0 ? fmt::format("{} test samples", tests) : std::string("no test samples");
    const std::string& loss = settings.text("loss");
    TrainingReport report;
    report.study = "probe";
    report.title = "Lazy or rich: " + fs::path(model).filename().string();
    report.subject = {
        {"data", fmt::format("{}: {} training samples, {}, {}", data.name, data.network.x.samples(),
                             on_tests, loss == "squared" ? "squared loss" : loss)},
        {"network", fmt::format("{}: {} parameters, {} {}", model, data.parameters(), data.outputs,
                                data.outputs == 1 ? "output" : "outputs")}};
    report.members = {{"model", Json(model).dump()},
                      {"data", Json(data.name).dump()},
                      {"n_samples", Json(data.network.x.samples()).dump()},
                      {"n_test_samples", Json(tests).dump()},
                      {"n_outputs", Json(data.outputs).dump()},
                      {"n_parameters", Json(data.parameters()).dump()}};
    report.has_classes = has_classes(settings);
    add_data(report, data);
    return report;
}

class ProbeStudy final : public Study {
public:
    std::string name() const override { return "probe"; }
    std::string summary() const override {
        return "Your own network: lazy or rich, and at which scale the transition lies";
    }
    std::string example() const override {
        return "regimes probe model.pt --data fashion-mnist --samples 2000 --test-samples 1000 "
               "--out probed";
    }
    const Fields& fields() const override {
        static const Fields fields = make_fields();
        return fields;
    }
    int version() const override { return 3; }
    bool keeps_runs() const override { return true; }
    std::string remarks() const override {
        return fmt::format(
            "The folder gets store.sqlite, run by run, then report.html and probe.json; what is in "
            "the store is not computed again, and a run that was cut off resumes from its "
            "checkpoint.\n"
            "The network is trained from its parameters times each alpha, and its tangent features "
            "at start and end are compared: a gradient distance (1 - their cosine) up to {:g} "
            "counts as lazy, more as rich. The edge of the rich regime is where it falls through "
            "{:g} for the last time as alpha grows. \"If lazy\" is the test error of the network "
            "linearised at its start and trained by as many steps. A network in eval mode must "
            "treat samples one by one.\n"
            "In JSON, numbers that do not exist are null. With several step sizes \"step_sizes\" "
            "holds a verdict for each, and \"verdict\" is the first.",
            lazy_threshold, lazy_threshold);
    }

    void validate(const Settings& settings) const override {
        const std::string& model = settings.text("model");
        if (!fs::exists(model)) throw FieldError(model + ": No such file or directory");
        if (!settings.given("data")) {
            throw FieldError("{data}: samples in a file, or the name of a data set, are needed");
        }
        check_data(settings, settings.text("data"));
        loss_of(settings, has_classes(settings));
        if (settings.given("max_steps") && settings.given("max_epochs")) {
            throw FieldError("{max_steps} and {max_epochs}: both given, one of them expected");
        }
    }

    std::shared_ptr<const StudyData> read(const Settings& settings) const override {
        auto data = read_data(settings);
        resolved(settings, *data);
        start_at(*data, settings, 0.0);
        return data;
    }

    Answer answer(const StudyData& read, const Settings& given,
                  const StudyContext& context) const override {
        const auto& data = static_cast<const ProbeData&>(read);
        const Settings settings = resolved(given, data);
        ScalePlan plan;
        plan.study = name();
        plan.version = version();
        plan.common = settings.key();
        plan.common["data_digest"] = data.digest();
        plan.log10_alphas = settings.numbers("log10_alpha");
        if (settings.has("step_size")) plan.step_sizes = settings.numbers("step_size");
        plan.refinements = settings.small("refine");
        plan.threads = threads_of(settings);
        plan.keeps_checkpoints = context.folder_stays;
        plan.run = [&](const Parameters& parameters, Observer* observer) {
            return run_at(data, settings, number(parameters, "log10_alpha"),
                          number(parameters, "step_size"), run_key(name(), version(), parameters),
                          observer);
        };
        const ScaleRuns runs = run_scales(plan, context.folder, context.observer);
        TrainingReport report = report_of(settings, data);
        report.are_kept = context.folder_stays;
        return training_answer(runs, report, settings);
    }

    RunResult run(const StudyData& read, const Settings& given, Observer* observer) const override {
        const auto& data = static_cast<const ProbeData&>(read);
        const Settings settings = resolved(given, data);
        const double step_size =
            settings.has("step_size") ? settings.numbers("step_size").front() : 0.0;
        return run_at(data, settings, settings.numbers("log10_alpha").front(), step_size,
                      run_key(name(), version(), settings.key()), observer);
    }

private:
    static int threads_of(const Settings& settings) {
        const bool on_cuda = settings.text("device") == "cuda";
        if (on_cuda && !settings.given("threads")) return 1;
        return threads_or_all(settings.small("threads"));
    }

    static RunResult run_at(const ProbeData& data, const Settings& settings, double log10_alpha,
                            double step_size, const std::string& key, Observer* observer) {
        NetworkRunOptions options = options_of(settings);
        options.training.step_size = step_size;
        options.training.observer = observer;
        options.training.key = key;
        if (observer != nullptr) options.training.checkpoint = observer->checkpoint();
        return network_run(*start_at(data, settings, log10_alpha), data.network, options);
    }

    static void check_data(const Settings& settings, const std::string& data) {
        if (names_data_set(data)) {
            for (const char* field :
                 {"labels", "y", "target", "test_data", "test_labels", "test_y", "hold_out"}) {
                if (!settings.given(field)) continue;
                throw FieldError(fmt::format("{{{}}}: {} has its own", field, data));
            }
            return;
        }
        if (data != "-" && !fs::exists(data) && fs::path(data).extension().empty()) {
            throw FieldError(fmt::format("{{data}}: \"{}\" is no file, nor one of {}", data,
                                         fmt::join(image_data_set_names(), ", ")));
        }
        if (settings.given("test_data") && settings.given("hold_out")) {
            throw FieldError("{test_data} and {hold_out}: both given, one expected");
        }
        check_targets(settings, "test_data");
    }
};

}  // namespace

const Study& probe_study() {
    static const ProbeStudy study;
    return study;
}

}  // namespace regimes
