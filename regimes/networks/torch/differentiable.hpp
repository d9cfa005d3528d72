// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <torch/script.h>

#include <functional>
#include <vector>

namespace regimes {

/// A network as a function of its inputs that autograd can differentiate by its parameters.
struct Differentiable {
    /// B x (shape of a sample) to B x outputs. Calls see the present values of the parameters.
    std::function<at::Tensor(const at::Tensor&)> outputs;
    std::vector<at::Tensor> parameters;  ///< leaves that require gradients: those that train
};

}  // namespace regimes
