// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/network_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/diagnostics/gradient_distance.hpp"
#include "regimes/diagnostics/kernel_distance.hpp"
#include "regimes/diagnostics/tangent_kernel.hpp"
#include "regimes/dynamics/linearized_training.hpp"
#include "regimes/models/relu_network.hpp"
#include "regimes/studies/network_tuning.hpp"
#include "regimes/studies/output_error.hpp"

namespace regimes {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

using Labels = std::vector<int>;

/// The classes of these samples; null if there are none.
const Labels* labels_among(const NetworkTargets& targets, const Labels& labels) {
    if (!labels.empty()) return &labels;
    return std::get_if<Labels>(&targets);
}

class NetworkRun {
public:
    NetworkRun(const NetworkData& data, const NetworkRunOptions& options)
        : data_(data),
          options_(options),
          training_(tuned(data, options)),
          shape_(model_shape(options.start)),
          start_(relu_network_start(options.start)),
          model_(data.x.row_range(0, std::min(options.kernel_samples, data.x.rows)), shape_),
          labels_(labels_among(data.targets, data.labels)),
          test_labels_(labels_among(data.test_targets, data.test_labels)),
          start_has_features_(has_features(start_)) {}

    RunResult go() {
        NetworkTrainingOptions training = training_;
        if (training.log_spacing > 0.0) {
            training.watch = [&](const TrainingPoint& look, ConstVectorRef w) { record(look, w); };
        }
        const auto end = train_network(shape_, data_.x, data_.targets, start_, training);
        result_.status = end.status;
        result_.converged = end.status == Status::converged;
        certify(end);
        if (end.status == Status::cancelled) return std::move(result_);
        set("train_loss", end.loss);
        set("steps", static_cast<double>(end.steps));
        set("step_size", training.step_size);
        set("loss_tolerance", training.loss_tolerance);
        set("weight_change", (end.parameters - start_).norm() / start_.norm());
        set("train_error", error_at({end.steps, end.loss, end.wrong}, end.parameters));
        if (data_.x_test.rows > 0) judge(end.parameters);
        if (training.frozen_layers == 0) compare(end.parameters);
        if (options_.keep_parameters) {
            result_.traces["parameters"].assign(end.parameters.begin(), end.parameters.end());
        }
        return std::move(result_);
    }

private:
    void set(const char* metric, double value) {
        if (!std::isnan(value)) result_.metrics[metric] = value;
    }

    double error(const MatrixView& x, const NetworkTargets& targets, const Labels* labels,
                 ConstVectorRef w) const {
        const NetworkScore score =
            labels != nullptr
                ? score_network(shape_, x, *labels, w, training_.precision, training_.threads)
                : score_network(shape_, x, targets, w, training_.precision, training_.threads);
        const auto samples = static_cast<double>(x.rows);
        if (labels != nullptr) return static_cast<double>(score.wrong) / samples;
        return std::sqrt(score.loss / (samples * static_cast<double>(shape_.outputs())));
    }

    double train_error(ConstVectorRef w) const { return error(data_.x, data_.targets, labels_, w); }
    double test_error(ConstVectorRef w) const {
        return error(data_.x_test, data_.test_targets, test_labels_, w);
    }

    /// False where no output depends on any parameter, as when all units of a layer are off.
    bool has_features(ConstVectorRef w) const {
        Vector slope(w.size());
        const Vector u = RandomStream(0, "combination of features").normals(model_.outputs());
        model_.jacobian_transposed_times(w, u, slope);
        return slope.cwiseAbs().maxCoeff() > 0.0;
    }

    double distance_to(ConstVectorRef w) const {
        if (!start_has_features_ || !has_features(w)) return unknown;
        return gradient_distance(model_, start_, w, training_.threads);
    }

    void record(const TrainingPoint& look, ConstVectorRef w) {
        const auto add = [&](const char* trace, double value) {
            result_.traces[trace].push_back(value);
        };
        add("history_steps", static_cast<double>(look.steps));
        add("history_train_loss", look.loss);
        if (labels_ != nullptr) add("history_train_error", error_at(look, w));
        if (data_.x_test.rows > 0) add("history_test_error", test_error(w));
        if (training_.frozen_layers == 0) add("history_gradient_distance", distance_to(w));
    }

    /// The error on the training samples; training on labels has counted those that are wrong.
    double error_at(const TrainingPoint& look, ConstVectorRef w) const {
        if (!std::holds_alternative<Labels>(data_.targets)) return train_error(w);
        return static_cast<double>(look.wrong) / static_cast<double>(data_.x.rows);
    }

    void certify(const NetworkTrainingResult& end) {
        const nlohmann::ordered_json json = {{"training",
                                              {{"status", name(end.status)},
                                               {"steps", end.steps},
                                               {"step_size", training_.step_size},
                                               {"loss_tolerance", training_.loss_tolerance},
                                               {"loss", end.loss}}}};
        result_.certificate = json.dump();
    }

    void judge(ConstVectorRef w) {
        set("test_error", test_error(w));
        set("test_error_start", test_error(start_));
        if (test_labels_ == nullptr) set("zero_error", zero_error());
    }

    double zero_error() const {
        const Vector& y = std::get<Vector>(data_.test_targets);
        return root_mean_square(y);
    }

    void compare(ConstVectorRef w) {
        set("gradient_distance", distance_to(w));
        if (!start_has_features_) return;
        const TangentKernelOptions kernels{options_.kernel_memory, training_.threads};
        const Matrix before = tangent_kernel(model_, start_, kernels);
        const Matrix after = tangent_kernel(model_, w, kernels);
        const Vector y =
            compared_targets(data_.targets, data_.labels, model_.samples(), shape_.outputs());
        set("kernel_distance", kernel_distance(before, after));
        if (y.norm() > 0.0) set("alignment_start", kernel_target_alignment(before, y));
        if (y.norm() > 0.0 && has_features(w)) {
            set("alignment_end", kernel_target_alignment(after, y));
        }
        const bool all = model_.samples() == data_.x.rows;
        if (!all || data_.x_test.rows == 0 || std::holds_alternative<Labels>(data_.targets)) return;
        set("linearized_error", linearized_error(before, kernels));
    }

    double linearized_error(const Matrix& kernel, const TangentKernelOptions& kernels) const {
        const ReluNetwork test(data_.x_test, shape_);
        const LinearizedTraining training(kernel, model_(start_), std::get<Vector>(data_.targets));
        const Vector f = training.outputs(tangent_kernel(test, model_, start_, kernels),
                                          test(start_), std::numeric_limits<double>::infinity());
        if (test_labels_ != nullptr) return error_rate(f, *test_labels_);
        const Vector& y = std::get<Vector>(data_.test_targets);
        return root_mean_square(f - y);
    }

    const NetworkData& data_;
    const NetworkRunOptions& options_;
    NetworkTrainingOptions training_;
    ReluShape shape_;
    Vector start_;
    ReluNetwork model_;
    const Labels* labels_;
    const Labels* test_labels_;
    bool start_has_features_;
    RunResult result_;
};

}  // namespace

RunResult network_run(const NetworkData& data, const NetworkRunOptions& options) {
    if (options.kernel_samples < 1) {
        throw std::invalid_argument(
            fmt::format("kernel_samples: {} given, at least 1 expected", options.kernel_samples));
    }
    return NetworkRun(data, options).go();
}

}  // namespace regimes
