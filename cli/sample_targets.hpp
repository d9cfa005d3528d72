// SPDX-License-Identifier: BSD-3-Clause
// What samples are trained to, as verbs read it from files.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "regimes/core/types.hpp"

namespace regimes::cli {

/// One class for each sample: whole numbers from 0 in CSV or NPY, or an IDX file of labels.
/// Errors: FileError; UsageError naming the sample whose label is none.
std::vector<int> read_labels(const std::string& path);

/// Numbers, a row for each sample.
struct SampleNumbers {
    Vector values;  ///< sample by sample
    Index samples = 0;
    Index outputs = 0;  ///< of each
};

/// Those in a CSV or NPY file; a single row is a single column, if that gives `samples`.
/// Errors: FileError.
SampleNumbers read_numbers(const std::string& path, Index samples);

/// How many of the `there` samples in `where` to use: the first so many, or all.
/// Errors: UsageError naming the option if there are fewer.
Index first_of(const char* option, std::optional<Index> asked, Index there, std::string_view where);

/// Errors: UsageError naming both files, unless they have a row for each other's.
void check_rows(const std::string& x, Index rows, const std::string& other, Index others);

/// How many classes these labels are of. Errors: UsageError where all are 0, or one is as large as
/// the number of samples: a mistake.
Index classes_of(const std::vector<int>& labels, const std::string& path);

/// Errors: UsageError naming a label that is not below `classes`, as `of` has them ("the largest in
/// train.csv").
void check_classes(const std::vector<int>& labels, Index classes, const std::string& path,
                   const std::string& of);

}  // namespace regimes::cli
