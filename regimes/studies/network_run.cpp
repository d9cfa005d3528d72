// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/network_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "regimes/diagnostics/kernel_distance.hpp"
#include "regimes/dynamics/linearized_training.hpp"
#include "regimes/studies/network_tuning.hpp"
#include "regimes/studies/output_error.hpp"

namespace regimes {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

using Labels = std::vector<int>;
using Json = nlohmann::ordered_json;

NetworkTargets first_targets(const NetworkTargets& targets, Index count, Index outputs) {
    if (const auto* labels = std::get_if<Labels>(&targets)) {
        return Labels(labels->begin(), labels->begin() + count);
    }
    return Vector(std::get<Vector>(targets).head(count * outputs));
}

/// One part of the data, with what its errors are judged by.
class Judge {
public:
    Judge(const Network& network, const SampleView& x, const NetworkTargets& targets,
          const Labels& labels)
        : samples_(network.take(x, targets)), targets_(targets), labels_(labels) {
        if (labels.empty()) return;
        const NetworkLoss<double> fits(labels, x.samples(), samples_->outputs());
    }

    const TakenSamples& samples() const { return *samples_; }

    /// A share of wrong labels, or a root mean square.
    double error(const Network& network) const {
        if (!labels_.empty()) return error_rate(network.outputs(*samples_), labels_);
        const NetworkScore score = network.score(*samples_);
        return error_of(score.loss, score.wrong);
    }

    /// The same from a score that is there: sum of the losses and wrong labels.
    double error_of(double loss, Index wrong) const {
        const auto count = static_cast<double>(samples_->count());
        if (std::holds_alternative<Labels>(targets_)) return static_cast<double>(wrong) / count;
        return std::sqrt(loss / static_cast<double>(std::get<Vector>(targets_).size()));
    }

    /// Of outputs that are there.
    double error_of(const Vector& outputs) const {
        if (!labels_.empty()) return error_rate(outputs, labels_);
        return root_mean_square(outputs - std::get<Vector>(targets_));
    }

    double zero_error() const { return root_mean_square(std::get<Vector>(targets_)); }

private:
    TakenSamplesPointer samples_;
    const NetworkTargets& targets_;
    const Labels& labels_;
};

class NetworkRun {
public:
    NetworkRun(const Network& start, const NetworkData& data, const NetworkRunOptions& options)
        : data_(data),
          options_(options),
          start_(start),
          network_(start.copy()),
          compared_(std::min(options.kernel_samples, data.x.samples())),
          train_(start, data.x, data.targets, data.labels),
          some_(start.take(data.x.range(0, compared_),
                           first_targets(data.targets, compared_, train_.samples().outputs()))),
          training_(tuned(start, *some_, data, options)) {
        if (data.x_test.samples() > 0) {
            test_ =
                std::make_unique<Judge>(start, data.x_test, data.test_targets, data.test_labels);
        }
    }

    RunResult go() {
        const bool trains_linearized = options_.linearized == Linearized::trained;
        if (training_.log_spacing > 0.0) {
            training_.measure = [this](const TrainingPoint& look) { return measure(look); };
        }
        if (trains_linearized && options_.training.step_size == 0.0) {
            linearized_step_ = linearized_step_size(start_, *some_, data_, options_);
        }
        training_.keep_checkpoint = trains_linearized;  // what comes after may be cut off too
        const auto end = network_->train(train_.samples(), training_);
        certificate_["training"] = certificate_of(end, training_);
        result_.status = end.status;
        result_.converged = end.status == Status::converged;
        if (end.status == Status::cancelled) return finished();
        record(end);
        const bool compares = end.status != Status::diverged;
        if (compares && trains_linearized && !train_linearized(end.steps)) return finished();
        if (compares) options_.directions > 0 ? estimate() : compare();
        std::error_code ignored;
        if (!training_.checkpoint.empty()) {
            std::filesystem::remove(training_.checkpoint, ignored);
        }
        return finished();
    }

private:
    RunResult finished() {
        result_.certificate = certificate_.dump();
        return std::move(result_);
    }

    void set(const char* metric, double value) {
        if (!std::isnan(value)) result_.metrics[metric] = value;
    }

    /// The error on the training samples; training on labels or numbers has counted it.
    double train_error(const TrainingPoint& look) const {
        if (!data_.labels.empty()) return train_.error(*network_);
        return train_.error_of(look.loss / training_.unit(data_.x.samples()), look.wrong);
    }

    /// Beside each look: test error, gradient distance where it is exact, training error.
    std::vector<double> measure(const TrainingPoint& look) const {
        const bool exact = options_.directions == 0;
        return {
            test_ ? test_->error(*network_) : unknown,
            exact ? network_->gradient_distance(start_, *some_, options_.kernel_memory) : unknown,
            train_error(look)};
    }

    static Json certificate_of(const NetworkTrainingResult& end,
                               const MeasuredTrainingOptions& training) {
        return {{"status", name(end.status)},
                {"steps", end.steps},
                {"step_size", training.step_size},
                {"loss_tolerance", training.loss_tolerance},
                {"loss", end.loss}};
    }

    void record(const NetworkTrainingResult& end) {
        set("train_loss", end.loss);
        set("steps", static_cast<double>(end.steps));
        set("step_size", training_.step_size);
        set("loss_tolerance", training_.loss_tolerance);
        set("weight_change", network_->weight_change(start_));
        set("train_error", train_error({end.steps, end.loss, end.wrong}));
        if (test_) {
            set("test_error", test_->error(*network_));
            set("test_error_start", test_->error(start_));
            if (!data_.has_classes()) set("zero_error", test_->zero_error());
        }
        for (const TrainingPoint& look : end.curve) record(look);
        if (!options_.keep_parameters) return;
        const Vector w = network_->parameter_values();
        result_.traces["parameters"].assign(w.begin(), w.end());
    }

    void record(const TrainingPoint& look) {
        const auto add = [&](const char* trace, double value) {
            result_.traces[trace].push_back(value);
        };
        add("history_steps", static_cast<double>(look.steps));
        add("history_train_loss", look.loss);
        if (data_.has_classes()) add("history_train_error", look.measured.at(2));
        if (test_) add("history_test_error", look.measured.at(0));
        if (options_.directions == 0) add("history_gradient_distance", look.measured.at(1));
    }

    /// False if it was cancelled.
    bool train_linearized(long steps) {
        const auto linear = start_.linearized();
        if (!linear) throw std::invalid_argument("linearized: this network has none to train");
        MeasuredTrainingOptions training = training_;
        training.log_spacing = 0.0;
        if (linearized_step_ > 0.0) training.step_size = linearized_step_;
        training.max_steps = std::max(1L, steps);
        training.measure = {};
        training.keep_checkpoint = false;
        if (!training.checkpoint.empty()) training.checkpoint += ".linearized";
        const auto end = linear->train(train_.samples(), training);
        certificate_["linearized"] = certificate_of(end, training);
        if (end.status == Status::cancelled) return false;
        const bool usable = end.status != Status::diverged;
        if (usable && test_) set("linearized_error", test_->error(*linear));
        if (usable) set("linearized_train_error", train_.error(*linear));
        return true;
    }

    void compare() {
        set("gradient_distance",
            network_->gradient_distance(start_, *some_, options_.kernel_memory));
        const Matrix before = start_.tangent_kernel(*some_, options_.kernel_memory);
        if (before.diagonal().isZero(0.0)) return;
        set_kernels(before, network_->tangent_kernel(*some_, options_.kernel_memory));
        if (options_.linearized != Linearized::closed_form || !test_) return;
        if (compared_ < data_.x.samples() || !std::holds_alternative<Vector>(data_.targets)) return;
        set("linearized_error", linearized_error(before));
    }

    void set_kernels(const Matrix& before, const Matrix& after) {
        set("kernel_distance", kernel_distance(before, after));
        const Vector y = compared_targets(data_.targets, data_.labels, compared_, some_->outputs());
        if (y.norm() == 0.0) return;
        set("alignment_start", kernel_target_alignment(before, y));
        if (!after.diagonal().isZero(0.0)) set("alignment_end", kernel_target_alignment(after, y));
    }

    double linearized_error(const Matrix& kernel) const {
        const LinearizedTraining training(kernel, start_.outputs(*some_),
                                          std::get<Vector>(data_.targets));
        return test_->error_of(training.outputs(
            start_.tangent_kernel(test_->samples(), *some_, options_.kernel_memory),
            start_.outputs(test_->samples()), std::numeric_limits<double>::infinity()));
    }

    void estimate() {
        const KernelEstimate found =
            network_->estimate_kernel(start_, *some_, options_.directions, training_.seed);
        set_kernels(found.start, found.end);
        set("gradient_distance", found.gradient_distance);
        set("gradient_distance_error", found.gradient_distance_error);
        set("kernel_distance", found.kernel_distance);
        set("kernel_distance_error", found.kernel_distance_error);
    }

    const NetworkData& data_;
    const NetworkRunOptions& options_;
    const Network& start_;
    std::unique_ptr<Network> network_;
    Index compared_;  ///< samples
    Judge train_;
    TakenSamplesPointer some_;
    MeasuredTrainingOptions training_;
    std::unique_ptr<Judge> test_;
    double linearized_step_ = 0.0;  ///< 0: that of the network itself
    Json certificate_ = Json::object();
    RunResult result_;
};

}  // namespace

RunResult network_run(const Network& start, const NetworkData& data,
                      const NetworkRunOptions& options) {
    if (options.kernel_samples < 1) {
        throw std::invalid_argument(
            fmt::format("kernel_samples: {} given, at least 1 expected", options.kernel_samples));
    }
    return NetworkRun(start, data, options).go();
}

}  // namespace regimes
