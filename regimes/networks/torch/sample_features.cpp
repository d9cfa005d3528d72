// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/torch/sample_features.hpp"

#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/engine.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>

#include "regimes/core/random.hpp"

namespace regimes {

namespace {

using Form = FeaturePlan::Form;
using torch::autograd::Engine;

std::size_t at_index(Index i) { return static_cast<std::size_t>(i); }

/// Fills features from the gradients by the outputs of layers.
class Filling {
public:
    Filling(const Differentiable& f, const FeaturePlan& plan, const Recording& recording,
            SampleFeatures& features)
        : f_(f),
          plan_(plan),
          uses_(recording.uses),
          features_(features),
          factors_(uses_.size()),
          seen_(uses_.size()) {
        features.factors.resize(f.parameters.size());
    }

    void add(std::size_t u, Index k, const at::Tensor& gradient) {
        const LayerUse& use = uses_[u];
        const Index samples = features_.samples;
        if (!use.has_matrix()) {
            for (const bool weight : {true, false}) {
                const Index parameter = weight ? use.weight : use.bias;
                if (form(parameter) != Form::gradient) continue;
                held(parameter, k) += normalization_gradient(use, gradient, samples, weight);
            }
            return;
        }
        const at::Tensor g = by_position(use, gradient, samples);
        if (form(use.bias) == Form::gradient) held(use.bias, k) += g.sum(2);
        if (form(use.weight) == Form::gradient) add_weight(u, k, g);
        if (form(use.weight) == Form::factors) add_factor(u, k, g);
    }

    /// The features hold the factors then.
    void finish() {
        for (LayerFactors& layer : factors_) {
            if (!layer.gradients.defined()) continue;
            features_.factors[at_index(layer.use.weight)].push_back(std::move(layer));
        }
    }

private:
    Form form(Index parameter) const {
        return parameter < 0 ? Form::none : plan_.forms[at_index(parameter)];
    }

    at::Tensor held(Index parameter, Index k) {
        return features_.gradients.select(1, k).narrow(1, plan_.offsets[at_index(parameter)],
                                                       f_.parameters[at_index(parameter)].numel());
    }

    void add_weight(std::size_t u, Index k, const at::Tensor& g) {
        const LayerUse& use = uses_[u];
        const Index samples = features_.samples;
        if (!seen_[u].defined()) seen_[u] = unfolded(use, samples, 0, samples);
        const LayerFactors layer{use, g.unsqueeze(1)};
        at::Tensor out = held(use.weight, k);
        at::Tensor gradient = at::empty({samples, 1, out.size(1)}, out.options());
        layer_gradients(layer, seen_[u], 0, 0, slices_of(layer), false, gradient);
        out += gradient.squeeze(1);
    }

    void add_factor(std::size_t u, Index k, const at::Tensor& g) {
        LayerFactors& layer = factors_[u];
        if (!layer.gradients.defined()) {
            layer.use = uses_[u];
            layer.use.output = {};  // the graph ends with the pass
            layer.gradients =
                at::zeros({features_.samples, plan_.outputs, g.size(1), g.size(2)}, g.options());
        }
        layer.gradients.select(1, k).copy_(g);
    }

    const Differentiable& f_;
    const FeaturePlan& plan_;
    const std::vector<LayerUse>& uses_;
    SampleFeatures& features_;
    std::vector<LayerFactors> factors_;
    std::vector<at::Tensor> seen_;
};

/// One pass back for each output.
void fill_from_layers(const Recording& recording, Index outputs, Filling& filling) {
    torch::autograd::edge_list edges;
    for (const LayerUse& use : recording.uses) edges.push_back(use.output);
    if (edges.empty()) return;
    const at::NoGradGuard no_gradients;
    const auto root = torch::autograd::impl::gradient_edge(recording.outputs);
    for (Index k = 0; k < outputs; ++k) {
        at::Tensor one = at::zeros_like(recording.outputs);
        one.select(1, k).fill_(1.0);
        const auto gradients =
            Engine::get_default_engine().execute({root}, {one}, true, false, false, edges);
        for (std::size_t u = 0; u < gradients.size(); ++u) {
            if (gradients[u].defined()) filling.add(u, k, gradients[u]);
        }
    }
    filling.finish();
}

std::vector<at::Tensor> gradients_by_autograd(const at::Tensor& output,
                                              const std::vector<at::Tensor>& parameters,
                                              const at::Tensor& weights, bool keep) {
    if (!output.requires_grad() || parameters.empty()) {
        return std::vector<at::Tensor>(parameters.size());
    }
    return torch::autograd::grad({output}, parameters, {weights}, keep, false, true);
}

/// Sample by sample, each alone.
void fill_by_autograd(const Differentiable& f, const FeaturePlan& plan, const at::Tensor& x,
                      SampleFeatures& features) {
    std::vector<at::Tensor> parameters;
    std::vector<Index> offsets;
    for (std::size_t i = 0; i < f.parameters.size(); ++i) {
        if (plan.forms[i] != Form::autograd) continue;
        parameters.push_back(f.parameters[i]);
        offsets.push_back(plan.offsets[i]);
    }
    if (parameters.empty()) return;
    const at::AutoGradMode gradients_on(true);
    for (Index n = 0; n < features.samples; ++n) {
        const at::Tensor outputs = differentiable_outputs(f, x.narrow(0, n, 1));
        for (Index k = 0; k < plan.outputs; ++k) {
            const at::Tensor output = outputs.select(1, k);
            const auto gradients =
                gradients_by_autograd(output, parameters, at::ones_like(output), true);
            for (std::size_t i = 0; i < gradients.size(); ++i) {
                if (!gradients[i].defined()) continue;
                features.gradients.select(0, n).select(0, k).narrow(
                    0, offsets[i], gradients[i].numel()) = gradients[i].reshape(-1);
            }
        }
    }
}

void check_outputs(const at::Tensor& outputs, const FeaturePlan& plan, Index samples) {
    if (outputs.dim() == 2 && outputs.size(0) == samples && outputs.size(1) == plan.outputs &&
        plan.outputs > 0) {
        return;
    }
    std::string shape;
    for (const std::int64_t size : outputs.sizes()) shape += ' ' + std::to_string(size);
    throw std::invalid_argument("f: outputs of shape [" + shape + " ] for " +
                                std::to_string(samples) +
                                " samples, one row of numbers for each expected");
}

/// sum over the first samples of the combination c (samples x outputs) of the gradients by a
/// parameter, from the features.
at::Tensor combined(const SampleFeatures& features, const FeaturePlan& plan, std::size_t i,
                    const at::Tensor& parameter, const at::Tensor& c) {
    const Index samples = c.size(0);
    if (plan.forms[i] == Form::gradient) {
        const at::Tensor held = features.gradients.narrow(0, 0, samples)
                                    .reshape({samples * plan.outputs, plan.gradients})
                                    .narrow(1, plan.offsets[i], parameter.numel());
        return at::matmul(c.reshape({1, -1}), held).reshape(-1);
    }
    at::Tensor sum = at::zeros({1, 1, parameter.numel()}, c.options());
    for (const LayerFactors& layer : features.factors[i]) {
        const at::Tensor& g = layer.gradients;
        LayerFactors one{layer.use, at::bmm(c.unsqueeze(1), g.narrow(0, 0, samples).flatten(2))};
        one.gradients = one.gradients.view({samples, 1, g.size(2), g.size(3)});
        if (g.size(3) == 1) {
            const at::Tensor seen = unfolded(layer.use, features.samples, 0, samples).flatten(1);
            if (layer.use.windows.groups == 1) {
                sum += at::matmul(one.gradients.view({samples, g.size(2)}).t(), seen).view_as(sum);
                continue;
            }
        }
        for (Index n = 0; n < samples; ++n) {
            layer_gradients(one, unfolded(layer.use, features.samples, n, 1), n, 0,
                            slices_of(layer), true, sum);
        }
    }
    return sum.reshape(-1);
}

/// How far features may be from autograd: relative to the parameter, and to all parameters.
std::pair<double, double> tolerance(const at::Tensor& x) {
    if (x.scalar_type() == at::kDouble) return {1e-9, 1e-13};
    return x.is_cuda() ? std::pair{2e-2, 1e-4} : std::pair{1e-3, 1e-6};  // TF32 has 10 bits
}

void prove(const Differentiable& f, const FeaturePlan& plan, const SampleFeatures& features,
           const at::Tensor& outputs, const at::Tensor& c) {
    const auto expected = gradients_by_autograd(outputs, f.parameters, c, false);
    std::vector<double> norms, differences;
    for (std::size_t i = 0; i < f.parameters.size(); ++i) {
        const at::Tensor& parameter = f.parameters[i];
        at::Tensor exact = expected[i].defined() ? expected[i] : at::zeros_like(parameter);
        if (plan.transposed[i] && exact.dim() == 2) exact = exact.t();
        norms.push_back(exact.norm().item<double>());
        differences.push_back(0.0);
        if (plan.forms[i] == Form::autograd) continue;
        const at::Tensor found = combined(features, plan, i, parameter, c);
        differences.back() = (found - exact.reshape(-1)).norm().item<double>();
    }
    double total = 0.0;
    for (const double norm : norms) total = std::hypot(total, norm);
    if (!std::isfinite(total)) return;  // nothing can be said of it
    const auto [own, all] = tolerance(c);
    FeaturesDiffer found;
    for (std::size_t i = 0; i < norms.size(); ++i) {
        if (differences[i] <= own * norms[i] + all * total) continue;
        found.parameters.push_back(static_cast<Index>(i));
    }
    if (!found.parameters.empty()) throw found;
}

}  // namespace

SampleFeatures sample_features(const Differentiable& f, const FeaturePlan& plan,
                               const at::Tensor& x) {
    const Recording recording = record_uses(f, x);
    SampleFeatures features;
    features.samples = x.size(0);
    check_outputs(recording.outputs, plan, features.samples);
    features.gradients =
        at::zeros({features.samples, plan.outputs, plan.gradients}, recording.outputs.options());
    Filling filling(f, plan, recording, features);
    fill_from_layers(recording, plan.outputs, filling);
    fill_by_autograd(f, plan, x, features);
    const at::NoGradGuard no_gradients;
    Vector numbers = RandomStream(0, "proof").normals(features.samples * plan.outputs);
    const at::Tensor c =
        at::from_blob(numbers.data(), {features.samples, plan.outputs}, at::kDouble)
            .to(recording.outputs.options());
    prove(f, plan, features, recording.outputs, c);
    if (features.samples > 1) {
        prove(f, plan, features, differentiable_outputs(f, x.narrow(0, 0, 1)), c.narrow(0, 0, 1));
    }
    return features;
}

}  // namespace regimes
