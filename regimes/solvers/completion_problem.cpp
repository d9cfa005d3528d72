// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/completion_problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>

namespace regimes {

namespace {

template <typename... Values>
[[noreturn]] void fail(fmt::format_string<Values...> format, Values&&... values) {
    throw std::invalid_argument(fmt::format(format, std::forward<Values>(values)...));
}

void check_entry(const PartialMatrix& problem, const ObservedEntry& entry) {
    if (entry.row < 0 || entry.row >= problem.rows || entry.col < 0 || entry.col >= problem.cols) {
        fail("observed: an entry at ({}, {}) given, inside {} x {} expected (counting from 0)",
             entry.row, entry.col, problem.rows, problem.cols);
    }
    if (!std::isfinite(entry.value)) {
        fail("observed: {} given at ({}, {}), a finite number expected", entry.value, entry.row,
             entry.col);
    }
}

/// Names the first row (or column) without an entry.
void check_covered(const char* what, const std::vector<bool>& covered) {
    for (std::size_t k = 0; k < covered.size(); ++k) {
        if (covered[k]) continue;
        fail("observed: no entry in {} {} (counting from 0), at least one expected in each", what,
             k);
    }
}

/// N entries leave one of any N + 1 rows empty, so a huge shape takes no memory.
void check_lines(const PartialMatrix& problem) {
    const std::size_t most = problem.observed.size() + 1;
    std::vector<bool> rows(std::min(static_cast<std::size_t>(problem.rows), most), false);
    std::vector<bool> cols(std::min(static_cast<std::size_t>(problem.cols), most), false);
    for (const ObservedEntry& entry : problem.observed) {
        const auto row = static_cast<std::size_t>(entry.row);
        const auto col = static_cast<std::size_t>(entry.col);
        if (row < rows.size()) rows[row] = true;
        if (col < cols.size()) cols[col] = true;
    }
    check_covered("row", rows);
    check_covered("column", cols);
}

/// Asks for the memory of the matrix, so it comes last.
void check_repeated(const PartialMatrix& problem) {
    Matrix seen = Matrix::Constant(problem.rows, problem.cols, NAN);
    for (const ObservedEntry& entry : problem.observed) {
        double& value = seen(entry.row, entry.col);
        if (!std::isnan(value) && value != entry.value) {
            fail("observed: {} and {} given at ({}, {}), one value expected", value, entry.value,
                 entry.row, entry.col);
        }
        value = entry.value;
    }
}

}  // namespace

void validate(const PartialMatrix& problem) {
    if (problem.rows < 1) fail("rows: {} given, at least 1 expected", problem.rows);
    if (problem.cols < 1) fail("cols: {} given, at least 1 expected", problem.cols);
    if (problem.observed.empty()) fail("observed: no entry given, at least one expected");
    for (const ObservedEntry& entry : problem.observed) check_entry(problem, entry);
    check_lines(problem);
    check_repeated(problem);
}

Matrix zero_filled(const PartialMatrix& problem) {
    Matrix filled = Matrix::Zero(problem.rows, problem.cols);
    for (const ObservedEntry& entry : problem.observed) filled(entry.row, entry.col) = entry.value;
    return filled;
}

Matrix observed_mask(const PartialMatrix& problem) {
    Matrix mask = Matrix::Zero(problem.rows, problem.cols);
    for (const ObservedEntry& entry : problem.observed) mask(entry.row, entry.col) = 1.0;
    return mask;
}

}  // namespace regimes
