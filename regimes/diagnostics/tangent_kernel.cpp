// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/diagnostics/tangent_kernel.hpp"

#include <cblas.h>
#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "regimes/diagnostics/tangent_features.hpp"
#include "regimes/numerics/blas_threads.hpp"
#include "regimes/numerics/parallel.hpp"

namespace regimes {

namespace {

constexpr Index tile = 64;  // rows and columns of the kernel that one lane computes at a time

Index tiles(Index size) { return (size + tile - 1) / tile; }

/// Some rows of a Jacobian, each in a column.
class Rows {
public:
    Rows(const Model& model, ConstVectorRef w, Index most_samples, int threads)
        : model_(model),
          w_(w),
          each_(outputs_per_sample(model)),
          threads_(threads),
          rows_(model.parameters(), std::min(most_samples, model.samples()) * each_) {}

    void fill(Index first_sample, Index samples) {
        first_ = first_sample * each_;
        count_ = samples * each_;
        run_lanes(static_cast<int>(samples), threads_, [&](int n) {
            tangent_features(model_, w_, first_sample + n, rows_.middleCols(n * each_, each_));
        });
    }

    Index first() const { return first_; }
    Index count() const { return count_; }
    const Matrix& columns() const { return rows_; }

private:
    const Model& model_;
    ConstVectorRef w_;
    Index each_;
    int threads_;
    Matrix rows_;
    Index first_ = 0;
    Index count_ = 0;
};

/// The block of K that belongs to two blocks of rows; of a block with itself, the lower tiles.
void fill_block(const Rows& a, const Rows& b, Matrix& kernel, int threads) {
    const Index down = tiles(a.count());
    const Index across = tiles(b.count());
    const auto parameters = static_cast<int>(a.columns().rows());
    run_lanes(static_cast<int>(down * across), threads, [&](int lane) {
        const Index i = lane % down * tile;
        const Index j = lane / down * tile;
        if (&a == &b && j > i) return;
        cblas_dgemm(CblasColMajor, CblasTrans, CblasNoTrans,
                    static_cast<int>(std::min(tile, a.count() - i)),
                    static_cast<int>(std::min(tile, b.count() - j)), parameters, 1.0,
                    a.columns().col(i).data(), parameters, b.columns().col(j).data(), parameters,
                    0.0, &kernel(a.first() + i, b.first() + j), static_cast<int>(kernel.rows()));
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

/// How many samples' rows fit; at least 2.
Index samples_in(std::size_t memory, const Model& model) {
    const auto bytes = sizeof(double) * static_cast<std::size_t>(model.parameters()) *
                       static_cast<std::size_t>(outputs_per_sample(model));
    return std::max<Index>(2, static_cast<Index>(memory / std::max<std::size_t>(1, bytes)));
}

}  // namespace

Matrix tangent_kernel(const Model& model, ConstVectorRef w, const TangentKernelOptions& options) {
    check(model, w, options);
    const SingleThreadedBlas guard;
    const Index samples = model.samples();
    const Index fit = samples_in(options.memory, model);
    // A long block stays while short ones pass by: fewer rows are computed again.
    const Index stay = samples <= fit ? samples : std::max<Index>(1, fit * 3 / 4);
    const Index pass = std::max<Index>(1, fit - stay);
    Matrix kernel(model.outputs(), model.outputs());
    Rows staying(model, w, stay, options.threads);
    Rows passing(model, w, samples <= fit ? 0 : pass, options.threads);
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

Matrix tangent_kernel(const Model& first, const Model& second, ConstVectorRef w,
                      const TangentKernelOptions& options) {
    check(first, w, options);
    check(second, w, options);
    const SingleThreadedBlas guard;
    // Both counts in units of the larger sample.
    const Index fit =
        std::min(samples_in(options.memory, first), samples_in(options.memory, second));
    const bool all = first.samples() + second.samples() <= fit;
    const Index stay = all ? first.samples() : std::max<Index>(1, fit * 3 / 4);
    const Index pass = all ? second.samples() : std::max<Index>(1, fit - stay);
    Matrix kernel(first.outputs(), second.outputs());
    Rows staying(first, w, stay, options.threads);
    Rows passing(second, w, pass, options.threads);
    for (Index at = 0; at < first.samples(); at += stay) {
        staying.fill(at, std::min(stay, first.samples() - at));
        for (Index next = 0; next < second.samples(); next += pass) {
            passing.fill(next, std::min(pass, second.samples() - next));
            fill_block(staying, passing, kernel, options.threads);
        }
    }
    return kernel;
}

}  // namespace regimes
