// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/mnist/mnist_run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "regimes/data/sample_array.hpp"
#include "regimes/networks/dense_network.hpp"

namespace regimes {

namespace {

using Whole = std::int64_t;

constexpr Index inputs = 28 * 28;
constexpr double first_step = 0.1;
const double step_ratio = std::sqrt(10.0);
constexpr int farthest = 8;  // candidates on either side of the first

bool trains_all(const Parameters& parameters) { return text(parameters, "layers") == "all"; }

bool is_better(const StepTrial& a, const StepTrial& b) {
    return std::tie(a.error_rate, a.loss) < std::tie(b.error_rate, b.loss);
}

/// The first samples to learn from, the others to be judged by.
NetworkData split(const NetworkData& data, Index learnt) {
    const auto& labels = std::get<std::vector<int>>(data.targets);
    const Index held_out = data.x.samples() - learnt;
    return {data.x.range(0, learnt), std::vector(labels.begin(), labels.begin() + learnt),
            data.x.range(learnt, held_out),
            std::vector(labels.begin() + learnt, labels.begin() + data.x.samples())};
}

long steps_in(long epochs, Index samples, Index batch) {
    return epochs * static_cast<long>((samples + batch - 1) / batch);
}

StepTrial try_step(const Network& start, const NetworkData& data, MeasuredTrainingOptions training,
                   double step) {
    training.step_size = step;
    const auto network = start.copy();
    const auto end = network->train(*network->take(data.x, data.targets), training);
    if (end.status == Status::diverged) {
        return {step, 1.0, std::numeric_limits<double>::infinity()};
    }
    const NetworkScore score = network->score(*network->take(data.x_test, data.test_targets));
    return {step, static_cast<double>(score.wrong) / static_cast<double>(data.x_test.samples()),
            end.loss};
}

std::unique_ptr<Network> start_of(const Parameters& parameters) {
    ReluNetworkStart start;
    start.shape.widths = {inputs, whole_number(parameters, "width"), 10};
    start.distribution = ReluNetworkStart::Distribution::he_normal;
    start.log_alpha = std::log(number(parameters, "alpha"));
    start.seed = static_cast<std::uint64_t>(whole_number(parameters, "seed"));
    return dense_network(start, {.precision = Precision::single_precision,
                                 .frozen_layers = trains_all(parameters) ? 0 : 1});
}

NetworkRunOptions run_options(const Parameters& parameters, Observer* observer) {
    NetworkRunOptions options;
    MeasuredTrainingOptions& training = options.training;
    training.reduction = NetworkTrainingOptions::Reduction::mean;
    training.batch_size = whole_number(parameters, "batch_size");
    training.loss_tolerance = number(parameters, "loss_tolerance");
    training.seed = static_cast<std::uint64_t>(whole_number(parameters, "seed"));
    training.log_spacing = 1.5;
    training.observer = observer;
    options.kernel_samples = 100;
    return options;
}

/// The data sets with images of MNIST's size.
std::vector<std::string> sets_that_fit() {
    std::vector<std::string> names;
    for (const ImageDataSet& set : image_data_sets()) {
        if (count_pixels(set) == inputs) names.emplace_back(set.name);
    }
    return names;
}

}  // namespace

Fields mnist_parameters() {
    return {
        {"data", std::string("mnist"), "the data set", {}, {}, sets_that_fit()},
        {"layers", std::string("all"), "that train", {}, {}, {"all", "output"}},
        {"alpha", 1.0, "scale of the start", 1e-3, 1e6},
        {"width", Whole{5000}, "hidden units", 1, 1000000},
        {"samples", Whole{60000}, "training images, the first of the set", 5, 60000},
        {"batch_size", Whole{256}, "images in a batch", 1, 60000},
        {"step_size", 0.0, "0: found by a search", 0.0, 1e6},
        {"search_samples", Whole{10000}, "images that the search uses", 5, 60000},
        {"search_epochs", Whole{5}, "for which a candidate is trained", 1, 1000},
        {"loss_tolerance", 1e-5, "on the mean cross-entropy; no label may be wrong", 1e-30, 1e3},
        {"max_epochs", Whole{2000}, "that training may take", 1, 1000000},
        {"seed", Whole{0}, "of the start and the batches", 0, 1e15},
    };
}

const StepTrial& best_trial(const std::vector<StepTrial>& trials) {
    return *std::min_element(trials.begin(), trials.end(), is_better);
}

std::vector<StepTrial> search_step_size(const Network& start, const NetworkData& data,
                                        const MeasuredTrainingOptions& options, long epochs) {
    const Index learnt = data.x.samples() - data.x.samples() / 5;
    const NetworkData parts = split(data, learnt);
    MeasuredTrainingOptions trial = options;
    trial.batch_size = std::min(options.batch_size, learnt);
    trial.max_steps = steps_in(epochs, learnt, trial.batch_size);
    trial.check_every = trial.max_steps;
    trial.log_spacing = 0.0;
    const auto at = [&](int k) {
        return try_step(start, parts, trial, first_step * std::pow(step_ratio, k));
    };
    std::vector<StepTrial> trials = {at(0)};
    for (const int direction : {1, -1}) {
        const StepTrial before = best_trial(trials);
        StepTrial last = trials.front();
        for (int k = 1; k <= farthest; ++k) {
            const StepTrial next = at(direction * k);
            trials.push_back(next);
            if (!is_better(next, last)) break;
            last = next;
        }
        if (is_better(best_trial(trials), before)) break;  // the other way is worse
    }
    return trials;
}

RunResult mnist_run(const Parameters& parameters, Observer* observer) {
    const ImageDataSet& set = image_data_set(text(parameters, "data"));
    const LabelledSamples images =
        image_samples(set, Part::training, whole_number(parameters, "samples"));
    const LabelledSamples test = image_samples(set, Part::test);
    const NetworkData data{images.x, images.labels, test.x, test.labels};
    const auto start = start_of(parameters);
    NetworkRunOptions options = run_options(parameters, observer);
    options.training.step_size = number(parameters, "step_size");
    std::vector<StepTrial> trials;
    if (options.training.step_size == 0.0) {
        const Index count = std::min(whole_number(parameters, "search_samples"), data.x.samples());
        const NetworkData some{data.x.range(0, count),
                               std::vector(images.labels.begin(), images.labels.begin() + count),
                               {},
                               {}};
        trials = search_step_size(*start, some, options.training,
                                  whole_number(parameters, "search_epochs"));
        options.training.step_size = best_trial(trials).step_size;
    }
    const Index batch = options.training.batch_size;
    const long epoch = steps_in(1, data.x.samples(), batch);
    options.training.max_steps = whole_number(parameters, "max_epochs") * epoch;
    RunResult run = network_run(*start, data, options);
    // The output layer alone need not be able to fit: its last epoch is an end like another.
    if (!trains_all(parameters)) run.converged = run.status != Status::diverged;
    run.metrics["epochs"] = run.metrics.at("steps") / static_cast<double>(epoch);
    for (const StepTrial& trial : trials) {
        run.traces["trial_step_sizes"].push_back(trial.step_size);
        run.traces["trial_wrong_shares"].push_back(trial.error_rate);
    }
    return run;
}

}  // namespace regimes
