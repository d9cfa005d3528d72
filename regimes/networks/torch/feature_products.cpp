// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/torch/feature_products.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

#include "regimes/networks/torch/sample_features.hpp"

namespace regimes {

namespace {

constexpr Index slice_numbers = Index{1} << 18;  // of gradients, so that they stay in the cache

using Sums = FeatureProducts;

void add(const at::Tensor& start, const at::Tensor& cross, const at::Tensor& difference,
         Sums& sums) {
    sums.start += start.item<double>();
    sums.cross += cross.item<double>();
    sums.difference += difference.item<double>();
}

void add(const at::Tensor& start, const at::Tensor& end, Sums& sums) {
    const at::Tensor a = start.reshape(-1).to(at::kDouble);
    const at::Tensor d = end.reshape(-1).to(at::kDouble).sub_(a);
    add(at::dot(a, a), at::dot(a, d), at::dot(d, d), sums);
}

at::Tensor products_of(const at::Tensor& a, const at::Tensor& b) { return (a * b).sum(-1); }

/// Layers with one position: gradients g (x) a, whose change is dg (x) a + g' (x) da.
void add_single_positions(const LayerFactors& start, const LayerFactors& end, Index samples,
                          Sums& sums) {
    const auto inputs = [&](const LayerFactors& layer) {
        return unfolded(layer.use, samples, 0, samples).reshape({samples, 1, -1}).to(at::kDouble);
    };
    const at::Tensor a = inputs(start);
    const at::Tensor da = inputs(end) - a;
    const at::Tensor a_end = a + da;
    const at::Tensor g = start.gradients.squeeze(3).to(at::kDouble);
    const at::Tensor dg = end.gradients.squeeze(3).to(at::kDouble) - g;
    const at::Tensor g_end = g + dg;
    const at::Tensor aa = products_of(a, a);
    const at::Tensor gg_end = products_of(g_end, g_end);
    const at::Tensor cross = products_of(a, da) * products_of(g, g_end) + aa * products_of(g, dg);
    const at::Tensor difference = products_of(da, da) * gg_end + aa * products_of(dg, dg) +
                                  2.0 * products_of(a, da) * products_of(g_end, dg);
    add((aa * products_of(g, g)).sum(), cross.sum(), difference.sum(), sums);
}

using Layers = std::vector<LayerFactors>;

bool has_single_position(const Layers& layers) {
    return layers.size() == 1 && layers.front().gradients.size(3) == 1 &&
           layers.front().use.windows.groups == 1;
}

/// Gradients of one sample by some rows of the weight, through all uses of it.
at::Tensor gradient_rows(const Layers& layers, const std::vector<at::Tensor>& seen, Index sample,
                         Index first, Index count) {
    const LayerFactors& layer = layers.front();
    at::Tensor sum = at::empty({1, layer.gradients.size(1), count * slice_entries(layer)},
                               layer.gradients.options());
    for (std::size_t u = 0; u < layers.size(); ++u) {
        layer_gradients(layers[u], seen[u], sample, first, count, u > 0, sum);
    }
    return sum;
}

void add_by_gradients(const Layers& start, const Layers& end, Index samples, Sums& sums) {
    const Layers& some = start.empty() ? end : start;
    const LayerFactors& layer = some.front();
    const Index each = layer.gradients.size(1) * slice_entries(layer);
    const Index slices = slices_of(layer);
    const Index most = std::clamp<Index>(slice_numbers / each, 1, slices);
    const auto unfold = [&](const Layers& layers, Index n) {
        std::vector<at::Tensor> seen;
        for (const LayerFactors& use : layers) seen.push_back(unfolded(use.use, samples, n, 1));
        return seen;
    };
    for (Index n = 0; n < samples; ++n) {
        const auto from = unfold(start, n);
        const auto to = unfold(end, n);
        for (Index first = 0; first < slices; first += most) {
            const Index count = std::min(most, slices - first);
            const auto rows = [&](const Layers& layers, const std::vector<at::Tensor>& seen) {
                return layers.empty() ? at::Tensor() : gradient_rows(layers, seen, n, first, count);
            };
            const at::Tensor a = rows(start, from);
            const at::Tensor b = rows(end, to);
            add(a.defined() ? a : at::zeros_like(b), b.defined() ? b : at::zeros_like(a), sums);
        }
    }
}

void add_features(const SampleFeatures& start, const SampleFeatures& end, Sums& sums) {
    const Index samples = start.samples;
    for (Index n = 0; n < samples; ++n) {
        add(start.gradients.select(0, n), end.gradients.select(0, n), sums);
    }
    for (std::size_t i = 0; i < start.factors.size(); ++i) {
        const Layers& from = start.factors[i];
        const Layers& to = end.factors[i];
        if (from.empty() && to.empty()) continue;
        if (has_single_position(from) && has_single_position(to)) {
            add_single_positions(from.front(), to.front(), samples, sums);
        } else {
            add_by_gradients(from, to, samples, sums);
        }
    }
}

}  // namespace

FeatureProducts feature_products(const Differentiable& start, const Differentiable& end,
                                 const at::Tensor& x, std::size_t memory) {
    if (start.parameters.size() != end.parameters.size()) {
        throw std::invalid_argument("end: " + std::to_string(end.parameters.size()) +
                                    " parameters given, " +
                                    std::to_string(start.parameters.size()) + " expected");
    }
    if (!x.defined() || x.dim() == 0 || x.size(0) == 0) {
        throw std::invalid_argument("x: no samples, at least one expected");
    }
    FeatureProducts products;
    const auto compute = [&](std::size_t& bytes, const std::vector<bool>& by_autograd) {
        const Index samples = x.size(0);
        const FeaturePlan plan = plan_features(start, x, 2 * samples, bytes, by_autograd);
        bytes = std::min(bytes, plan.memory);
        const at::NoGradGuard no_gradients;
        Sums sums;
        for (Index n = 0; n < samples; n += plan.pass) {
            const at::Tensor some = x.narrow(0, n, std::min(plan.pass, samples - n));
            add_features(sample_features(start, plan, some), sample_features(end, plan, some),
                         sums);
        }
        products = sums;
    };
    with_less_memory(memory, start.parameters.size(), compute);
    return products;
}

}  // namespace regimes
