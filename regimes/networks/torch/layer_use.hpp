// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <torch/csrc/autograd/edge.h>

#include <cstdint>
#include <vector>

#include "regimes/core/types.hpp"
#include "regimes/networks/torch/differentiable.hpp"

namespace regimes {

/// How a convolution lays its windows over the input, for each axis of space.
struct Windows {
    std::vector<std::int64_t> kernel, stride, before, after, dilation;  ///< zeros before and after
    std::int64_t groups = 1;
};

/// One call of a layer, as it happened: its parameters, its input, and where in the graph of
/// autograd the gradient by its output passes.
///
/// The gradient of sample n by a weight of a linear or convolutional layer is the sum over the
/// positions j of g_nj (x) u_nj, with g by the output there and u the inputs that it sees
/// (`unfolded`); by a bias, the sum of g_nj.
struct LayerUse {
    enum class Kind { linear, convolution, batch_norm, group_norm, layer_norm };

    Kind kind = Kind::linear;
    Index weight = -1;        ///< which of the parameters; -1: none of them
    Index bias = -1;          ///< likewise
    bool transposed = false;  ///< the weight has one column, not row, for each output
    at::Tensor input;
    torch::autograd::Edge output;
    Windows windows;                  // convolution
    at::Tensor mean, variance;        // batch_norm, in eval mode
    std::vector<std::int64_t> shape;  // layer_norm; group_norm: the number of groups
    double epsilon = 0.0;             // the three

    /// Its gradient is a sum of outer products; else it is one entry for each.
    bool has_matrix() const { return kind == Kind::linear || kind == Kind::convolution; }
};

/// An ordinary forward pass, with the layers that it called.
struct Recording {
    at::Tensor outputs;
    std::vector<LayerUse> uses;  ///< in order; calls inside a recorded one are not recorded
    std::size_t bytes = 0;       ///< of what all operations returned: what the graph may hold
};

/// f(x), without any optimisation of TorchScript that would hide operations from autograd, and with
/// a graph even where the caller has switched gradients off.
at::Tensor differentiable_outputs(const Differentiable& f, const at::Tensor& x);

/// The same; records linear, addmm, mm and matmul with a parameter or its transpose, conv1d to
/// conv3d, batch_norm (eval), group_norm and layer_norm. Only this thread is listened to.
Recording record_uses(const Differentiable& f, const at::Tensor& x);

/// What the positions of some samples see: samples x (inputs of all groups) x positions.
at::Tensor unfolded(const LayerUse& use, Index samples_in_all, Index first, Index count);

/// The inputs of some samples, with the zeros around them: samples x inputs x (places).
at::Tensor seen_inputs(const LayerUse& use, Index samples_in_all, Index first, Index count);

/// U_m^T U_n for what the positions of one sample n see in a use and those of samples m in another
/// of the same weight, one group each: samples m x (positions of m) x (positions of n), from
/// `seen_inputs`. Windows overlap, so each inner product of two places is formed once and then
/// added up along the diagonals of the windows, axis by axis.
at::Tensor seen_products(const LayerUse& one_use, const at::Tensor& one, const LayerUse& many_use,
                         const at::Tensor& many);

/// The gradient by the output of a layer as samples x outputs x positions.
at::Tensor by_position(const LayerUse& use, const at::Tensor& gradient, Index samples);

/// Gradients of all samples by weight and bias of a normalisation: samples x entries.
at::Tensor normalization_gradient(const LayerUse& use, const at::Tensor& gradient, Index samples,
                                  bool by_weight);

}  // namespace regimes
