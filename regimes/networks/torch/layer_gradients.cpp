// SPDX-License-Identifier: BSD-3-Clause
// From what a layer saw to its gradients, sample by sample.
#include <vector>

#include "regimes/networks/torch/sample_features.hpp"

namespace regimes {

namespace {

/// x with zeros around it.
at::Tensor padded(const at::Tensor& x, const Windows& windows) {
    std::vector<std::int64_t> padding;  // the last axis comes first
    bool any = false;
    for (std::size_t i = windows.before.size(); i-- > 0;) {
        padding.push_back(windows.before[i]);
        padding.push_back(windows.after[i]);
        any = any || windows.before[i] != 0 || windows.after[i] != 0;
    }
    return any ? at::constant_pad_nd(x, padding) : x;
}

/// Windows as a view, samples x channels x (offsets in the window) x (positions), then as a matrix
/// for each sample. Positions come last, so that whole rows of the input are copied at a time.
at::Tensor windows_of(const at::Tensor& input, const Windows& windows) {
    const at::Tensor x = padded(input, windows);
    std::vector<std::int64_t> sizes{x.size(0), x.size(1)};
    std::vector<std::int64_t> strides{x.stride(0), x.stride(1)};
    std::int64_t offsets = x.size(1);
    for (std::size_t i = 0; i < windows.kernel.size(); ++i) {
        sizes.push_back(windows.kernel[i]);
        strides.push_back(windows.dilation[i] * x.stride(static_cast<std::int64_t>(i) + 2));
        offsets *= windows.kernel[i];
    }
    std::int64_t positions = 1;
    for (std::size_t i = 0; i < windows.kernel.size(); ++i) {
        const auto axis = static_cast<std::int64_t>(i) + 2;
        const std::int64_t reach = windows.dilation[i] * (windows.kernel[i] - 1) + 1;
        sizes.push_back((x.size(axis) - reach) / windows.stride[i] + 1);
        strides.push_back(windows.stride[i] * x.stride(axis));
        positions *= sizes.back();
    }
    return x.as_strided(sizes, strides, x.storage_offset())
        .reshape({x.size(0), offsets, positions});
}

/// Places along an axis that the entry `offset` of the windows meets, window by window.
at::Tensor met(const at::Tensor& x, std::int64_t axis, const Windows& windows, std::size_t i,
               std::int64_t size, std::int64_t offset) {
    const std::int64_t reach = windows.dilation[i] * (windows.kernel[i] - 1);
    const std::int64_t first = windows.dilation[i] * offset;
    return x.slice(axis, first, first + size - reach, windows.stride[i]);
}

at::Tensor normalized(const LayerUse& use) {
    const at::Tensor& x = use.input;
    switch (use.kind) {
        case LayerUse::Kind::batch_norm: {
            std::vector<std::int64_t> channels(static_cast<std::size_t>(x.dim()), 1);
            channels[1] = x.size(1);
            const at::Tensor scale = (use.variance + use.epsilon).rsqrt();
            return (x - use.mean.view(channels)) * scale.view(channels);
        }
        case LayerUse::Kind::group_norm:
            return at::group_norm(x, use.shape.front(), {}, {}, use.epsilon);
        default: return at::layer_norm(x, use.shape, {}, {}, use.epsilon);
    }
}

}  // namespace

at::Tensor unfolded(const LayerUse& use, Index samples_in_all, Index first, Index count) {
    if (use.kind == LayerUse::Kind::convolution) {
        return windows_of(use.input.narrow(0, first, count), use.windows);
    }
    const std::int64_t inputs = use.input.size(-1);
    const at::Tensor rows = use.input.reshape({samples_in_all, -1, inputs});
    return rows.narrow(0, first, count).transpose(1, 2);
}

at::Tensor seen_inputs(const LayerUse& use, Index samples_in_all, Index first, Index count) {
    if (use.kind != LayerUse::Kind::convolution) return unfolded(use, samples_in_all, first, count);
    return padded(use.input.narrow(0, first, count), use.windows);
}

at::Tensor seen_products(const LayerUse& one_use, const at::Tensor& one, const LayerUse& many_use,
                         const at::Tensor& many) {
    const std::int64_t samples = many.size(0);
    const std::int64_t inputs = many.size(1);
    const at::Tensor left = one.reshape({inputs, -1}).t();
    const at::Tensor right = many.flatten(2).transpose(0, 1).reshape({inputs, -1});
    std::vector<std::int64_t> sizes(one.sizes().begin() + 2, one.sizes().end());
    const std::size_t axes = one_use.windows.kernel.size();
    const auto middle = static_cast<std::int64_t>(sizes.size());
    sizes.push_back(samples);
    sizes.insert(sizes.end(), many.sizes().begin() + 2, many.sizes().end());
    at::Tensor products = at::mm(left, right).view(sizes);
    for (std::size_t i = 0; i < axes; ++i) {
        const auto axis = static_cast<std::int64_t>(i);
        at::Tensor sum;
        for (std::int64_t offset = 0; offset < one_use.windows.kernel[i]; ++offset) {
            const at::Tensor rows =
                met(products, axis, one_use.windows, i, one.size(axis + 2), offset);
            const at::Tensor term =
                met(rows, middle + 1 + axis, many_use.windows, i, many.size(axis + 2), offset);
            sum = sum.defined() ? sum.add_(term) : term.clone(at::MemoryFormat::Contiguous);
        }
        products = sum;
    }
    std::int64_t positions = 1;
    for (std::int64_t axis = 0; axis < middle; ++axis) positions *= products.size(axis);
    return products.reshape({positions, samples, -1}).permute({1, 2, 0});
}

at::Tensor by_position(const LayerUse& use, const at::Tensor& gradient, Index samples) {
    if (use.kind == LayerUse::Kind::convolution) {
        return gradient.reshape({samples, gradient.size(1), -1});
    }
    return gradient.reshape({samples, -1, gradient.size(-1)}).transpose(1, 2);
}

at::Tensor normalization_gradient(const LayerUse& use, const at::Tensor& gradient, Index samples,
                                  bool by_weight) {
    const at::Tensor product = by_weight ? gradient * normalized(use) : gradient;
    if (use.kind != LayerUse::Kind::layer_norm) {  // one entry for each channel
        return product.reshape({samples, product.size(1), -1}).sum(2);
    }
    std::int64_t entries = 1;
    for (const std::int64_t size : use.shape) entries *= size;
    return product.reshape({samples, -1, entries}).sum(1);
}

Index slices_of(const LayerFactors& layer) {
    const Index groups = layer.use.windows.groups;
    return groups == 1 ? layer.gradients.size(2) : groups;
}

Index slice_entries(const LayerFactors& layer) {
    const LayerUse& use = layer.use;
    const Index groups = use.windows.groups;
    Index inputs = use.input.size(use.kind == LayerUse::Kind::convolution ? 1 : -1) / groups;
    for (const std::int64_t size : use.windows.kernel) inputs *= size;
    return groups == 1 ? inputs : inputs * (layer.gradients.size(2) / groups);
}

Index unfolded_bytes(const LayerFactors& layer) {
    const at::Tensor& g = layer.gradients;
    const Index groups = layer.use.windows.groups;
    const Index inputs = slice_entries(layer) * slices_of(layer) * groups / g.size(2);
    return inputs * g.size(3) * static_cast<Index>(g.element_size());
}

void layer_gradients(const LayerFactors& layer, const at::Tensor& seen, Index first_sample,
                     Index first, Index count, bool add, at::Tensor out) {
    const Index samples = seen.size(0);
    const at::Tensor g = layer.gradients.narrow(0, first_sample, samples);
    const Index outputs = g.size(1);
    const Index positions = g.size(3);
    const Index groups = layer.use.windows.groups;
    if (groups == 1) {
        const at::Tensor left =
            g.narrow(2, first, count).reshape({samples, outputs * count, positions});
        at::Tensor result = out.view({samples, outputs * count, seen.size(1)});
        const at::Tensor right = seen.transpose(1, 2);
        add ? result.baddbmm_(left, right) : at::bmm_out(result, left, right);
        return;
    }
    const Index rows = g.size(2) / groups;
    const Index columns = seen.size(1) / groups;
    const at::Tensor left = g.reshape({samples, outputs, groups, rows, positions})
                                .narrow(2, first, count)
                                .transpose(1, 2)
                                .reshape({samples * count, outputs * rows, positions});
    const at::Tensor right = seen.reshape({samples, groups, columns, positions})
                                 .narrow(1, first, count)
                                 .reshape({samples * count, columns, positions});
    const at::Tensor product = at::bmm(left, right.transpose(1, 2))
                                   .view({samples, count, outputs, rows * columns})
                                   .transpose(1, 2)
                                   .reshape(out.sizes());
    add ? out.add_(product) : out.copy_(product);
}

}  // namespace regimes
