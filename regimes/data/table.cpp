// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/table.hpp"

#include <fmt/format.h>

#include "regimes/data/sparse_entries.hpp"

namespace regimes {

Table Table::with_columns(const std::vector<Index>& columns) const {
    TableText text = text_;
    text.names.clear();
    bool are_neighbours = !columns.empty();
    for (std::size_t k = 0; k < columns.size(); ++k) {
        are_neighbours = are_neighbours && columns[k] == columns[0] + static_cast<Index>(k);
        if (!names().empty()) text.names.push_back(names()[static_cast<std::size_t>(columns[k])]);
    }
    if (sparse_ != nullptr) {
        return {std::make_shared<SparseMatrix>(chosen_columns(*sparse_, columns)), std::move(text)};
    }
    const auto count = static_cast<Index>(columns.size());
    if (are_neighbours) return {owner_, view_.columns(columns[0], count), std::move(text)};
    auto values = std::make_shared<std::vector<double>>();
    values->reserve(static_cast<std::size_t>(view_.rows * count));
    for (Index n = 0; n < view_.rows; ++n) {
        for (const Index column : columns) values->push_back(view_(n, column));
    }
    const MatrixView view(values->data(), view_.rows, count, count, MatrixView::Order::rows);
    return {std::move(values), view, std::move(text)};
}

Table Table::widened(Index cols) const {
    auto matrix = std::make_shared<SparseMatrix>(*sparse_);
    matrix->starts.resize(static_cast<std::size_t>(cols) + 1, matrix->starts.back());
    matrix->cols = cols;
    return {std::move(matrix), text_};
}

Table Table::made_dense() const {
    if (sparse_ == nullptr) return *this;
    const auto matrix = std::make_shared<const Matrix>(dense_matrix(*sparse_));
    return {matrix, *matrix, text_};
}

std::string column_text(const std::vector<std::string>& names, Index column) {
    const std::string number = fmt::format("column {}", column + 1);
    if (names.empty()) return number;
    return fmt::format("{} ({})", number, names[static_cast<std::size_t>(column)]);
}

}  // namespace regimes
