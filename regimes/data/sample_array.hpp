// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "regimes/core/matrix_view.hpp"
#include "regimes/data/data_sets.hpp"
#include "regimes/data/input_file.hpp"

namespace regimes {

/// Inputs of a network that need not be vectors: samples that are arrays of one shape.
struct SampleArray {
    std::vector<Index> shape;  ///< of one sample, for example {1, 28, 28}; a number has {}
    std::vector<double>
        values;  ///< sample by sample, each in C order (the last index runs fastest)

    /// N.
    Index samples() const;
    Index size() const;  ///< entries of one sample: the product of the shape
};

/// A view of samples that somebody else owns, which must outlive it.
struct SampleView {
    std::vector<Index> shape;  ///< of one sample
    MatrixView values;         ///< N x (product of the shape), the entries of a sample in C order

    SampleView() = default;
    /// Views all of them.
    SampleView(const SampleArray& x)  // NOLINT: implicit by intent
        : shape(x.shape),
          values(x.values.data(), x.samples(), x.size(), x.size(), MatrixView::Order::rows) {}
    SampleView(SampleArray&&) = delete;
    /// Views the rows of a matrix as vectors.
    SampleView(const MatrixView& rows)  // NOLINT: implicit by intent
        : shape({rows.cols}), values(rows) {}
    /// Likewise; the matrix must outlive the view.
    template <typename Derived>
    SampleView(const Eigen::PlainObjectBase<Derived>& rows)  // NOLINT: implicit by intent
        : SampleView(MatrixView(rows)) {}

    /// N.
    Index samples() const { return values.rows; }
    Index size() const { return values.cols; }  ///< entries of one sample
    /// Views samples [begin, begin + count).
    SampleView range(Index begin, Index count) const {
        SampleView part = *this;
        part.values = values.row_range(begin, count);
        return part;
    }
};

/// The samples in a file: NPY, an IDX array of images, or CSV, told apart by the first bytes.
///
/// - NPY (npy.hpp) of 1 or more dimensions, in C or Fortran order: the first one counts the
///   samples, the others are the shape of each;
/// - IDX (idx.hpp) of 2 or more dimensions: likewise, and unsigned bytes are divided by 255;
/// - CSV (csv.hpp): samples x features, each sample of shape {features}.
///
/// Where `shape` is not empty, each sample takes this shape, its entries in C order.
///
/// Domain: every entry is finite, as float too.
/// Errors: as read_table and read_idx; FileError with sample and entry (both from 1) where one is
/// not finite, and naming both shapes if their sizes differ; std::invalid_argument if `shape` has
/// a length below 1.
SampleArray read_samples(const std::filesystem::path& path, const std::vector<Index>& shape = {});

/// The same of an NPY or IDX file that is open.
SampleArray array_samples(const InputFile& file, const std::vector<Index>& shape);

/// The same of the rows of a table; `path` is for errors.
SampleArray table_samples(const MatrixView& table, const std::filesystem::path& path,
                          const std::vector<Index>& shape);

/// Samples and their classes, one for each sample.
struct LabelledSamples {
    SampleArray x;            ///< the samples
    std::vector<int> labels;  ///< one for each sample, from 0
};

/// The first images of one part of a data set, in the order of its files; no count given: all.
/// Each pixel is divided by 255, neither centred nor scaled further.
///
/// Shape of each: {channels, rows, columns}.
/// Errors: std::invalid_argument for a count below 1 or above what the data set has;
/// std::runtime_error that says how to get the data set, if it is nowhere (data_sets.hpp);
/// FileError for damaged files.
LabelledSamples image_samples(const ImageDataSet& set, Part part, std::optional<Index> count = {});

}  // namespace regimes
