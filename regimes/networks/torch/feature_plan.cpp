// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <new>

#include "regimes/networks/torch/sample_features.hpp"
#include "regimes/networks/torch/torch_errors.hpp"

namespace regimes {

namespace {

using Form = FeaturePlan::Form;

/// How one sample uses a parameter.
struct Roles {
    bool entrywise = false;  // bias, or weight of a normalisation
    bool matrix = false;
    bool straight = false, transposed = false;
    Index positions = 0;
    Index seen = 0;   // numbers, unfolded
    Index input = 0;  // numbers, as they are
};

std::vector<Roles> roles_of(const Differentiable& f, const Recording& recording) {
    std::vector<Roles> all(f.parameters.size());
    for (const LayerUse& use : recording.uses) {
        if (use.bias >= 0) all[static_cast<std::size_t>(use.bias)].entrywise = true;
        if (use.weight < 0) continue;
        Roles& roles = all[static_cast<std::size_t>(use.weight)];
        if (!use.has_matrix()) {
            roles.entrywise = true;
            continue;
        }
        const at::Tensor seen = unfolded(use, 1, 0, 1);
        roles.matrix = true;
        (use.transposed ? roles.transposed : roles.straight) = true;
        roles.positions += seen.size(2);
        roles.seen += seen.numel();
        roles.input += use.input.numel();
    }
    return all;
}

Index layer_outputs(const at::Tensor& weight, bool transposed) {
    return transposed ? weight.size(1) : weight.size(0);
}

/// The form that holds fewer numbers for each sample and output.
Form form_of(const Roles& roles, const at::Tensor& weight) {
    if (!roles.matrix && !roles.entrywise) return Form::none;
    if ((roles.matrix && roles.entrywise) || (roles.straight && roles.transposed)) {
        return Form::autograd;
    }
    if (roles.entrywise) return Form::gradient;
    const Index inputs = weight.numel() / layer_outputs(weight, roles.transposed);
    return roles.positions >= inputs ? Form::gradient : Form::factors;
}

}  // namespace

Index fitting(std::size_t memory, Index each, Index most) {
    const auto count = static_cast<Index>(memory) / std::max<Index>(each, 1);
    return std::clamp<Index>(count, 1, most);
}

FeaturePlan plan_features(const Differentiable& f, const at::Tensor& x, Index samples,
                          std::size_t memory, const std::vector<bool>& by_autograd) {
    const Recording recording = record_uses(f, x.narrow(0, 0, 1));
    const std::vector<Roles> roles = roles_of(f, recording);
    FeaturePlan plan;
    plan.outputs = recording.outputs.dim() == 2 ? recording.outputs.size(1) : 0;
    Index held = 0;      // numbers for each sample and output
    Index inputs = 0;    // numbers for each sample
    Index unrolled = 0;  // likewise, in a pass
    for (std::size_t i = 0; i < roles.size(); ++i) {
        const at::Tensor& parameter = f.parameters[i];
        const Form form = by_autograd[i] ? Form::autograd : form_of(roles[i], parameter);
        plan.forms.push_back(form);
        plan.transposed.push_back(roles[i].transposed);
        plan.offsets.push_back(plan.gradients);
        if (form == Form::factors) {
            held += layer_outputs(parameter, roles[i].transposed) * roles[i].positions;
            inputs += roles[i].input;
        } else if (form != Form::none) {
            plan.gradients += parameter.numel();
            if (roles[i].matrix) unrolled += roles[i].seen;
        }
    }
    const auto bytes = static_cast<Index>(x.element_size());
    const Index graph = 2 * static_cast<Index>(recording.bytes) + bytes * unrolled;
    const Index features = bytes * (inputs + plan.outputs * (held + plan.gradients));
    plan.slice = static_cast<Index>(memory / 4);
    plan.block = fitting(memory / 2, features, samples);
    if (plan.block < samples) {  // two blocks at a time, all of about one size
        plan.block = fitting(memory / 4, features, samples);
        const Index blocks = (samples + plan.block - 1) / plan.block;
        plan.block = (samples + blocks - 1) / blocks;
    }
    plan.pass = fitting(memory / 4, graph, plan.block);
    plan.memory = static_cast<std::size_t>(4 * std::max(plan.pass * graph, plan.block * features));
    return plan;
}

void with_less_memory(std::size_t memory, std::size_t parameters,
                      const std::function<void(std::size_t&, const std::vector<bool>&)>& compute) {
    std::vector<bool> by_autograd(parameters, false);
    for (;;) {
        try {
            return compute(memory, by_autograd);
        } catch (const FeaturesDiffer& found) {
            for (const Index i : found.parameters) by_autograd[static_cast<std::size_t>(i)] = true;
            continue;
        } catch (const c10::Error& error) {
            if (!is_out_of_memory(error)) throw;
        } catch (const std::bad_alloc&) {
        }
        if (memory <= 1) throw std::bad_alloc();
        memory /= 2;
    }
}

}  // namespace regimes
