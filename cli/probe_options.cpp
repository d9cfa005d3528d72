// SPDX-License-Identifier: BSD-3-Clause
#include "cli/probe_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "cli/exit_code.hpp"
#include "regimes/data/data_sets.hpp"
#include "regimes/experiments/laziness.hpp"
#include "regimes/experiments/network_tuning.hpp"
#include "regimes/studies/number_text.hpp"

namespace regimes::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* usual_alphas = "0.5:8:5";
constexpr int usual_refinements = 3;
constexpr long usual_max_steps = 20000;
constexpr double log_spacing = 1.25;  // between the points of curves

bool names_data_set(const std::string& name) {
    const auto names = image_data_set_names();
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

bool ProbeOptions::is_data_set() const { return names_data_set(data); }

void ProbeArguments::add_to(CLI::App& app) {
    bind(app);
    app.add_option("model", model_,
                   "the network: torch.jit.script(net).save(\"model.pt\"), or trace")
        ->required()
        ->type_name("MODEL");
    add_data();
    add_scales();
    add_training();
    add_measuring();
    app.footer(fmt::format(
        "The network is trained from its parameters times each alpha, and its tangent features at\n"
        "start and end are compared: a gradient distance (1 - their cosine) up to {:g} counts as\n"
        "lazy, more as rich. The edge of the rich regime is where it falls through {:g} for the\n"
        "last time as alpha grows. \"If lazy\" is the test error of the network linearised at its\n"
        "start and trained by as many steps. A network in eval mode must treat samples one by\n"
        "one.\n"
        "\n"
        "JSON: {{\"model\", \"data\", \"n_samples\", \"n_test_samples\", \"n_outputs\",\n"
        "\"n_parameters\", \"verdict\": {{\"regime\": \"kernel\" | \"rich\" | \"unknown\",\n"
        "\"gradient_distance\", \"log10_edge\", \"log10_transition\", \"largest_distance\",\n"
        "\"test_error\", \"linearized_error\", \"sentences\"}}, \"runs\": [...],\n"
        "\"provenance\"}}; numbers that do not exist are null. With several step sizes\n"
        "\"step_sizes\" holds a verdict for each, and \"verdict\" is the first.",
        lazy_threshold, lazy_threshold));
}

void ProbeArguments::add_data() {
    add("--data", "FILE",
        fmt::format("samples: NPY of any dimensions (the first counts them), CSV or\n"
                    "IDX; or the name of a data set: {}",
                    fmt::join(image_data_set_names(), ", ")));
    add("--labels", "FILE", "classes, whole numbers from 0 (CSV, NPY or IDX), or");
    add("--y", "FILE", "numbers, a column for each output (regression)");
    add("--test-data", "FILE", "held-out samples, with");
    add("--test-labels", "FILE", "their classes, or");
    add("--test-y", "FILE", "their numbers");
    add("--hold-out", "N", "or: the last N samples of --data are for tests (default 0)");
    add("--samples", "N", "only the first N training samples (default all)");
    add("--test-samples", "N", "only the first N test samples (default all)");
    add("--sample-shape", "D[,D...]", "shape of one sample, such as 1,28,28 (default: the file's)");
}

void ProbeArguments::add_scales() {
    add_alphas("scales of the start; 1: the network as given", usual_alphas);
    add("--refine", "K",
        fmt::format("then K more scales where the edge lies (default {})", usual_refinements));
    add("--scale", "NAME", "what alpha scales: parameters (default) or outputs");
    add("--scale-only", "P[,P...]", "only the parameters of these names; * stands for any text");
    add("--freeze", "P[,P...]", "the parameters of these names stay as they start");
    add_flag("--unbiased", unbiased_, "outputs less those of the start: 0 at the start");
}

void ProbeArguments::add_training() {
    add("--loss", "NAME",
        "cross-entropy (default for classes) or squared (default for\n"
        "numbers; classes become 0 and 1)");
    add("--step-size", "E[,E...]",
        fmt::format("default: for each alpha {:g} of the largest that is stable;\n"
                    "with several, every scale is trained with each",
                    step_fraction));
    add("--batch-size", "B",
        fmt::format("samples in a step; 0: all (default {}, or all if there are fewer)",
                    ModuleTrainingOptions().batch_size));
    add("--loss-tolerance", "T",
        fmt::format("training ends at this loss, with no wrong label in cross-entropy\n"
                    "(default {:g} of the loss of outputs 0; for numbers {:g} of it)",
                    label_loss_fraction, number_loss_fraction));
    add("--max-steps", "K", fmt::format("(default {})", usual_max_steps));
    add("--max-epochs", "K", "the same in passes over the training samples");
    add("--seed", "S", "of the batches (default 0)");
    add("--device", "NAME", "cpu (default) or cuda");
    add("--precision", "NAME", "single (default) or double");
    add("--threads", "K",
        "scales trained side by side; never changes the result (default:\n"
        "all cores on the CPU, 1 on CUDA)");
}

void ProbeArguments::add_measuring() {
    const ModuleRunOptions usual;
    add_flag("--no-linearized", no_linearized_,
             "does not train the linearised network: a quarter of the time");
    add("--kernel-samples", "N",
        fmt::format("training samples that tangent features are compared on (default\n{})",
                    usual.kernel_samples));
    add("--kernel-memory", "MB",
        fmt::format("for tangent features (default {})", usual.kernel_memory / bytes_of_mb));
    add("--directions", "R",
        "compares by R random directions, with standard errors: for large\n"
        "networks (default: exactly)");
    add("--out", "DIR",
        "writes store.sqlite, run by run, then report.html and probe.json;\n"
        "what is in the store is not computed again, and a run that was\n"
        "cut off goes on from its checkpoint");
    add_flag("--json", json_, "one JSON document, and nothing else, on stdout");
}

/// Which options say what to train on, and whether they go together.
void ProbeArguments::check_data() const {
    const auto refuse = [](const std::string& text) { throw UsageError(text); };
    if (!given("--data"))
        refuse("--data: samples in a file, or the name of a data set, are needed");
    if (names_data_set(text("--data"))) {
        for (const char* option :
             {"--labels", "--y", "--test-data", "--test-labels", "--test-y", "--hold-out"}) {
            if (given(option)) {
                refuse(fmt::format("{}: {} has its own", option, text("--data")));
            }
        }
        return;
    }
    if (!fs::exists(text("--data")) && fs::path(text("--data")).extension().empty()) {
        const auto names = image_data_set_names();
        refuse(fmt::format("--data: \"{}\" is no file, nor one of {}", text("--data"),
                           fmt::join(names, ", ")));
    }
    if (given("--y") == given("--labels")) {
        refuse(fmt::format("--y and --labels: {} given, one of them expected",
                           given("--y") ? "both" : "none"));
    }
    check_tests();
}

void ProbeArguments::check_tests() const {
    const char* fitting = given("--y") ? "--test-y" : "--test-labels";
    const char* other = given("--y") ? "--test-labels" : "--test-y";
    if (given(other)) throw UsageError(fmt::format("{}: {} expected here", other, fitting));
    if (given("--test-data") != given(fitting)) {
        throw UsageError(
            fmt::format("--test-data and {}: one given, both or none expected", fitting));
    }
    if (given("--test-data") && given("--hold-out")) {
        throw UsageError("--test-data and --hold-out: both given, one expected");
    }
    if (given("--test-samples") && !given("--test-data")) {
        throw UsageError("--test-samples: has an effect only together with --test-data");
    }
}

void ProbeArguments::settle_data(ProbeOptions& options) const {
    options.data = text("--data");
    options.labels = text("--labels");
    options.y = text("--y");
    options.test_data = text("--test-data");
    options.test_labels = text("--test-labels");
    options.test_y = text("--test-y");
    options.hold_out = count_or("--hold-out", 0, 0);
    options.samples = count_of("--samples", 1);
    options.test_samples = count_of("--test-samples", 1);
    for (const std::string& length : list_of("--sample-shape")) {
        options.sample_shape.push_back(parse_int("--sample-shape", length, 1));
    }
}

void ProbeArguments::settle_scales(ProbeOptions& options) const {
    options.log10_alphas = log10_alphas(usual_alphas);
    options.refinements =
        given("--refine") ? parse_int("--refine", text("--refine"), 0) : usual_refinements;
    options.run.scales_outputs =
        name_or("--scale", "parameters", {"parameters", "outputs"}) == "outputs";
    options.run.scaled = list_of("--scale-only");
    options.run.frozen = list_of("--freeze");
    options.run.subtract_start = unbiased_;
    if (options.run.scales_outputs && given("--scale-only")) {
        throw UsageError(
            "--scale-only: has an effect only on parameters, but --scale outputs is "
            "given");
    }
}

void ProbeArguments::settle_training(ProbeOptions& options) const {
    ModuleTrainingOptions& training = options.run.training;
    options.loss = name_or("--loss", options.has_classes() ? "cross-entropy" : "squared",
                           {"squared", "cross-entropy"});
    if (options.loss == "cross-entropy" && !options.has_classes()) {
        throw UsageError("--loss: cross-entropy belongs to classes: --labels in place of --y");
    }
    for (const std::string& step_size : list_of("--step-size")) {
        options.step_sizes.push_back(parse_positive("--step-size", step_size));
    }
    if (options.step_sizes.empty()) options.step_sizes = {0.0};
    options.batch_size = count_of("--batch-size", 0);
    training.loss_tolerance = positive_or_chosen("--loss-tolerance");
    if (given("--max-steps") && given("--max-epochs")) {
        throw UsageError("--max-steps and --max-epochs: both given, one of them expected");
    }
    training.max_steps = static_cast<long>(count_or("--max-steps", usual_max_steps, 1));
    if (given("--max-epochs")) options.max_epochs = count_or("--max-epochs", 1, 1);
    training.seed = static_cast<std::uint64_t>(count_or("--seed", 0, 0));
    training.log_spacing = log_spacing;
    options.device = name_or("--device", "cpu", {"cpu", "cuda"});
    options.place.device = options.device == "cuda" ? Device::cuda : Device::cpu;
    options.precision = name_or("--precision", "single", {"single", "double"});
    options.place.precision =
        options.precision == "single" ? Precision::single_precision : Precision::double_precision;
    options.threads = options.device == "cuda" ? 1 : 0;
    if (given("--threads")) options.threads = parse_int("--threads", text("--threads"), 0);
}

void ProbeArguments::settle_measuring(ProbeOptions& options) const {
    ModuleRunOptions& run = options.run;
    run.linearized = !no_linearized_;
    run.kernel_samples = count_or("--kernel-samples", run.kernel_samples, 1);
    run.kernel_memory = megabytes_or("--kernel-memory", run.kernel_memory);
    if (given("--directions")) run.directions = parse_int("--directions", text("--directions"), 2);
    options.out = folder_of("--out");
    options.json = json_;
}

ProbeOptions ProbeArguments::settle() const {
    if (!fs::exists(model_)) throw UsageError(fmt::format("{}: No such file or directory", model_));
    check_data();
    ProbeOptions options;
    options.model = model_;
    settle_data(options);
    settle_scales(options);
    settle_training(options);
    settle_measuring(options);
    return options;
}

}  // namespace regimes::cli
