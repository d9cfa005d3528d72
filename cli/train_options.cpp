// SPDX-License-Identifier: BSD-3-Clause
#include "cli/train_options.hpp"

#include <fmt/format.h>

#include "cli/exit_code.hpp"
#include "cli/nearest_name.hpp"
#include "regimes/data/data_sets.hpp"
#include "regimes/experiments/network_tuning.hpp"
#include "regimes/studies/number_text.hpp"

namespace regimes::cli {

namespace {

using Distribution = ReluNetworkStart::Distribution;

constexpr long default_max_steps = 100000;
constexpr double log_spacing = 1.25;  // between the points of curves

std::vector<Index> parse_widths(const std::string& text) {
    std::vector<Index> widths;
    std::string part;
    for (const char c : text + ',') {
        if (c != ',') {
            part += c;
            continue;
        }
        widths.push_back(parse_int("--hidden", part, 1));
        part.clear();
    }
    return widths;
}

}  // namespace

void TrainArguments::add_to(CLI::App& app) {
    bind(app);
    add_data();
    add_network();
    add_training();
    add_output();
    app.footer(
        "Errors are shares of wrong labels, or root mean squares where targets are numbers.\n"
        "The gradient distance is 1 - the cosine between the tangent features at start and end:\n"
        "near 0 in the kernel (lazy) regime. The kernel distance is ||K_T - K_0|| / ||K_0||, the\n"
        "alignment that of the kernel with the targets. Biased starts of large scale must unlearn\n"
        "their own outputs first; --unbiased starts from outputs 0.");
}

void TrainArguments::add_data() {
    add("--data", "NAME",
        fmt::format("an image data set (pixels / 255, 10 classes):\n{}",
                    fmt::join(image_data_set_names(), ", ")));
    add("--x", "FILE", "or your own: samples x inputs, CSV (header or not) or NPY, with");
    add("--y", "FILE", "numbers, a column for each output (regression), or");
    add("--labels", "FILE", "classes, whole numbers from 0, one for each sample");
    add("--test-x", "FILE", "held-out samples, with");
    add("--test-y", "FILE", "their numbers, or");
    add("--test-labels", "FILE", "their classes");
    add("--samples", "N", "only the first N training samples (default all)");
    add("--test-samples", "N", "only the first N test samples (default all)");
}

void TrainArguments::add_network() {
    add("--hidden", "H[,H...]", "widths of the hidden layers (default 100)");
    add_flag("--biases", biases_, "layers have biases");
    add("--init", "NAME",
        "pytorch-uniform: U(-a, a), a = 1 / sqrt(fan_in) (default);\n"
        "he-uniform: a = sqrt(6 / fan_in); he-normal: N(0, 2 / fan_in)");
    add_flag("--unbiased", unbiased_,
             "two copies of every hidden unit whose outputs cancel:\n"
             "outputs 0 at the start");
    add("--seed", "S", "of start and batches (default 0)");
    add_alphas("every parameter is alpha times its draw", "1");
}

void TrainArguments::add_training() {
    add("--loss", "NAME",
        "cross-entropy (default for classes) or squared (default for\n"
        "numbers; classes become 0 and 1)");
    add("--step-size", "E",
        fmt::format("default: for each alpha {:g} of the largest that is stable, by the\n"
                    "largest eigenvalue of the tangent kernel",
                    step_fraction));
    add("--batch-size", "B",
        fmt::format("samples in a step; 0: all (default {}, or all if there are fewer)",
                    usual_batch_size));
    add("--loss-tolerance", "T",
        fmt::format("training ends at this loss, with no wrong label in cross-entropy\n"
                    "(default {:g} of the loss of outputs 0; for numbers {:g} of it)",
                    label_loss_fraction, number_loss_fraction));
    add("--max-steps", "K", fmt::format("(default {})", default_max_steps));
    add("--frozen-layers", "K", "the first K layers stay as they start (default 0)");
    add("--reduction", "NAME", "mean (default) or sum of the loss over the samples");
    add("--precision", "NAME", "single (default for --data) or double (default for files)");
    add("--kernel-samples", "N",
        fmt::format("training samples that kernels are compared on (default {},\n"
                    "fewer for many outputs)",
                    usual_kernel_samples(1)));
    add("--kernel-memory", "MB",
        fmt::format("for blocks of tangent features (default {})",
                    NetworkRunOptions().kernel_memory / bytes_of_mb));
    add("--threads", "K", "0 takes all cores; never changes the result (default 0)");
}

void TrainArguments::add_output() {
    add("--out", "DIR",
        "writes store.sqlite, run by run, then report.html and train.json;\n"
        "what is in the store is not computed again");
    add_flag("--save-parameters", save_parameters_,
             "also parameters_1.npy, ...: those of each alpha at the end,\n"
             "layer by layer: W (outputs x inputs) column by column, then b");
    add_flag("--json", json_, "one JSON document, and nothing else, on stdout");
}

/// Which options say what to train on, and whether they go together.
void TrainArguments::check_data() const {
    const auto refuse = [](const std::string& text) { throw UsageError(text); };
    if (given("--data")) {
        for (const char* option :
             {"--x", "--y", "--labels", "--test-x", "--test-y", "--test-labels"}) {
            if (given(option))
                refuse(fmt::format("--data and {}: both given, one expected", option));
        }
        return check_name("--data", text("--data"), image_data_set_names());
    }
    if (!given("--x")) refuse("--data or --x: a data set or a file is needed");
    if (given("--y") == given("--labels")) {
        refuse(fmt::format("--y and --labels: {} given, one of them expected",
                           given("--y") ? "both" : "none"));
    }
    const char* fitting = given("--y") ? "--test-y" : "--test-labels";
    const char* other = given("--y") ? "--test-labels" : "--test-y";
    if (given(other)) refuse(fmt::format("{}: {} expected here", other, fitting));
    if (given("--test-x") != given(fitting)) {
        refuse(fmt::format("--test-x and {}: one given, both or none expected", fitting));
    }
    if (given("--test-samples") && !given("--test-x")) {
        refuse("--test-samples: has an effect only together with --test-x");
    }
}

void TrainArguments::settle_network(TrainOptions& options) const {
    options.hidden = parse_widths(text_or("--hidden", "100"));
    options.init =
        name_or("--init", "pytorch-uniform", {"pytorch-uniform", "he-uniform", "he-normal"});
    ReluNetworkStart& start = options.run.start;
    if (options.init == "he-uniform") start.distribution = Distribution::he_uniform;
    if (options.init == "he-normal") start.distribution = Distribution::he_normal;
    start.shape.biases = biases_;
    start.unbiased = unbiased_;
    start.seed = static_cast<std::uint64_t>(count_or("--seed", 0, 0));
    options.log10_alphas = log10_alphas("1");
}

void TrainArguments::settle_training(TrainOptions& options) const {
    NetworkTrainingOptions& training = options.run.training;
    training.step_size = positive_or_chosen("--step-size");
    training.loss_tolerance = positive_or_chosen("--loss-tolerance");
    options.batch_size = count_of("--batch-size", 0);
    training.max_steps = static_cast<long>(count_or("--max-steps", default_max_steps, 1));
    training.frozen_layers = count_or("--frozen-layers", 0, 0);
    const auto depth = static_cast<Index>(options.hidden.size()) + 1;
    if (training.frozen_layers >= depth) {
        throw UsageError(
            fmt::format("--frozen-layers: {} given, less than {}, the layers of the "
                        "network, expected",
                        training.frozen_layers, depth));
    }
    training.seed = options.run.start.seed;
    training.log_spacing = log_spacing;
}

void TrainArguments::settle_conventions(TrainOptions& options) const {
    NetworkTrainingOptions& training = options.run.training;
    options.loss = name_or("--loss", options.has_classes() ? "cross-entropy" : "squared",
                           {"squared", "cross-entropy"});
    if (options.loss == "cross-entropy" && !options.has_classes()) {
        throw UsageError("--loss: cross-entropy belongs to classes: --labels in place of --y");
    }
    options.reduction = name_or("--reduction", "mean", {"mean", "sum"});
    training.reduction = options.reduction == "sum" ? NetworkTrainingOptions::Reduction::sum
                                                    : NetworkTrainingOptions::Reduction::mean;
    options.precision =
        name_or("--precision", given("--data") ? "single" : "double", {"single", "double"});
    training.precision =
        options.precision == "single" ? Precision::single_precision : Precision::double_precision;
}

void TrainArguments::settle_output(TrainOptions& options) const {
    options.out = folder_of("--out");
    options.json = json_;
    options.run.keep_parameters = save_parameters_;
    if (save_parameters_ && options.out.empty()) {
        throw UsageError("--save-parameters: has an effect only together with --out");
    }
}

TrainOptions TrainArguments::settle() const {
    check_data();
    TrainOptions options;
    options.data = text("--data");
    options.x = text("--x");
    options.y = text("--y");
    options.labels = text("--labels");
    options.test_x = text("--test-x");
    options.test_y = text("--test-y");
    options.test_labels = text("--test-labels");
    options.samples = count_of("--samples", 1);
    options.test_samples = count_of("--test-samples", 1);
    settle_network(options);
    settle_training(options);
    settle_conventions(options);
    options.kernel_samples = count_of("--kernel-samples", 1);
    options.run.kernel_memory = megabytes_or("--kernel-memory", options.run.kernel_memory);
    if (given("--threads")) options.threads = parse_int("--threads", text("--threads"), 0);
    settle_output(options);
    return options;
}

}  // namespace regimes::cli
