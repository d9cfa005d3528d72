// SPDX-License-Identifier: BSD-3-Clause
// Labels and numbers that samples are trained to, from files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "regimes/core/types.hpp"
#include "regimes/studies/settings.hpp"

namespace regimes {

/// One class for each sample: whole numbers from 0 in CSV or NPY, or an IDX file of labels.
/// Errors: FileError; FieldError naming the sample without a valid label.
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
/// Errors: FieldError naming the field if there are fewer.
Index first_of(const Settings& settings, const char* field, Index there, std::string_view where);

/// Errors: FieldError naming both files, unless they have equally many rows.
void check_rows(const std::string& x, Index rows, const std::string& other, Index others);

/// How many classes these labels are of. Errors: FieldError where all are 0, or one is as large as
/// the number of samples: a mistake.
Index classes_of(const std::vector<int>& labels, const std::string& path);

/// Errors: FieldError naming a label that is not below `classes`, as `of` has them ("the largest in
/// train.csv").
void check_classes(const std::vector<int>& labels, Index classes, const std::string& path,
                   const std::string& of);

}  // namespace regimes
