// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/diagnostics/tangent_kernel.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "regimes/diagnostics/jacobian_blocks.hpp"
#include "regimes/numerics/blas_threads.hpp"
#include "regimes/numerics/parallel.hpp"

namespace regimes {

namespace {

Index tiles(Index size, Index tile) { return (size + tile - 1) / tile; }

/// The block of K that belongs to two blocks of features; of a block with itself, the lower tiles.
template <typename Block>
void fill_block(const Block& a, const Block& b, Matrix& kernel, int threads) {
    const Index down = tiles(a.count(), a.tile());
    const Index across = tiles(b.count(), b.tile());
    parallel_for(static_cast<int>(down * across), threads, [&](int lane) {
        const Index i = lane % down * a.tile();
        const Index j = lane / down * b.tile();
        if (&a == &b && j > i) return;
        Block::multiply(a, i, b, j, &kernel(a.first() + i, b.first() + j), kernel.rows());
    });
}

void check(const Model& model, ConstVectorRef w, const TangentKernelOptions& options) {
    if (w.size() != model.parameters()) {
        throw std::invalid_argument(
            fmt::format("w: {} entries given, {} expected", w.size(), model.parameters()));
    }
    if (options.threads < 0) {
        throw std::invalid_argument(
            fmt::format("threads: {} given, at least 0 expected", options.threads));
    }
}

/// How many samples' features fit; at least 2.
Index samples_in(std::size_t memory, std::size_t bytes) {
    return std::max<Index>(2, static_cast<Index>(memory / std::max<std::size_t>(1, bytes)));
}

template <typename Block>
Matrix own_kernel(const Model& model, ConstVectorRef w, const TangentKernelOptions& options) {
    const Index samples = model.samples();
    const Index fit = samples_in(options.memory, Block::bytes(model));
    // A long block stays while short ones pass by: fewer features are computed again.
    const Index stay = samples <= fit ? samples : std::max<Index>(1, fit * 3 / 4);
    const Index pass = std::max<Index>(1, fit - stay);
    Matrix kernel(model.outputs(), model.outputs());
    Block staying(model, w, stay, options.threads);
    Block passing(model, w, samples <= fit ? 0 : pass, options.threads);
    for (Index first = 0; first < samples; first += stay) {
        const Index end = std::min(samples, first + stay);
        staying.fill(first, end - first);
        fill_block(staying, staying, kernel, options.threads);
        for (Index next = end; next < samples; next += pass) {
            passing.fill(next, std::min(pass, samples - next));
            fill_block(passing, staying, kernel, options.threads);
        }
    }
    kernel.triangularView<Eigen::StrictlyUpper>() = kernel.transpose();
    return kernel;
}

template <typename Block>
Matrix cross_kernel(const Model& first, const Model& second, ConstVectorRef w,
                    const TangentKernelOptions& options) {
    // Both counts in units of the larger sample.
    const Index fit =
        samples_in(options.memory, std::max(Block::bytes(first), Block::bytes(second)));
    const bool all = first.samples() + second.samples() <= fit;
    const Index stay = all ? first.samples() : std::max<Index>(1, fit * 3 / 4);
    const Index pass = all ? second.samples() : std::max<Index>(1, fit - stay);
    Matrix kernel(first.outputs(), second.outputs());
    Block staying(first, w, stay, options.threads);
    Block passing(second, w, pass, options.threads);
    for (Index at = 0; at < first.samples(); at += stay) {
        staying.fill(at, std::min(stay, first.samples() - at));
        for (Index next = 0; next < second.samples(); next += pass) {
            passing.fill(next, std::min(pass, second.samples() - next));
            fill_block(staying, passing, kernel, options.threads);
        }
    }
    return kernel;
}

/// Whether both models have factors, of the same layers.
bool have_factors(const Model& first, const Model& second) {
    const std::vector<FactorShape> shapes = first.factor_shapes();
    return !shapes.empty() && shapes == second.factor_shapes();
}

}  // namespace

Matrix tangent_kernel(const Model& model, ConstVectorRef w, const TangentKernelOptions& options) {
    check(model, w, options);
    const SingleThreadedBlas guard;
    return have_factors(model, model) ? own_kernel<FeatureFactors>(model, w, options)
                                      : own_kernel<FeatureRows>(model, w, options);
}

Matrix tangent_kernel(const Model& first, const Model& second, ConstVectorRef w,
                      const TangentKernelOptions& options) {
    check(first, w, options);
    check(second, w, options);
    const SingleThreadedBlas guard;
    return have_factors(first, second) ? cross_kernel<FeatureFactors>(first, second, w, options)
                                       : cross_kernel<FeatureRows>(first, second, w, options);
}

}  // namespace regimes
