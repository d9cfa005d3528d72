// SPDX-License-Identifier: BSD-3-Clause
// A partial matrix as people have it: with names for its rows and columns.
#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "regimes/core/partial_matrix.hpp"

namespace regimes {

/// A matrix of which some entries are known, and what its rows and columns are called.
struct LabelledMatrix {
    PartialMatrix matrix;
    std::vector<std::string> row_labels = {};  ///< one for each row; none: rows have no names
    std::vector<std::string> col_labels = {};  ///< one for each column, or none
    /// One line on each thing that was recognised, taken for a header or set aside.
    std::vector<std::string> notes = {};
};

/// The names of the rows (or columns) of a list of entries, numbered as they come.
class LabelList {
public:
    /// The number of this name, from 0; a new one if it has not been there.
    Index number(const std::string& label);
    Index count() const { return static_cast<Index>(labels_.size()); }

    /// Where each goes in the order in which they are kept: ascending if all are whole numbers,
    /// else as they came.
    std::vector<Index> places() const;
    /// In that order.
    std::vector<std::string> sorted() const;

private:
    std::vector<std::string> labels_;
    std::unordered_map<std::string, Index> numbers_;
};

/// Entries by the names of their row and column, as a file lists them.
class EntryList {
public:
    /// `line` of the file is named if the entry is there twice.
    void add(const std::string& row, const std::string& col, double value, std::size_t line);

    /// The matrix of the rows and columns that occur; entries keep their order. A line that repeats
    /// an entry with the same value is left out, and counted in the notes.
    /// Error: FileError naming both lines if an entry has two values.
    LabelledMatrix matrix(const std::string& path) const;

    /// True if an entry is there twice, with whatever values.
    bool repeats() const;
    Index count() const { return static_cast<Index>(entries_.size()); }
    Index rows() const { return rows_.count(); }
    Index cols() const { return cols_.count(); }

private:
    std::vector<Index> in_order_of_places() const;

    LabelList rows_;
    LabelList cols_;
    std::vector<ObservedEntry> entries_;
    std::vector<std::size_t> lines_;
};

/// A matrix as CSV, in UTF-8: the names of its columns in the first row, and the name of each row
/// in front of it. Where there are no names, numbers from 1. Numbers have all their digits.
/// Errors: FileError if it can't be written.
void write_labelled(const std::filesystem::path& path, const Matrix& matrix,
                    const std::vector<std::string>& row_labels,
                    const std::vector<std::string>& col_labels);

}  // namespace regimes
