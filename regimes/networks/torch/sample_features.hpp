// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <vector>

#include "regimes/networks/torch/layer_use.hpp"

namespace regimes {

/// How the tangent features of each parameter are held, and how many samples at a time.
///
/// Bytes, with G those of a graph of one sample (twice what its operations return), H those of the
/// features held of one sample: `pass` G <= memory / 4 and `block` H <= memory / 4 (memory / 2 if
/// that takes all samples), and memory / 4 for slices of gradients. One sample is always taken.
struct FeaturePlan {
    enum class Form {
        gradient,  ///< the gradient itself of each sample and output
        factors,   ///< what its layers saw and the gradients by their outputs
        autograd,  ///< the gradient, by a pass back for each sample and output
        none,      ///< it is 0, unless the proof finds otherwise
    };
    std::vector<Form> forms;       ///< of each parameter
    std::vector<bool> transposed;  ///< its layers have it so (LayerUse)
    std::vector<Index> offsets;    ///< where its gradient starts among those held
    Index gradients = 0;           ///< entries of gradients held for each sample and output
    Index outputs = 0;
    Index pass = 1;          ///< samples that go through the network at a time
    Index block = 1;         ///< samples whose features are held at a time
    Index slice = 0;         ///< bytes for slices of gradients
    std::size_t memory = 0;  ///< with less than this, fewer samples at a time
};

/// A layer with the gradients g by its outputs: samples x outputs of f x outputs of the layer x
/// positions.
struct LayerFactors {
    LayerUse use;
    at::Tensor gradients;
};

/// Tangent features of some samples.
struct SampleFeatures {
    Index samples = 0;
    at::Tensor gradients;                            ///< samples x outputs x plan.gradients
    std::vector<std::vector<LayerFactors>> factors;  ///< of each parameter, one for each use
};

/// The plan for `samples` samples like the first of x. Parameters in `by_autograd` get that form.
/// Errors: std::invalid_argument for outputs that are not a row of numbers for each sample.
FeaturePlan plan_features(const Differentiable& f, const at::Tensor& x, Index samples,
                          std::size_t memory, const std::vector<bool>& by_autograd);

/// Thrown where the features of some parameters are not what autograd finds.
struct FeaturesDiffer {
    std::vector<Index> parameters;
};

/// Features of the samples x, by one pass forward and one back for each output. Each call proves
/// itself: a random combination of all outputs, and one of those of the first sample when it is
/// alone, are differentiated by autograd as well.
/// Errors: FeaturesDiffer; std::invalid_argument for outputs that are not samples x plan.outputs.
SampleFeatures sample_features(const Differentiable& f, const FeaturePlan& plan,
                               const at::Tensor& x);

/// Gradients by the weight of a layer with respect to some of its outputs (some of its groups,
/// where it has groups), written to `out` or added: samples x outputs of f x entries.
/// `seen`: the layer unfolded for the samples from `first_sample` on.
void layer_gradients(const LayerFactors& layer, const at::Tensor& seen, Index first_sample,
                     Index first, Index count, bool add, at::Tensor out);

/// Into how many slices the gradient by a weight can be cut, and the entries of one.
Index slices_of(const LayerFactors& layer);
Index slice_entries(const LayerFactors& layer);
/// Bytes of one sample unfolded.
Index unfolded_bytes(const LayerFactors& layer);

/// How many things of `each` bytes fit into the memory: 1 to `most`.
Index fitting(std::size_t memory, Index each, Index most);

/// Calls `compute` with the memory it may take, and again with half of that each time it did not
/// suffice; `compute` lowers it to what it can use at all. Also gives it the parameters that
/// autograd has to do. Errors: std::bad_alloc where nothing helped.
void with_less_memory(std::size_t memory, std::size_t parameters,
                      const std::function<void(std::size_t&, const std::vector<bool>&)>& compute);

}  // namespace regimes
