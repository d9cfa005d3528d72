// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/cifar10/cifar10_run.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "regimes/core/status.hpp"
#include "regimes/data/sample_array.hpp"
#include "regimes/networks/modules.hpp"
#include "regimes/studies/network_run.hpp"

namespace regimes {

namespace {

using Whole = std::int64_t;

constexpr Index side = 32;  // of the images that the network takes

/// Mean and standard deviation of one channel.
struct ChannelScale {
    double mean = 0.0;
    double deviation = 1.0;
};

std::vector<ChannelScale> channel_scales(const SampleArray& x) {
    const Index channels = x.shape[0];
    const Index pixels = x.size() / channels;
    std::vector<ChannelScale> scales;
    for (Index c = 0; c < channels; ++c) {
        double sum = 0.0;
        double squares = 0.0;
        for (Index n = 0; n < x.samples(); ++n) {
            const double* first = x.values.data() + (n * channels + c) * pixels;
            for (Index i = 0; i < pixels; ++i) {
                sum += first[i];
                squares += first[i] * first[i];
            }
        }
        const auto count = static_cast<double>(x.samples() * pixels);
        const double mean = sum / count;
        scales.push_back({mean, std::sqrt(std::max(squares / count - mean * mean, 0.0))});
    }
    return scales;
}

/// Every image with its channels standardised, in the middle of 32 x 32.
SampleArray standardized(const SampleArray& x, const std::vector<ChannelScale>& scales) {
    const Index channels = x.shape[0];
    const Index rows = x.shape[1];
    const Index columns = x.shape[2];
    const Index top = (side - rows) / 2;
    const Index left = (side - columns) / 2;
    SampleArray framed{{channels, side, side}, {}};
    framed.values.assign(static_cast<std::size_t>(x.samples() * framed.size()), 0.0);
    for (Index plane = 0; plane < x.samples() * channels; ++plane) {
        const ChannelScale& scale = scales[static_cast<std::size_t>(plane % channels)];
        for (Index i = 0; i < rows * columns; ++i) {
            const double value = x.values[plane * rows * columns + i];
            const Index place = (plane * side + top + i / columns) * side + left + i % columns;
            framed.values[place] = (value - scale.mean) / scale.deviation;
        }
    }
    return framed;
}

NetworkRunOptions options_of(const Parameters& parameters, Index samples, Observer* observer) {
    NetworkRunOptions options;
    options.linearized = Linearized::none;
    options.kernel_samples = whole_number(parameters, "kernel_samples");
    MeasuredTrainingOptions& training = options.training;
    training.reduction = NetworkTrainingOptions::Reduction::mean;
    training.step_size = number(parameters, "step_size");
    training.batch_size = std::min(whole_number(parameters, "batch_size"), samples);
    training.loss_tolerance = number(parameters, "loss_tolerance");
    const Index epoch = (samples + training.batch_size - 1) / training.batch_size;
    training.max_steps = whole_number(parameters, "max_epochs") * epoch;
    training.seed = static_cast<std::uint64_t>(whole_number(parameters, "seed"));
    training.log_spacing = 2.0;
    training.observer = observer;
    if (observer != nullptr) training.checkpoint = observer->checkpoint();
    return options;
}

std::unique_ptr<Module> start_of(const Parameters& parameters, Index channels) {
    ConvolutionalShape shape = vgg11(whole_number(parameters, "divisor"));
    shape.input[0] = channels;
    const auto seed = static_cast<std::uint64_t>(whole_number(parameters, "seed"));
    const bool on_cuda = text(parameters, "device") == "cuda";
    auto start = convolutional_module(shape, std::log(number(parameters, "alpha")), seed,
                                      {on_cuda ? Device::cuda : Device::cpu});
    if (text(parameters, "layers") == "last") start->freeze({"convolution_*"});
    return start;
}

std::vector<std::string> data_set_names() {
    std::vector<std::string> names;
    for (const ImageDataSet& set : image_data_sets()) {
        if (set.rows <= side && set.columns <= side) names.emplace_back(set.name);
    }
    return names;
}

}  // namespace

Fields cifar10_parameters() {
    return {
        {"data", std::string("cifar10"), "the data set", {}, {}, data_set_names()},
        {"layers", std::string("all"), "that train", {}, {}, {"all", "last"}},
        {"alpha", 1.0, "scale of the start", 1e-3, 1e3},
        {"divisor", Whole{1}, "of the channels of every layer", 1, 64},
        {"samples", Whole{50000}, "training images, the first of the set", 1, 60000},
        {"batch_size", Whole{128}, "images in a batch", 1, 60000},
        {"step_size", 1e-4, "0: half of the largest stable one", 0.0, 1e6},
        {"loss_tolerance", 1e-4, "on the mean cross-entropy; no label may be wrong", 1e-30, 1e3},
        {"max_epochs", Whole{2000}, "that training may take", 1, 1000000},
        {"kernel_samples", Whole{64}, "images that tangent features are compared on", 1, 10000},
        {"device", std::string("cpu"), "that computes", {}, {}, {"cpu", "cuda"}},
        {"seed", Whole{0}, "of the start and the batches", 0, 1e15},
    };
}

RunResult cifar10_run(const Parameters& parameters, Observer* observer) {
    const ImageDataSet& set = image_data_set(text(parameters, "data"));
    LabelledSamples train = image_samples(set, Part::training, whole_number(parameters, "samples"));
    LabelledSamples test = image_samples(set, Part::test);
    const auto scales = channel_scales(train.x);
    train.x = standardized(train.x, scales);
    test.x = standardized(test.x, scales);
    const NetworkData data{train.x, std::move(train.labels), test.x, std::move(test.labels)};
    const auto start = start_of(parameters, data.x.shape[0]);
    const NetworkRunOptions options = options_of(parameters, data.x.samples(), observer);
    RunResult run = network_run(*start, data, options);
    run.converged = run.status != Status::diverged;
    const auto steps = run.metrics.find("steps");
    if (steps == run.metrics.end()) return run;
    const auto epoch = static_cast<double>((data.x.samples() + options.training.batch_size - 1) /
                                           options.training.batch_size);
    run.metrics["epochs"] = steps->second / epoch;
    return run;
}

}  // namespace regimes
