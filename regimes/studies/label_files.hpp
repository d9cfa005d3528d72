// SPDX-License-Identifier: BSD-3-Clause
// Labels and numbers that samples are trained to, from files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "regimes/core/types.hpp"
#include "regimes/studies/settings.hpp"

namespace regimes {

/// A label for each sample, as a text: of whole numbers "7", or words.
using LabelWords = std::vector<std::string>;

/// The labels in a column of CSV, in NPY, or in an IDX file. `samples` decides whether a first line
/// of words is a header. What was taken for one is noted.
/// Errors: FileError; as checked_labels.
LabelWords read_labels(const std::string& path, Index samples, std::vector<std::string>& notes);

/// The same words with numbers spelled in one way: "1" for "1.0".
/// Errors: FieldError naming the sample whose label is missing, or a number that is not whole.
LabelWords checked_labels(LabelWords labels, const std::string& path);

/// The classes are the labels that occur, in the order of the numbers or of the alphabet.
/// Errors: FieldError where only one occurs, or every sample has its own: a mistake.
LabelWords occurring_classes(const LabelWords& labels, const std::string& path);

/// The classes of a network with so many outputs: of whole numbers below that the outputs in order,
/// else those that occur. Errors: FieldError where they are not as many; `of` names the network.
LabelWords output_classes(const LabelWords& labels, Index outputs, const std::string& path,
                          const std::string& of);

/// The place of each label among the classes.
/// Errors: FieldError naming a label that is none of these, `of` some file.
std::vector<int> class_numbers(const LabelWords& labels, const LabelWords& classes,
                               const std::string& path, const std::string& of);

/// Numbers, a row for each sample.
struct SampleNumbers {
    Vector values;  ///< sample by sample
    Index samples = 0;
    Index outputs = 0;  ///< of each
};

/// Those in a CSV or NPY file; a single row is a single column, if that gives `samples`.
/// Errors: FileError.
SampleNumbers read_numbers(const std::string& path, Index samples, std::vector<std::string>& notes);

/// How many of the `there` samples in `where` to use: the first so many, or all.
/// Errors: FieldError naming the field if there are fewer.
Index first_of(const Settings& settings, const char* field, Index there, std::string_view where);

/// Errors: FieldError naming both files, unless they have equally many rows.
void check_rows(const std::string& x, Index rows, const std::string& other, Index others);

}  // namespace regimes
