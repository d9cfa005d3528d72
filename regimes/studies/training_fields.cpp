// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/training_fields.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

#include "regimes/studies/network_tuning.hpp"

namespace regimes {

namespace {

constexpr double largest_log10_alpha = 30.0;
constexpr double largest_seed = 1e15;
constexpr double most_threads = 4096;
constexpr double most_steps = 1e15;
constexpr double most_megabytes = 1e9;
constexpr double log_spacing = 1.25;  // between the points of curves
constexpr std::size_t bytes_of_mb = std::size_t{1} << 20;

}  // namespace

Field training_scale_field(std::string list_default, std::string meaning) {
    Field field = scale_field("log10_alpha", std::move(list_default), largest_log10_alpha,
                              std::move(meaning));
    field.defaults_to_scale = true;
    return field;
}

Field loss_field() {
    return choice_field("loss", {"cross-entropy", "squared"},
                        "cross-entropy for classes, or squared; classes become 0 and 1")
        .or_else("cross-entropy for classes, squared for numbers")
        .of_data();
}

Field loss_tolerance_field() {
    return number_field("loss_tolerance", "T",
                        "training ends at this loss, with no wrong label in cross-entropy")
        .above(0)
        .or_else(fmt::format("{:g} of the loss of outputs 0; for numbers {:g} of it",
                             label_loss_fraction, number_loss_fraction));
}

Field batch_size_field() {
    return whole_field("batch_size", "B", "samples in a step; 0: all")
        .at_least(0)
        .or_else(fmt::format("{}, or all if there are fewer", usual_batch_size));
}

Field max_steps_field(long default_value) {
    return whole_field("max_steps", "K", "most steps of a training", default_value)
        .at_least(1)
        .at_most(most_steps);
}

Field seed_field(std::string meaning) {
    return whole_field("seed", "S", std::move(meaning)).at_least(0).at_most(largest_seed);
}

Field kernel_samples_field() {
    return whole_field("kernel_samples", "N",
                       "training samples that tangent features and kernels are compared on")
        .at_least(1)
        .or_else(fmt::format("{}, fewer for many outputs", usual_kernel_samples(1)));
}

Field kernel_memory_field() {
    return whole_field("kernel_memory", "MB", "for tangent features, in MB",
                       static_cast<std::int64_t>(usual_kernel_memory / bytes_of_mb))
        .at_least(1)
        .at_most(most_megabytes);
}

Field threads_field(std::string meaning) {
    return whole_field("threads", "K", std::move(meaning))
        .at_least(0)
        .at_most(most_threads)
        .never_counts();
}

Field sample_count_field(std::string name, std::string what) {
    return whole_field(std::move(name), "N", fmt::format("only the first N {} samples", what))
        .at_least(1)
        .or_else("all")
        .of_data();
}

void refuse_beside(const Settings& settings, const char* field,
                   const std::vector<const char*>& others) {
    for (const char* other : others) {
        if (!settings.given(other)) continue;
        throw FieldError(fmt::format("{{{}}} and {{{}}}: both given, one expected", field, other));
    }
}

void check_targets(const Settings& settings, const char* samples) {
    if (settings.given("test_samples") && !settings.given(samples)) {
        throw FieldError(
            fmt::format("{{test_samples}}: has an effect only together with {{{}}}", samples));
    }
    if (settings.given("target")) {
        refuse_beside(settings, "target", {"y", "labels", "test_y", "test_labels"});
        return;
    }
    const bool numbers = settings.given("y");
    if (numbers == settings.given("labels")) {
        throw FieldError(fmt::format("{{y}} and {{labels}}: {} given, one of them expected",
                                     numbers ? "both" : "none"));
    }
    const char* fitting = numbers ? "test_y" : "test_labels";
    const char* other = numbers ? "test_labels" : "test_y";
    if (settings.given(other)) {
        throw FieldError(fmt::format("{{{}}}: {{{}}} expected here", other, fitting));
    }
    if (settings.given(samples) != settings.given(fitting)) {
        throw FieldError(
            fmt::format("{{{}}} and {{{}}}: one given, both or none expected", samples, fitting));
    }
}

std::string loss_of(const Settings& settings, bool has_classes) {
    const std::string loss = settings.text_or("loss", has_classes ? "cross-entropy" : "squared");
    if (loss == "squared" || has_classes) return loss;
    throw FieldError("{loss}: cross-entropy is for classes: {labels} or {target} in place of {y}");
}

double number_or_chosen(const Settings& settings, const std::string& name) {
    return settings.number_or(name, 0.0);
}

void resolve_training(Settings& settings, const NetworkData& data, bool has_classes,
                      Index outputs) {
    const Index samples = data.x.samples();
    const Index batch = settings.whole_or("batch_size", std::min(usual_batch_size, samples));
    if (batch > samples) {
        throw FieldError(fmt::format(
            "{{batch_size}}: {} given, at most {} expected, the number of training samples", batch,
            samples));
    }
    settings.set("loss", loss_of(settings, has_classes));
    settings.set("batch_size", batch);
    settings.set(
        "kernel_samples",
        std::min(samples, settings.whole_or("kernel_samples", usual_kernel_samples(outputs))));
}

NetworkRunOptions run_options_of(const Settings& settings) {
    NetworkRunOptions run;
    run.kernel_samples = settings.whole("kernel_samples");
    run.kernel_memory = static_cast<std::size_t>(settings.whole("kernel_memory")) * bytes_of_mb;
    MeasuredTrainingOptions& training = run.training;
    training.reduction = NetworkTrainingOptions::Reduction::mean;
    training.batch_size = settings.whole("batch_size");
    training.loss_tolerance = number_or_chosen(settings, "loss_tolerance");
    training.max_steps = static_cast<long>(settings.whole("max_steps"));
    training.seed = static_cast<std::uint64_t>(settings.whole("seed"));
    training.log_spacing = log_spacing;
    return run;
}

Precision precision_of(const std::string& name) {
    return name == "single" ? Precision::single_precision : Precision::double_precision;
}

int threads_or_all(int threads) {
    if (threads > 0) return threads;
    return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

}  // namespace regimes
