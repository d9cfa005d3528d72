// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/module_tuning.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "regimes/diagnostics/stable_step_size.hpp"
#include "regimes/studies/network_tuning.hpp"
#include "regimes/studies/output_error.hpp"

namespace regimes {

namespace {

using Labels = std::vector<int>;

constexpr int most_doublings = 40;  // of the parameters, until outputs have the size of targets
constexpr int halvings = 6;         // of the interval between two of them: 1 % of the scale

class ModuleTuning {
public:
    ModuleTuning(const Module& start, const ModuleSamples& samples, const ModuleData& data,
                 const ModuleRunOptions& options)
        : start_(start),
          samples_(samples),
          count_(data.x.samples()),
          labels_(std::get_if<Labels>(&data.targets)),
          numbers_(std::get_if<Vector>(&data.targets)),
          options_(options),
          outputs_(start.outputs(samples)) {}

    double loss_tolerance(bool has_classes) const {
        const double zero = labels_ != nullptr
                                ? std::log(static_cast<double>(outputs_of_sample()))
                                : numbers_->squaredNorm() / static_cast<double>(count_);
        if (zero > 0.0) return zero * (has_classes ? label_loss_fraction : number_loss_fraction);
        throw std::invalid_argument(
            "loss_tolerance: 0 given, a number above 0 expected: none can be chosen, since all "
            "targets are 0");
    }

    double step_size() const { return step_size_of(*grown()); }

    double step_size_of(const Module& module) const {
        const Matrix kernel = module.tangent_kernel(samples_, {options_.kernel_memory});
        const Index batch = std::min(options_.training.batch_size, count_);
        const double classes = static_cast<double>(outputs_of_sample());
        const double stable =
            stable_step_size(kernel, {.outputs = outputs_of_sample(),
                                      .samples = count_,
                                      .batch_size = batch == count_ ? 0 : batch,
                                      .curvature = labels_ != nullptr ? 1.0 / classes : 2.0});
        if (std::isfinite(stable)) return step_fraction * stable;
        throw std::invalid_argument(
            "step_size: 0 given, a number above 0 expected: none can be chosen, since the outputs "
            "of the start do not depend on the parameters that train");
    }

private:
    Index outputs_of_sample() const { return outputs_.size() / samples_.count(); }

    double target_size() const {
        if (numbers_ != nullptr) return root_mean_square(*numbers_);
        return std::sqrt(1.0 / static_cast<double>(outputs_of_sample()));
    }

    /// The start with its parameters (those that are scaled) 2^doublings times as large.
    std::unique_ptr<Module> larger(double doublings) const {
        auto module = start_.copy();
        module->scale_parameters(options_.scaled, doublings * std::log(2.0));
        return module;
    }

    bool is_large_enough(const Module& module) const {
        return root_mean_square(module.outputs(samples_)) >= target_size();
    }

    /// The start, or from a small scale what it grows to until its outputs are as large as the
    /// targets: in the rich regime kernels grow so far. Outputs that never do say nothing.
    std::unique_ptr<Module> grown() const {
        if (root_mean_square(outputs_) >= target_size()) return start_.copy();
        int whole = 1;
        while (!is_large_enough(*larger(whole))) {
            if (++whole > most_doublings) return start_.copy();
        }
        double low = whole - 1;
        double high = whole;
        for (int k = 0; k < halvings; ++k) {
            const double middle = 0.5 * (low + high);
            (is_large_enough(*larger(middle)) ? high : low) = middle;
        }
        return larger(high);
    }

    const Module& start_;
    const ModuleSamples& samples_;
    Index count_;
    const Labels* labels_;
    const Vector* numbers_;
    const ModuleRunOptions& options_;
    Vector outputs_;
};

}  // namespace

ModuleTrainingOptions tuned(const Module& start, const ModuleSamples& samples,
                            const ModuleData& data, const ModuleRunOptions& options) {
    ModuleTrainingOptions training = options.training;
    if (training.loss_tolerance > 0.0 && training.step_size > 0.0) return training;
    const ModuleTuning tuning(start, samples, data, options);
    const bool has_classes = data.has_classes();
    if (training.loss_tolerance == 0.0) {
        training.loss_tolerance = tuning.loss_tolerance(has_classes);
    }
    if (training.step_size == 0.0) training.step_size = tuning.step_size();
    return training;
}

double linearized_step_size(const Module& start, const ModuleSamples& samples,
                            const ModuleData& data, const ModuleRunOptions& options) {
    return ModuleTuning(start, samples, data, options).step_size_of(start);
}

}  // namespace regimes
