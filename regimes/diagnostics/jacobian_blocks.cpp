// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/diagnostics/jacobian_blocks.hpp"

#include <algorithm>
#include <numeric>

#include "regimes/diagnostics/tangent_features.hpp"
#include "regimes/numerics/gemm.hpp"
#include "regimes/numerics/parallel.hpp"

namespace regimes {

namespace {

constexpr Index tile_rows = 256;  // of the kernel, from factors

}  // namespace

TangentFactors factors_of(const Model& model, ConstVectorRef w, Index first, Index count) {
    std::vector<Index> samples(static_cast<std::size_t>(count));
    std::iota(samples.begin(), samples.end(), first);
    return model.subset(samples)->tangent_factors(w);
}

FeatureRows::FeatureRows(const Model& model, ConstVectorRef w, Index most, int threads)
    : model_(model),
      w_(w),
      each_(outputs_per_sample(model)),
      threads_(threads),
      rows_(model.parameters(), std::min(most, model.samples()) * each_) {}

std::size_t FeatureRows::bytes(const Model& model) {
    return sizeof(double) * static_cast<std::size_t>(model.parameters()) *
           static_cast<std::size_t>(outputs_per_sample(model));
}

void FeatureRows::fill(Index first_sample, Index samples) {
    first_ = first_sample * each_;
    count_ = samples * each_;
    parallel_for(static_cast<int>(samples), threads_, [&](int n) {
        tangent_features(model_, w_, first_sample + n, rows_.middleCols(n * each_, each_));
    });
}

void FeatureRows::multiply(const FeatureRows& a, Index i, const FeatureRows& b, Index j,
                           double* out, Index stride) {
    const Index parameters = a.rows_.rows();
    gemm<double>(std::min(tile(), a.count_ - i), std::min(tile(), b.count_ - j), parameters, 1.0,
                 {a.rows_.col(i).data(), parameters, true},
                 {b.rows_.col(j).data(), parameters, false}, 0.0, out, stride);
}

FeatureFactors::FeatureFactors(const Model& model, ConstVectorRef w, Index, int threads)
    : model_(model),
      w_(w),
      each_(outputs_per_sample(model)),
      tile_samples_(std::max<Index>(1, tile_rows / each_)),
      threads_(threads) {}

/// Twice the factors: making them takes about as much.
std::size_t FeatureFactors::bytes(const Model& model) {
    Index entries = 0;
    for (const FactorShape& shape : model.factor_shapes()) {
        entries += shape.inputs + shape.deltas * outputs_per_sample(model);
    }
    return 2 * sizeof(double) * static_cast<std::size_t>(entries);
}

void FeatureFactors::fill(Index first_sample, Index samples) {
    first_ = first_sample * each_;
    count_ = samples * each_;
    tiles_.resize(static_cast<std::size_t>((samples + tile_samples_ - 1) / tile_samples_));
    parallel_for(static_cast<int>(tiles_.size()), threads_, [&](int n) {
        const Index from = n * tile_samples_;
        const Index count = std::min(tile_samples_, samples - from);
        tiles_[static_cast<std::size_t>(n)] = factors_of(model_, w_, first_sample + from, count);
    });
}

SampleRange FeatureFactors::range(Index row) const {
    return {0, std::min(tile(), count_ - row) / each_};
}

void FeatureFactors::multiply(const FeatureFactors& a, Index i, const FeatureFactors& b, Index j,
                              double* out, Index stride) {
    const SampleRange rows = a.range(i);
    const SampleRange cols = b.range(j);
    kernel_block(
        a.at(i), rows, b.at(j), cols,
        Eigen::Map<Matrix, 0, Eigen::OuterStride<>>(out, rows.count * a.each_, cols.count * b.each_,
                                                    Eigen::OuterStride<>(stride)));
}

}  // namespace regimes
