// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/torch/layer_kernel.hpp"

#include <algorithm>

namespace regimes {

namespace {

constexpr Index least_rows = 96;  // of a product: fewer make it slow
constexpr Index row_tiles = 8;
/// Slices of about that size stay in the last cache between two products.
constexpr Index cache_bytes = Index{24} << 20;
/// What forming one entry of a small product costs beside its multiplications, and how many times
/// slower than in a large product those run that end in few entries (both measured on a CPU).
constexpr double an_entry = 32.0;
constexpr double small_product = 2.0;

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

/// Entries of the input of a layer at each of its places, and how many of these one sample has.
Index layer_inputs(const LayerFactors& layer) {
    return layer.use.input.size(layer.use.kind == LayerUse::Kind::convolution ? 1 : -1);
}

Index places_of(const LayerFactors& layer) {
    if (layer.use.kind != LayerUse::Kind::convolution) return layer.gradients.size(3);
    Index places = 1;
    for (std::size_t i = 0; i < layer.use.windows.kernel.size(); ++i) {
        places *= layer.use.input.size(static_cast<std::int64_t>(i) + 2) +
                  layer.use.windows.before[i] + layer.use.windows.after[i];
    }
    return places;
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

/// Calls visit(part, first sample of the part, unfolded) for samples that fit into `bytes`.
template <typename Visit>
void for_unfolded(const Side& side, Index bytes, const Visit& visit) {
    for (const Side::Part& part : side.parts) {
        const Index each = std::max<Index>(unfolded_bytes(*part.layer), 1);
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

/// Several positions: K_nm = <g_n, g_m (U_m^T U_n)>, sample n of one use against samples of another
/// from the place `first` of the kernel on.
void add_products(const Side::Part& row, Index n, const LayerUse& use, const at::Tensor& many,
                  const at::Tensor& h, Index first, at::Tensor kernel) {
    const Index outputs = h.size(1);
    const Index numbers = h.size(0) * outputs;
    const at::Tensor one = seen_inputs(row.layer->use, row.samples, n, 1);
    const at::Tensor inner = seen_products(row.layer->use, one, use, many);
    const at::Tensor turned = at::bmm(h.flatten(1, 2), inner);
    const at::Tensor g = row.layer->gradients.select(0, n).flatten(1);
    kernel.narrow(0, (row.first + n) * outputs, outputs)
        .narrow(1, first * outputs, numbers)
        .add_(at::mm(g, turned.view({numbers, -1}).t()));
}

void add_by_factors(const Side& rows, const Side& columns, Index bytes, at::Tensor kernel) {
    const bool same = &rows == &columns;
    Index most = 0;  // positions of a sample in the rows
    Index places = 0;
    for (const Side::Part& row : rows.parts) {
        most = std::max(most, row.layer->gradients.size(3));
        places = std::max(places, places_of(*row.layer));
    }
    for (const Side::Part& column : columns.parts) {
        const LayerFactors& layer = *column.layer;
        const at::Tensor& g = layer.gradients;
        const Index numbers = most * (g.size(1) * g.size(2) + g.size(3)) +
                              places_of(layer) * (3 * places + 2 * layer_inputs(layer));
        const Index each = numbers * static_cast<Index>(g.element_size());
        const Index tile = std::max<Index>(std::min(bytes, cache_bytes / 4) / each, 1);
        for_tiles(column.samples, tile, [&](Index from, Index count) {
            const at::Tensor many = seen_inputs(layer.use, column.samples, from, count);
            const at::Tensor h = g.narrow(0, from, count);
            const Index last = column.first + from + count;
            for (const Side::Part& row : rows.parts) {
                for (Index n = 0; n < row.samples; ++n) {
                    if (same && row.first + n >= last) break;
                    add_products(row, n, layer.use, many, h, column.first + from, kernel);
                }
            }
        });
    }
}

/// Slices of the gradients of all samples: (samples C) x entries.
at::Tensor gradient_slice(const Side& side, Index outputs, Index first, Index count, Index bytes,
                          const at::Tensor& buffer) {
    const LayerFactors& layer = *side.parts.front().layer;
    const Index entries = count * slice_entries(layer);
    const at::Tensor result = buffer.narrow(0, 0, side.samples * outputs * entries)
                                  .view({side.samples, outputs, entries});
    if (!side.complete) result.zero_();
    const Side::Part* before = nullptr;
    const auto visit = [&](const Side::Part& part, Index from, const at::Tensor& seen) {
        // Another use of the layer by the same samples comes after the first.
        const bool again = before != nullptr && before != &part && before->first == part.first;
        layer_gradients(*part.layer, seen, from, first, count, again || !side.complete,
                        result.narrow(0, part.first + from, seen.size(0)));
        if (!again) before = &part;
    };
    for_unfolded(side, bytes, visit);
    return result.flatten(0, 1);
}

void add_by_gradients(const Side& rows, const Side& columns, Index outputs, Index bytes,
                      at::Tensor kernel) {
    const bool same = &rows == &columns;
    const LayerFactors& layer = *rows.parts.front().layer;
    const Index numbers = outputs * (same ? rows.samples : rows.samples + columns.samples);
    const Index entries = slice_entries(layer);
    const Index each = numbers * entries * static_cast<Index>(layer.gradients.element_size());
    const Index slices = slices_of(layer);
    const Index most = std::clamp<Index>(std::min(bytes / 2, cache_bytes) / each, 1, slices);
    const Index even = (slices + most - 1) / most;  // how many
    const Index tile = (slices + even - 1) / even;
    const at::Tensor buffer = at::empty({numbers * tile * entries}, layer.gradients.options());
    const Index split = outputs * rows.samples * tile * entries;
    for_tiles(slices, tile, [&](Index first, Index count) {
        const at::Tensor left = gradient_slice(rows, outputs, first, count, bytes / 4, buffer);
        const at::Tensor right =
            same ? left
                 : gradient_slice(columns, outputs, first, count, bytes / 4,
                                  buffer.narrow(0, split, buffer.size(0) - split));
        add_product(left, right, kernel);
    });
}

/// Whether the factors take fewer operations than the gradients.
bool prefers_factors(const Side& rows, const Side& columns, Index outputs) {
    const LayerFactors& layer = *rows.parts.front().layer;
    if (layer.use.windows.groups != 1) return false;
    const auto seen = static_cast<double>(slice_entries(layer));
    const auto inputs = static_cast<double>(layer_inputs(layer));
    const auto width = static_cast<double>(layer.gradients.size(2));
    const auto c = static_cast<double>(outputs);
    double positions = 0.0;  // of one sample in all uses
    double places = 0.0;     // likewise
    for (const Side::Part& part : rows.parts) {
        if (part.first > 0) break;
        positions += static_cast<double>(part.layer->gradients.size(3));
        places += static_cast<double>(places_of(*part.layer));
    }
    const auto n = static_cast<double>(rows.samples);
    const auto m = static_cast<double>(columns.samples);
    const bool same = &rows == &columns;
    const double pairs = same ? 0.5 * n * m : n * m;
    const double by_factors =
        pairs * (places * places * (inputs + an_entry) +
                 c * width * positions * (positions + an_entry + small_product * c));
    const double by_gradients = c * width * seen * ((same ? n : n + m) * positions + pairs * c);
    return by_factors < by_gradients;
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
