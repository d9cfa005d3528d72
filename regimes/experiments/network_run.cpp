// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/network_run.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "regimes/diagnostics/gradient_distance.hpp"
#include "regimes/diagnostics/kernel_distance.hpp"
#include "regimes/diagnostics/tangent_kernel.hpp"
#include "regimes/dynamics/linearized_training.hpp"
#include "regimes/models/relu_network.hpp"

namespace regimes {

namespace {

bool are_labels(const NetworkTargets& targets) {
    return std::holds_alternative<std::vector<int>>(targets);
}

/// The first `count` samples.
MatrixView head(const MatrixView& x, Index count) {
    return {x.data, count, x.cols, x.stride, x.order};
}

/// Numbers as they are; labels as indicators, less their mean over the classes.
Vector as_numbers(const NetworkTargets& targets, Index samples, Index outputs) {
    if (!are_labels(targets)) return std::get<Vector>(targets).head(samples * outputs);
    const auto& labels = std::get<std::vector<int>>(targets);
    Vector y = Vector::Constant(samples * outputs, -1.0 / static_cast<double>(outputs));
    for (Index n = 0; n < samples; ++n) y[n * outputs + labels[static_cast<std::size_t>(n)]] += 1.0;
    return y;
}

class NetworkRun {
public:
    NetworkRun(const NetworkData& data, const NetworkRunOptions& options)
        : data_(data),
          options_(options),
          shape_(model_shape(options.start)),
          start_(relu_network_start(options.start)),
          model_(head(data.x, std::min(options.kernel_samples, data.x.rows)), shape_) {}

    RunResult go() {
        NetworkTrainingOptions training = options_.training;
        if (training.record_ratio > 0.0) {
            training.watch = [&](const NetworkLook& look, ConstVectorRef w) { record(look, w); };
        }
        const auto end = train_network(shape_, data_.x, data_.targets, start_, training);
        result_.converged = end.status == Status::converged;
        certify(end);
        set("train_loss", end.loss);
        set("steps", static_cast<double>(end.steps));
        set("weight_change", (end.parameters - start_).norm() / start_.norm());
        set("train_error", error(data_.x, data_.targets, end.parameters));
        if (data_.x_test.rows > 0) judge(end.parameters);
        if (training.frozen_layers == 0) compare(end.parameters);
        return std::move(result_);
    }

private:
    void set(const char* metric, double value) {
        if (!std::isnan(value)) result_.metrics[metric] = value;
    }

    double error(const MatrixView& x, const NetworkTargets& targets, ConstVectorRef w) const {
        const NetworkTrainingOptions& training = options_.training;
        const NetworkScore score =
            score_network(shape_, x, targets, w, training.precision, training.threads);
        if (are_labels(targets)) return static_cast<double>(score.wrong) / samples_of(x);
        return std::sqrt(score.loss / (samples_of(x) * static_cast<double>(shape_.outputs())));
    }

    static double samples_of(const MatrixView& x) { return static_cast<double>(x.rows); }

    void record(const NetworkLook& look, ConstVectorRef w) {
        const auto add = [&](const char* trace, double value) {
            result_.traces[trace].push_back(value);
        };
        add("look_steps", static_cast<double>(look.steps));
        add("look_train_loss", look.loss);
        if (are_labels(data_.targets)) {
            add("look_train_error", static_cast<double>(look.wrong) / samples_of(data_.x));
        }
        if (data_.x_test.rows > 0) {
            add("look_test_error", error(data_.x_test, data_.test_targets, w));
        }
        if (options_.training.frozen_layers == 0) {
            add("look_gradient_distance",
                gradient_distance(model_, start_, w, options_.training.threads));
        }
    }

    void certify(const NetworkTrainingResult& end) {
        const nlohmann::ordered_json json = {{"training",
                                              {{"status", name(end.status)},
                                               {"steps", end.steps},
                                               {"step_size", options_.training.step_size},
                                               {"loss", end.loss}}}};
        result_.certificate = json.dump();
    }

    void judge(ConstVectorRef w) {
        set("test_error", error(data_.x_test, data_.test_targets, w));
        set("test_error_start", error(data_.x_test, data_.test_targets, start_));
        if (are_labels(data_.targets)) return;
        const Vector& y = std::get<Vector>(data_.test_targets);
        set("zero_error", y.norm() / std::sqrt(static_cast<double>(y.size())));
    }

    void compare(ConstVectorRef w) {
        const TangentKernelOptions kernels{options_.kernel_memory, options_.training.threads};
        set("gradient_distance", gradient_distance(model_, start_, w, options_.training.threads));
        const Matrix before = tangent_kernel(model_, start_, kernels);
        const Matrix after = tangent_kernel(model_, w, kernels);
        const Vector y = as_numbers(data_.targets, model_.samples(), shape_.outputs());
        set("kernel_distance", kernel_distance(before, after));
        set("alignment_start", kernel_target_alignment(before, y));
        set("alignment_end", kernel_target_alignment(after, y));
        const bool all = model_.samples() == data_.x.rows;
        if (!all || are_labels(data_.targets) || data_.x_test.rows == 0) return;
        set("linearized_error", linearized_error(before, kernels));
    }

    double linearized_error(const Matrix& kernel, const TangentKernelOptions& kernels) const {
        const ReluNetwork test(data_.x_test, shape_);
        const LinearizedTraining training(kernel, model_(start_), std::get<Vector>(data_.targets));
        const Vector f = training.outputs(tangent_kernel(test, model_, start_, kernels),
                                          test(start_), std::numeric_limits<double>::infinity());
        const Vector& y = std::get<Vector>(data_.test_targets);
        return (f - y).norm() / std::sqrt(static_cast<double>(y.size()));
    }

    const NetworkData& data_;
    const NetworkRunOptions& options_;
    ReluShape shape_;
    Vector start_;
    ReluNetwork model_;
    RunResult result_;
};

}  // namespace

RunResult network_run(const NetworkData& data, const NetworkRunOptions& options) {
    return NetworkRun(data, options).go();
}

}  // namespace regimes
