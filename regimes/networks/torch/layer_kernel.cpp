// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/torch/layer_kernel.hpp"

#include <algorithm>

namespace regimes {

namespace {

constexpr Index least_rows = 96;  // of a product: fewer make it slow
constexpr Index row_tiles = 8;
/// Many small products run that many times slower than one large one (measured on a CPU).
constexpr double small_products = 4.0;

/// Calls visit(first, count) for tiles of rows.
template <typename Visit>
void for_tiles(Index rows, Index tile, const Visit& visit) {
    for (Index first = 0; first < rows; first += tile) visit(first, std::min(tile, rows - first));
}

Index tile_of(Index rows) { return std::max(least_rows, (rows + row_tiles - 1) / row_tiles); }

/// kernel += left right^T; above the diagonal only if both are the same.
void add_product(const at::Tensor& left, const at::Tensor& right, at::Tensor kernel) {
    const bool same = left.is_same(right);
    for_tiles(left.size(0), tile_of(left.size(0)), [&](Index first, Index count) {
        const Index from = same ? first : 0;
        const Index columns = right.size(0) - from;
        kernel.narrow(0, first, count)
            .narrow(1, from, columns)
            .add_(at::mm(left.narrow(0, first, count), right.narrow(0, from, columns).t()));
    });
}

/// The layers of a parameter in all passes, in order.
struct Side {
    struct Part {
        const LayerFactors* layer;
        Index first;  // sample in the block
        Index samples;
    };
    std::vector<Part> parts;
    Index samples = 0;
    bool complete = true;  // every pass has the layer
};

Side side_of(const FeatureBlock& block, std::size_t parameter) {
    Side side;
    for (const SampleFeatures& features : block) {
        for (const LayerFactors& layer : features.factors[parameter]) {
            side.parts.push_back({&layer, side.samples, features.samples});
        }
        side.complete = side.complete && !features.factors[parameter].empty();
        side.samples += features.samples;
    }
    return side;
}

/// Calls visit(part, first sample of the part, unfolded) for samples that fit into `bytes`, where
/// `others(layer)` bytes are needed for each beside the unfolded.
template <typename Others, typename Visit>
void for_unfolded(const Side& side, Index bytes, const Others& others, const Visit& visit) {
    for (const Side::Part& part : side.parts) {
        const Index each = std::max<Index>(unfolded_bytes(*part.layer) + others(*part.layer), 1);
        for_tiles(part.samples, std::max<Index>(bytes / each, 1), [&](Index first, Index count) {
            visit(part, first, unfolded(part.layer->use, part.samples, first, count));
        });
    }
}

/// One position a sample, and one use: K += (A A^T) o (G G^T).
bool has_single_positions(const Side& side) {
    Index first = -1;
    for (const Side::Part& part : side.parts) {
        const bool again = part.first == first;
        if (again || part.layer->gradients.size(3) != 1) return false;
        if (part.layer->use.windows.groups != 1) return false;
        first = part.first;
    }
    return true;
}

void add_single_positions(const Side& rows, const Side& columns, at::Tensor kernel) {
    for (const Side::Part& row : rows.parts) {
        const at::Tensor a = unfolded(row.layer->use, row.samples, 0, row.samples).flatten(1);
        const Index outputs = row.layer->gradients.size(1);
        const at::Tensor g = row.layer->gradients.flatten(2).flatten(0, 1);
        for (const Side::Part& column : columns.parts) {
            const bool same = &rows == &columns;
            if (same && column.first < row.first) continue;
            const at::Tensor b =
                unfolded(column.layer->use, column.samples, 0, column.samples).flatten(1);
            const at::Tensor h = column.layer->gradients.flatten(2).flatten(0, 1);
            const bool diagonal = same && column.first == row.first;
            for_tiles(row.samples, tile_of(row.samples * outputs) / outputs + 1,
                      [&](Index first, Index count) {
                          const Index from = diagonal ? first : 0;
                          const Index width = column.samples - from;
                          const at::Tensor inner =
                              at::mm(a.narrow(0, first, count), b.narrow(0, from, width).t());
                          const at::Tensor outer =
                              at::mm(g.narrow(0, first * outputs, count * outputs),
                                     h.narrow(0, from * outputs, width * outputs).t())
                                  .view({count, outputs, width, outputs})
                                  .mul_(inner.view({count, 1, width, 1}));
                          kernel.narrow(0, (row.first + first) * outputs, count * outputs)
                              .narrow(1, (column.first + from) * outputs, width * outputs)
                              .add_(outer.view({count * outputs, width * outputs}));
                      });
        }
    }
}

/// Several positions: K_nm = <g_n, g_m (U_m^T U_n)>, one sample n against many m at a time.
void add_by_factors(const Side& rows, const Side& columns, Index bytes, at::Tensor kernel) {
    const bool same = &rows == &columns;
    const auto products = [](const LayerFactors& layer) {
        const at::Tensor& g = layer.gradients;
        const Index positions = g.size(3);
        const Index numbers = positions * (g.size(1) * g.size(2) + positions);
        return numbers * static_cast<Index>(g.element_size());
    };
    const auto visit = [&](const Side::Part& column, Index from, const at::Tensor& seen) {
        const at::Tensor h = column.layer->gradients.narrow(0, from, seen.size(0));
        const Index outputs = h.size(1);
        const Index width = h.size(0);
        const Index last = column.first + from + width;  // of the samples in the columns
        for (const Side::Part& row : rows.parts) {
            for (Index n = 0; n < row.samples; ++n) {
                if (same && row.first + n >= last) break;
                const at::Tensor g = row.layer->gradients.select(0, n);
                const at::Tensor u = unfolded(row.layer->use, row.samples, n, 1);
                const at::Tensor inner = at::matmul(seen.transpose(1, 2), u);
                const at::Tensor turned = at::bmm(h.flatten(1, 2), inner);
                const at::Tensor product =
                    at::mm(g.flatten(1), turned.view({width * outputs, -1}).t());
                kernel.narrow(0, (row.first + n) * outputs, outputs)
                    .narrow(1, (column.first + from) * outputs, width * outputs)
                    .add_(product);
            }
        }
    };
    for_unfolded(columns, bytes, products, visit);
}

/// Slices of the gradients of all samples: (samples C) x entries.
at::Tensor gradient_slice(const Side& side, Index outputs, Index first, Index count, Index bytes) {
    const LayerFactors& layer = *side.parts.front().layer;
    const at::Tensor result =
        at::empty({side.samples, outputs, count * slice_entries(layer)}, layer.gradients.options());
    if (!side.complete) result.zero_();
    const Side::Part* before = nullptr;
    const auto nothing = [](const LayerFactors&) { return Index{0}; };
    const auto visit = [&](const Side::Part& part, Index from, const at::Tensor& seen) {
        // Another use of the layer by the same samples comes after the first.
        const bool again = before != nullptr && before != &part && before->first == part.first;
        layer_gradients(*part.layer, seen, from, first, count, again || !side.complete,
                        result.narrow(0, part.first + from, seen.size(0)));
        if (!again) before = &part;
    };
    for_unfolded(side, bytes, nothing, visit);
    return result.flatten(0, 1);
}

void add_by_gradients(const Side& rows, const Side& columns, Index outputs, Index bytes,
                      at::Tensor kernel) {
    const bool same = &rows == &columns;
    const LayerFactors& layer = *rows.parts.front().layer;
    const Index numbers = outputs * (same ? rows.samples : rows.samples + columns.samples);
    const Index each =
        numbers * slice_entries(layer) * static_cast<Index>(layer.gradients.element_size());
    const Index slices = slices_of(layer);
    const Index most = std::clamp<Index>(bytes / 2 / each, 1, slices);
    const Index even = (slices + most - 1) / most;  // how many
    for_tiles(slices, (slices + even - 1) / even, [&](Index first, Index count) {
        const at::Tensor left = gradient_slice(rows, outputs, first, count, bytes / 4);
        const at::Tensor right =
            same ? left : gradient_slice(columns, outputs, first, count, bytes / 4);
        add_product(left, right, kernel);
    });
}

/// Whether the factors take fewer operations than the gradients.
bool prefers_factors(const Side& rows, const Side& columns, Index outputs) {
    const LayerFactors& layer = *rows.parts.front().layer;
    if (layer.use.windows.groups != 1) return false;
    const auto inputs = static_cast<double>(slice_entries(layer));
    const auto width = static_cast<double>(layer.gradients.size(2));
    const auto c = static_cast<double>(outputs);
    double positions = 0.0;  // of one sample in all uses
    for (const Side::Part& part : rows.parts) {
        if (part.first > 0) break;
        positions += static_cast<double>(part.layer->gradients.size(3));
    }
    const auto n = static_cast<double>(rows.samples);
    const auto m = static_cast<double>(columns.samples);
    const bool same = &rows == &columns;
    const double pairs = same ? 0.5 * n * m : n * m;
    const double by_factors =
        pairs * positions * (positions * (inputs + c * width) + c * c * width);
    const double by_gradients = c * width * inputs * ((same ? n : n + m) * positions + pairs * c);
    return small_products * by_factors < by_gradients;
}

}  // namespace

Index samples_of(const FeatureBlock& block) {
    Index samples = 0;
    for (const SampleFeatures& features : block) samples += features.samples;
    return samples;
}

void add_kernel(const FeaturePlan& plan, const FeatureBlock& rows, const FeatureBlock& columns,
                at::Tensor kernel) {
    const bool same = &rows == &columns;
    const auto held = [&](const FeatureBlock& block) {
        std::vector<at::Tensor> parts;
        for (const SampleFeatures& features : block) parts.push_back(features.gradients);
        return at::cat(parts).flatten(0, 1);
    };
    if (plan.gradients > 0) {
        const at::Tensor left = held(rows);
        add_product(left, same ? left : held(columns), kernel);
    }
    for (std::size_t i = 0; i < plan.forms.size(); ++i) {
        const Side left = side_of(rows, i);
        const Side other = same ? Side() : side_of(columns, i);
        const Side& right = same ? left : other;
        if (left.parts.empty() || right.parts.empty()) continue;
        if (has_single_positions(left) && has_single_positions(right)) {
            add_single_positions(left, right, kernel);
        } else if (prefers_factors(left, right, plan.outputs)) {
            add_by_factors(left, right, plan.slice, kernel);
        } else {
            add_by_gradients(left, right, plan.outputs, plan.slice, kernel);
        }
    }
}

}  // namespace regimes
