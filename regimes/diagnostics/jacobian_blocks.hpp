// SPDX-License-Identifier: BSD-3-Clause
// Blocks of tangent features in the two forms that models give them: rows of the Jacobian, and
// factors by layers. A block covers the kernel rows [first(), first() + count()) and is cut into
// tiles of tile() rows, between which products are taken one at a time.
#pragma once

#include <cstddef>

#include "regimes/models/model.hpp"

namespace regimes {

/// The factors of the samples [first, first + count).
TangentFactors factors_of(const Model& model, ConstVectorRef w, Index first, Index count);

/// Rows of the Jacobian, each in a column; for every model.
class FeatureRows {
public:
    /// Room for `most` samples. Views model and w.
    FeatureRows(const Model& model, ConstVectorRef w, Index most, int threads);
    /// Bytes that one sample takes.
    static std::size_t bytes(const Model& model);

    void fill(Index first_sample, Index samples);
    Index first() const { return first_; }
    Index count() const { return count_; }
    static Index tile() { return 64; }
    /// K of the tiles of both that start at their rows i and j, at `out` in a matrix of the given
    /// stride.
    static void multiply(const FeatureRows& a, Index i, const FeatureRows& b, Index j, double* out,
                         Index stride);

private:
    const Model& model_;
    ConstVectorRef w_;
    Index each_;
    int threads_;
    Matrix rows_;
    Index first_ = 0;
    Index count_ = 0;
};

/// Factors by layers, for models that have them.
class FeatureFactors {
public:
    FeatureFactors(const Model& model, ConstVectorRef w, Index most, int threads);
    /// Bytes that one sample takes, with what it takes to compute them.
    static std::size_t bytes(const Model& model);

    void fill(Index first_sample, Index samples);
    Index first() const { return first_; }
    Index count() const { return count_; }
    Index tile() const { return tile_samples_ * each_; }
    static void multiply(const FeatureFactors& a, Index i, const FeatureFactors& b, Index j,
                         double* out, Index stride);

private:
    /// The factors of the tile that starts at a row.
    const TangentFactors& at(Index row) const {
        return tiles_[static_cast<std::size_t>(row / tile())];
    }
    /// All samples of that tile.
    SampleRange range(Index row) const;

    const Model& model_;
    ConstVectorRef w_;
    Index each_;
    Index tile_samples_;
    int threads_;
    std::vector<TangentFactors> tiles_;
    Index first_ = 0;
    Index count_ = 0;
};

}  // namespace regimes
