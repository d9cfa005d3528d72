// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "regimes/core/design_view.hpp"

namespace regimes {

/// What a table has beside its numbers.
struct TableText {
    std::vector<std::string> names = {};  ///< of the columns, in UTF-8; none without a header
    std::vector<std::string> words = {};  ///< the column that was asked for as words, row by row
    std::vector<std::string> row_names = {};  ///< the column set aside that names the rows; or none
    /// One line on each thing that was taken for a header or set aside.
    std::vector<std::string> notes = {};
    /// The column set aside because it names the rows, as TableOptions::id_column calls it; "":
    /// none.
    std::string id_column = {};
    bool has_doubtful_row = false;       ///< the first line counts as numbers, and may be a header
    std::optional<Vector> targets = {};  ///< that came with the samples, in svmlight
    std::optional<Index> first_feature = {};  ///< its number in svmlight, 0 or 1
};

/// A read-only matrix together with the memory it lies in: entries read from a file, or the mapped
/// file itself. Copies share that memory.
class Table {
public:
    /// `owner` keeps what `view` looks at alive.
    Table(std::shared_ptr<const void> owner, const MatrixView& view, TableText text = {})
        : owner_(std::move(owner)), view_(view), text_(std::move(text)) {}

    Table(std::shared_ptr<const SparseMatrix> sparse, TableText text)
        : owner_(sparse), view_(), sparse_(sparse.get()), text_(std::move(text)) {}

    Index rows() const { return design().rows; }
    Index cols() const { return design().cols; }
    /// Null: it is dense.
    const SparseMatrix* sparse() const { return sparse_; }
    /// Of a dense one; valid as long as this table or a copy of it lives.
    const MatrixView& view() const { return view_; }
    /// Of any; valid as long.
    DesignView design() const { return sparse_ != nullptr ? DesignView(*sparse_) : view_; }
    /// Of the columns; none without a header.
    const std::vector<std::string>& names() const { return text_.names; }
    /// The column that was asked for as words, row by row.
    const std::vector<std::string>& words() const { return text_.words; }
    /// What the column that was set aside calls the rows; or none.
    const std::vector<std::string>& row_names() const { return text_.row_names; }
    /// One line on each thing that was taken for a header or set aside.
    const std::vector<std::string>& notes() const { return text_.notes; }
    /// The column that was set aside because it names the rows; "": none.
    const std::string& id_column() const { return text_.id_column; }
    /// The first line counts as numbers, but may be a header.
    bool has_doubtful_row() const { return text_.has_doubtful_row; }
    /// Targets that came with the samples; none outside svmlight.
    const std::optional<Vector>& targets() const { return text_.targets; }
    std::optional<Index> first_feature() const { return text_.first_feature; }

    /// The table of these columns, in this order; neighbours of a dense one are not copied.
    Table with_columns(const std::vector<Index>& columns) const;
    /// A sparse one with columns of zeros at the end, up to this number. Domain: not fewer columns.
    Table widened(Index cols) const;
    /// The same in dense storage.
    Table made_dense() const;

private:
    std::shared_ptr<const void> owner_;
    MatrixView view_;
    const SparseMatrix* sparse_ = nullptr;
    TableText text_;
};

/// "column 3", or "column 3 (age)" where columns have names; counted from 0 here and from 1 there.
std::string column_text(const std::vector<std::string>& names, Index column);

}  // namespace regimes
