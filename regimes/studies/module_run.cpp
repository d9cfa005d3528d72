// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/module_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "regimes/diagnostics/kernel_distance.hpp"
#include "regimes/networks/modules.hpp"
#include "regimes/studies/module_tuning.hpp"
#include "regimes/studies/output_error.hpp"

namespace regimes {

namespace {

using Labels = std::vector<int>;
using Json = nlohmann::ordered_json;

/// The first samples of an array.
SampleArray first_samples(const SampleArray& x, Index count) {
    return {x.shape, {x.values.begin(), x.values.begin() + count * x.size()}};
}

NetworkTargets first_targets(const NetworkTargets& targets, Index samples, Index count) {
    if (const auto* labels = std::get_if<Labels>(&targets)) {
        return Labels(labels->begin(), labels->begin() + count);
    }
    const Vector& numbers = std::get<Vector>(targets);
    return Vector(numbers.head(numbers.size() / samples * count));
}

/// One part of the data, with what its errors are judged by.
class Judge {
public:
    Judge(const Module& module, const SampleArray& x, const NetworkTargets& targets,
          const Labels& labels)
        : samples_(module.take(x, targets)), targets_(targets), labels_(labels) {}

    const ModuleSamples& samples() const { return *samples_; }

    /// A share of wrong labels, or a root mean square.
    double error(const Module& module) const {
        if (!labels_.empty()) return error_rate(module.outputs(*samples_), labels_);
        const NetworkScore score = module.score(*samples_);
        return error_of(score.loss, score.wrong);
    }

    /// The same from a score that is there: sum of the losses and wrong labels.
    double error_of(double loss, Index wrong) const {
        const auto count = static_cast<double>(samples_->count());
        if (std::holds_alternative<Labels>(targets_)) return static_cast<double>(wrong) / count;
        return std::sqrt(loss / static_cast<double>(std::get<Vector>(targets_).size()));
    }

    double zero_error() const { return root_mean_square(std::get<Vector>(targets_)); }

private:
    ModuleSamplesPointer samples_;
    const NetworkTargets& targets_;
    const Labels& labels_;
};

std::unique_ptr<Module> scaled(const Module& module, const ModuleRunOptions& options) {
    auto start = module.copy();
    start->freeze(options.frozen);
    if (options.scales_outputs) {
        start->scale_outputs(options.log_alpha);
    } else {
        start->scale_parameters(options.scaled, options.log_alpha);
    }
    return start;
}

class ModuleRun {
public:
    ModuleRun(const Module& module, const ModuleData& data, const ModuleRunOptions& options)
        : data_(data),
          options_(options),
          compared_(std::min(options.kernel_samples, data.x.samples())),
          start_(scaled(module, options)),
          some_(start_->take(first_samples(data.x, compared_),
                             first_targets(data.targets, data.x.samples(), compared_))),
          training_(tuned(*start_, *some_, data, options)) {
        if (options.subtract_start) start_->subtract_start();
        module_ = start_->copy();
        train_ = std::make_unique<Judge>(*start_, data.x, data.targets, data.labels);
        if (data.x_test.samples() > 0) {
            test_ =
                std::make_unique<Judge>(*start_, data.x_test, data.test_targets, data.test_labels);
        }
    }

    RunResult go() {
        if (training_.log_spacing > 0.0) {
            training_.measure = [this](const ModuleTrainingPoint&) { return measure(); };
        }
        if (options_.linearized && options_.training.step_size == 0.0) {
            linearized_step_ = linearized_step_size(*start_, *some_, data_, options_);
        }
        training_.keep_checkpoint = options_.linearized;  // what comes after may be cut off too
        const auto end = train_module(*module_, train_->samples(), training_);
        certificate_["training"] = certificate_of(end, training_);
        result_.status = end.status;
        result_.converged = end.status == Status::converged;
        if (end.status == Status::cancelled) return finished();
        record(end);
        const bool compares = end.status != Status::diverged;
        if (compares && options_.linearized && !train_linearized(end.steps)) return finished();
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

    ModuleKernelOptions kernels() const { return {options_.kernel_memory}; }

    /// Beside each look: test error, the gradient distance where it is exact, and the training
    /// error where the loss does not tell it.
    std::vector<double> measure() const {
        const double unknown = std::numeric_limits<double>::quiet_NaN();
        return {test_ ? test_->error(*module_) : unknown,
                options_.directions > 0 ? unknown
                                        : module_->gradient_distance(*start_, *some_, kernels()),
                data_.labels.empty() ? unknown : train_->error(*module_)};
    }

    static Json certificate_of(const ModuleTrainingResult& end,
                               const ModuleTrainingOptions& training) {
        return {{"status", name(end.status)},
                {"steps", end.steps},
                {"step_size", training.step_size},
                {"loss_tolerance", training.loss_tolerance},
                {"loss", end.loss}};
    }

    void record(const ModuleTrainingResult& end) {
        const auto count = static_cast<double>(data_.x.samples());
        set("train_loss", end.loss);
        set("steps", static_cast<double>(end.steps));
        set("step_size", training_.step_size);
        set("loss_tolerance", training_.loss_tolerance);
        set("weight_change", module_->weight_change(*start_));
        set("train_error", data_.labels.empty() ? train_->error_of(end.loss * count, end.wrong)
                                                : train_->error(*module_));
        if (test_) {
            set("test_error", test_->error(*module_));
            set("test_error_start", test_->error(*start_));
            if (!data_.has_classes()) set("zero_error", test_->zero_error());
        }
        for (const ModuleTrainingPoint& look : end.curve) record(look);
    }

    void record(const ModuleTrainingPoint& look) {
        const auto add = [&](const char* trace, double value) {
            result_.traces[trace].push_back(value);
        };
        const auto count = static_cast<double>(data_.x.samples());
        add("history_steps", static_cast<double>(look.steps));
        add("history_train_loss", look.loss);
        if (data_.has_classes()) {
            add("history_train_error", data_.labels.empty()
                                           ? train_->error_of(look.loss * count, look.wrong)
                                           : look.measured.at(2));
        }
        if (test_) add("history_test_error", look.measured.at(0));
        if (options_.directions == 0) add("history_gradient_distance", look.measured.at(1));
    }

    /// False if it was cancelled.
    bool train_linearized(long steps) {
        const auto linear = start_->linearized();
        ModuleTrainingOptions training = training_;
        training.log_spacing = 0.0;
        if (linearized_step_ > 0.0) training.step_size = linearized_step_;
        training.max_steps = std::max(1L, steps);
        training.measure = {};
        training.keep_checkpoint = false;
        if (!training.checkpoint.empty()) training.checkpoint += ".linearized";
        const auto end = train_module(*linear, train_->samples(), training);
        certificate_["linearized"] = certificate_of(end, training);
        if (end.status == Status::cancelled) return false;
        const bool usable = end.status != Status::diverged;
        if (usable && test_) set("linearized_error", test_->error(*linear));
        if (usable) set("linearized_train_error", train_->error(*linear));
        return true;
    }

    void compare() {
        const double distance = module_->gradient_distance(*start_, *some_, kernels());
        set("gradient_distance", distance);
        if (!std::isfinite(distance)) return;
        set_kernels(start_->tangent_kernel(*some_, kernels()),
                    module_->tangent_kernel(*some_, kernels()));
    }

    void set_kernels(const Matrix& before, const Matrix& after) {
        set("kernel_distance", kernel_distance(before, after));
        const Vector y =
            compared_targets(data_.targets, data_.labels, compared_, before.rows() / compared_);
        if (y.norm() == 0.0) return;
        set("alignment_start", kernel_target_alignment(before, y));
        set("alignment_end", kernel_target_alignment(after, y));
    }

    void estimate() {
        const KernelEstimate found =
            module_->estimate_kernel(*start_, *some_, options_.directions, training_.seed);
        set_kernels(found.start, found.end);
        set("gradient_distance", found.gradient_distance);
        set("gradient_distance_error", found.gradient_distance_error);
        set("kernel_distance", found.kernel_distance);
        set("kernel_distance_error", found.kernel_distance_error);
    }

    const ModuleData& data_;
    const ModuleRunOptions& options_;
    Index compared_;  ///< samples
    std::unique_ptr<Module> start_;
    ModuleSamplesPointer some_;
    ModuleTrainingOptions training_;
    std::unique_ptr<Module> module_;
    std::unique_ptr<Judge> train_;
    std::unique_ptr<Judge> test_;
    double linearized_step_ = 0.0;  ///< 0: that of the module itself
    Json certificate_ = Json::object();
    RunResult result_;
};

}  // namespace

RunResult module_run(const Module& module, const ModuleData& data,
                     const ModuleRunOptions& options) {
    if (options.kernel_samples < 1) {
        throw std::invalid_argument(
            fmt::format("kernel_samples: {} given, at least 1 expected", options.kernel_samples));
    }
    return ModuleRun(module, data, options).go();
}

}  // namespace regimes
