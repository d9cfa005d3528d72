// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string_view>

#include "regimes/core/sparse_matrix.hpp"
#include "regimes/data/input_file.hpp"

namespace regimes {

/// Samples in the text format of svmlight and libsvm.
struct SvmlightSamples {
    SparseMatrix x;
    Vector y;                  ///< the targets in front of each line
    Index base = 1;            ///< number of the first feature in the file: 0 or 1
    bool has_queries = false;  ///< some samples have a qid, which is left out
};

/// True if the name ends in .svm, .svmlight or .libsvm (or that and .gz), or if the text has a
/// sample "target feature:value ..." among its first lines, which no table has. The lines above it
/// may be broken: the reader then names them.
bool is_svmlight(std::string_view text, const std::filesystem::path& path);

/// One sample a line: a target, perhaps qid:N, and feature:value in any order; '#' begins a
/// comment.
/// `base`: the number of the first feature; where it is not given, 1 unless a feature 0 occurs.
///
/// Shape: as many features as the largest number needs.
/// Errors: FileError with the line, at a number that is none or not finite, a feature that is no
/// whole number from the base to 1e8 or comes twice in a sample; if there is no sample or no
/// feature. Source: T. Joachims, SVM-light; C.-C. Chang and C.-J. Lin, LIBSVM, README.
SvmlightSamples read_svmlight(const InputFile& file, std::optional<Index> base = std::nullopt);

}  // namespace regimes
