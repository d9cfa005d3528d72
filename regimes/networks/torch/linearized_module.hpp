// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/networks/torch/torch_module.hpp"

namespace regimes {

/// f(w_0) + J(w_0) v: a module linearised at w_0, with the displacement v = w - w_0 in place of w,
/// so that small ones keep their digits.
///
/// J v is the derivative of J^T u by u in the direction v (twice reverse mode), so that a step
/// costs about three of the module's own, and no tangent feature is held. The module is taken as it
/// is used. Its tangent features are those of w_0 everywhere.
/// Errors: `scale_parameters` and `freeze` throw std::logic_error: it is too late for them.
class LinearizedModule final : public TorchModule {
public:
    explicit LinearizedModule(const TorchModule& module);

    void scale_parameters(const std::vector<std::string>& patterns, double log_alpha) override;
    void freeze(const std::vector<std::string>& patterns) override;
    double weight_change(const Network& start) const override;
    void save(const std::filesystem::path& path) const override;

protected:
    at::Tensor forward(const at::Tensor& x) const override;
    std::vector<NamedTensor> trained() const override;
    std::vector<at::Tensor> state() const override { return displacement_; }
    void set_training(bool) const override { TorchModule::set_training(false); }
    Differentiable differentiable() const override;

private:
    LinearizedModule* clone() const override;
    LinearizedModule* linearization() const override { return clone(); }
    LinearizedModule(const LinearizedModule& other);

    std::vector<at::Tensor> displacement_;  ///< v, of the parameters that train
};

}  // namespace regimes
