// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/torch/torch_module.hpp"

#include <ATen/Parallel.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fnmatch.h>
#include <torch/csrc/jit/passes/inliner.h>

#include <cmath>
#include <set>
#include <stdexcept>

#include "regimes/core/nearest_name.hpp"
#include "regimes/networks/torch/torch_errors.hpp"

namespace regimes {

namespace {

constexpr int most_doublings = 40;  // of the parameters, until outputs are large enough
constexpr int halvings = 6;         // of the interval between two of them: 1 % of the scale

bool draws(torch::jit::Block* block) {
    for (torch::jit::Node* node : block->nodes()) {
        if (node->isNondeterministic()) return true;
        for (torch::jit::Block* inner : node->blocks()) {
            if (draws(inner)) return true;
        }
    }
    return false;
}

/// Does the module as it trains draw random numbers?
bool draws(const torch::jit::Module& module) {
    const auto graph = module.get_method("forward").graph()->copy();
    torch::jit::Inline(*graph);
    return draws(graph->block());
}

std::vector<std::string> names_of(const std::vector<NamedTensor>& tensors) {
    std::vector<std::string> names;
    for (const NamedTensor& named : tensors) names.push_back(named.name);
    return names;
}

}  // namespace

double square_sum(const at::Tensor& tensor) {
    return tensor.detach().to(at::kDouble).square().sum().item<double>();
}

std::string shape_text(at::IntArrayRef shape) {
    return fmt::format("{}", fmt::join(shape.begin(), shape.end(), " x "));
}

at::ScalarType scalar_type(Precision precision) {
    return precision == Precision::single_precision ? at::kFloat : at::kDouble;
}

at::Device torch_device(Device device) {
    return device == Device::cuda ? at::Device(at::kCUDA) : at::Device(at::kCPU);
}

TorchModule::TorchModule(torch::jit::Module module, const DeviceOptions& place)
    : module_(std::move(module)), place_(place) {
    module_.to(torch_device(place.device), scalar_type(place.precision));
    set_training(false);
    is_random_ = draws(module_);
    has_buffers_ = module_.named_buffers().size() > 0;
    if (!trained().empty()) return;
    throw std::invalid_argument(
        "module: no parameters to train (a frozen module has none: save it before "
        "torch.jit.freeze, with requires_grad)");
}

TorchModule::TorchModule(const TorchModule& other)
    : module_(other.module_),
      is_training_(other.is_training_),
      place_(other.place_),
      output_scale_(other.output_scale_),
      scaled_(other.scaled_),
      start_(other.start_),
      is_random_(other.is_random_),
      has_buffers_(other.has_buffers_),
      steps_(other.steps_) {
    const at::NoGradGuard no_gradients;
    const std::vector<NamedTensor> before = other.tensors();
    module_ = other.module_.deepcopy();
    const std::vector<NamedTensor> after = tensors();
    for (std::size_t k = 0; k < before.size(); ++k) {
        after[k].tensor.set_requires_grad(before[k].tensor.requires_grad());
    }
}

TorchModule* TorchModule::clone() const {
    return with_plain_errors([&] { return new TorchModule(*this); });
}

/// Every parameter once, also where several names have it.
std::vector<NamedTensor> TorchModule::tensors() const {
    std::vector<NamedTensor> all;
    std::set<const void*> seen;
    for (const auto& named : module_.named_parameters()) {
        if (!seen.insert(named.value.unsafeGetTensorImpl()).second) continue;
        all.push_back({named.name, named.value});
    }
    return all;
}

std::vector<NamedTensor> TorchModule::trained() const {
    std::vector<NamedTensor> some;
    for (NamedTensor& named : tensors()) {
        if (named.tensor.requires_grad()) some.push_back(std::move(named));
    }
    return some;
}

std::vector<ModuleParameter> TorchModule::parameters() const {
    std::vector<ModuleParameter> parameters;
    for (const auto& [name, tensor] : tensors()) {
        const auto shape = tensor.sizes();
        parameters.push_back(
            {name, std::vector<Index>(shape.begin(), shape.end()), tensor.requires_grad()});
    }
    return parameters;
}

std::vector<NamedTensor> TorchModule::matching(const std::vector<std::string>& patterns) const {
    const std::vector<NamedTensor> all = tensors();
    std::vector<bool> taken(all.size(), patterns.empty());
    for (const std::string& pattern : patterns) {
        bool found = false;
        for (std::size_t k = 0; k < all.size(); ++k) {
            if (fnmatch(pattern.c_str(), all[k].name.c_str(), 0) != 0) continue;
            taken[k] = found = true;
        }
        if (found) continue;
        throw std::invalid_argument(fmt::format("parameters: none is named \"{}\"{}", pattern,
                                                suggestion(pattern, names_of(all))));
    }
    std::vector<NamedTensor> some;
    for (std::size_t k = 0; k < all.size(); ++k) {
        if (taken[k]) some.push_back(all[k]);
    }
    return some;
}

void TorchModule::scale_parameters(const std::vector<std::string>& patterns, double log_alpha) {
    const at::NoGradGuard no_gradients;
    for (NamedTensor& named : matching(patterns)) named.tensor.mul_(std::exp(log_alpha));
    scaled_ = patterns;
}

Vector TorchModule::parameter_values() const {
    return with_plain_errors([&] {
        std::vector<at::Tensor> flat;
        for (const NamedTensor& named : tensors()) {
            flat.push_back(named.tensor.detach().to(at::kCPU, at::kDouble).reshape(-1));
        }
        const at::Tensor all = at::cat(flat);
        return Vector(Eigen::Map<const Vector>(all.data_ptr<double>(), all.numel()));
    });
}

std::unique_ptr<Network> TorchModule::grown(const TakenSamples& given, double size) const {
    TorchSamples samples = torch_samples(given);
    samples.offset = at::Tensor();  // of f itself, not of its change
    const auto larger = [this](double doublings) {
        auto module = Module::copy();
        module->scale_parameters(scaled_, doublings * std::log(2.0));
        return module;
    };
    const auto is_large_enough = [&](const Module& module) {
        const Vector f = module.outputs(samples);
        return f.stableNorm() >= size * std::sqrt(static_cast<double>(f.size()));
    };
    if (is_large_enough(*this)) return larger(0.0);
    int whole = 1;
    while (!is_large_enough(*larger(whole))) {
        if (++whole > most_doublings) return larger(0.0);
    }
    double low = whole - 1;
    double high = whole;
    for (int k = 0; k < halvings; ++k) {
        const double middle = 0.5 * (low + high);
        (is_large_enough(*larger(middle)) ? high : low) = middle;
    }
    return larger(high);
}

void TorchModule::scale_outputs(double log_alpha) { output_scale_ *= std::exp(log_alpha); }

void TorchModule::subtract_start() {
    start_ = nullptr;
    start_ = std::shared_ptr<const TorchModule>(new TorchModule(*this));
}

void TorchModule::freeze(const std::vector<std::string>& patterns) {
    if (patterns.empty()) return;
    const std::vector<NamedTensor> frozen = matching(patterns);
    if (frozen.size() == tensors().size()) {
        throw std::invalid_argument("parameters: all would be frozen, one to train expected");
    }
    for (const NamedTensor& named : frozen) named.tensor.set_requires_grad(false);
    if (trained().empty()) {
        throw std::invalid_argument("parameters: none is left to train");
    }
}

void TorchModule::set_training(bool training) const {
    if (training == is_training_) return;
    module_.train(training);
    is_training_ = training;
}

double TorchModule::weight_change(const Network& start) const {
    const auto* from = dynamic_cast<const TorchModule*>(&start);
    if (from == nullptr) throw std::invalid_argument("start: not a module of LibTorch");
    const std::vector<NamedTensor> here = trained();
    const std::vector<NamedTensor> there = from->trained();
    if (here.size() != there.size()) {
        throw std::invalid_argument("start: another module, or other parameters frozen");
    }
    double change = 0.0;
    double size = 0.0;
    for (std::size_t k = 0; k < here.size(); ++k) {
        change += square_sum(here[k].tensor - there[k].tensor);
        size += square_sum(there[k].tensor);
    }
    return std::sqrt(change / size);
}

Differentiable TorchModule::differentiable() const {
    set_training(false);
    Differentiable f;
    f.outputs = [this](const at::Tensor& x) { return outputs_of(x, {}); };
    for (NamedTensor& named : trained()) f.parameters.push_back(std::move(named.tensor));
    return f;
}

}  // namespace regimes
