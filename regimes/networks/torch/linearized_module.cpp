// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/torch/linearized_module.hpp"

#include <stdexcept>

#include "regimes/networks/torch/jacobian_products.hpp"
#include "regimes/networks/torch/torch_errors.hpp"

namespace regimes {

TorchModule* TorchModule::linearization() const {
    return with_plain_errors([&] { return new LinearizedModule(*this); });
}

LinearizedModule::LinearizedModule(const TorchModule& module) : TorchModule(module) {
    for (const NamedTensor& named : TorchModule::trained()) {
        displacement_.push_back(at::zeros_like(named.tensor.detach()));
    }
    set_training(false);
}

LinearizedModule::LinearizedModule(const LinearizedModule& other) : TorchModule(other) {
    for (const at::Tensor& own : other.displacement_) displacement_.push_back(own.clone());
}

void LinearizedModule::scale_parameters(const std::vector<std::string>&, double) {
    throw std::logic_error("scale_parameters: the module is linearised already");
}

void LinearizedModule::freeze(const std::vector<std::string>&) {
    throw std::logic_error("freeze: the module is linearised already");
}

LinearizedModule* LinearizedModule::clone() const {
    return with_plain_errors([&] { return new LinearizedModule(*this); });
}

void LinearizedModule::save(const std::filesystem::path&) const {
    throw std::logic_error("save: a linearised module has no TorchScript");
}

std::vector<NamedTensor> LinearizedModule::trained() const {
    std::vector<NamedTensor> named = TorchModule::trained();
    for (std::size_t k = 0; k < displacement_.size(); ++k) named[k].tensor = displacement_[k];
    return named;
}

Differentiable LinearizedModule::differentiable() const {
    Differentiable f;
    f.outputs = [this](const at::Tensor& x) { return TorchModule::forward(x) * output_scale(); };
    for (const NamedTensor& named : TorchModule::trained()) f.parameters.push_back(named.tensor);
    return f;
}

double LinearizedModule::weight_change(const Network&) const {
    double change = 0.0;
    double size = 0.0;
    for (const at::Tensor& own : displacement_) change += square_sum(own);
    for (const NamedTensor& named : TorchModule::trained()) size += square_sum(named.tensor);
    return std::sqrt(change / size);
}

at::Tensor LinearizedModule::forward(const at::Tensor& x) const {
    const bool wants_gradients = at::GradMode::is_enabled();
    const at::AutoGradMode with_gradients(true);
    const at::Tensor f = TorchModule::forward(x);
    std::vector<at::Tensor> parameters;
    for (const NamedTensor& named : TorchModule::trained()) parameters.push_back(named.tensor);
    const at::Tensor moved = JacobianProduct(f, parameters).times(displacement_, wants_gradients);
    const at::Tensor linear = moved.defined() ? f + moved.detach() : f;
    return wants_gradients ? linear : linear.detach();
}

}  // namespace regimes
