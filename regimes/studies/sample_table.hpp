// SPDX-License-Identifier: BSD-3-Clause
// Tables of samples by the names of their columns: what to predict, and which feature is which.
#pragma once

#include <string>
#include <vector>

#include "regimes/data/csv.hpp"
#include "regimes/report/document.hpp"
#include "regimes/studies/settings.hpp"

namespace regimes {

/// The fields `id_column` and `target`.
Field id_column_field(const std::string& of);
Field target_field(const std::string& in_place_of);

/// As `id_column` says.
TableOptions table_options(const Settings& settings);

/// A column of numbers in a table, and the table without it.
struct TargetSplit {
    Table x;
    Vector y;
};

/// Errors: FieldError if the table of this path has no such column, or no other.
TargetSplit split_target(const Table& table, const std::string& target, const std::string& path);

/// The test table with its columns in the order of the training table, which has these names: by
/// name where both have names, and as they are where one has none.
/// Errors: FieldError with the names that only one of them has, or that one has twice.
Table match_columns(const Table& test, const std::string& test_path,
                    const std::vector<std::string>& names, const std::string& training_path,
                    std::vector<std::string>& notes);

/// Samples and targets go together row by row: where both name their rows, by the same names.
/// Errors: FieldError naming the first row that has two.
void check_row_names(const Table& x, const std::string& x_path, const Table& y,
                     const std::string& y_path);

/// The name of a feature; "column 3" where features have none.
std::string feature_name(const std::vector<std::string>& names, Index feature);

/// Names with commas between them, at most `most` of them.
std::string list_text(const std::vector<std::string>& names, std::size_t most);

/// Puts what was found when reading into the facts and the values of a document.
void add_notes(Document& document, const std::vector<std::string>& notes);

}  // namespace regimes
