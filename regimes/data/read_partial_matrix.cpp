// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/read_partial_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "regimes/data/file_error.hpp"
#include "regimes/data/read_table.hpp"

namespace regimes {

namespace {

constexpr double largest_index = 2147483648.0;

Index index_in(const std::filesystem::path& path, Index triplet, const char* what, double given,
               IndexBase base) {
    const double least = base == IndexBase::zero ? 0.0 : 1.0;
    if (given >= least && given <= largest_index && given == std::floor(given)) {
        return static_cast<Index>(given - least);
    }
    throw FileError(path, fmt::format("triplet {}: {} {} given, a whole number of at least {} "
                                      "expected",
                                      triplet, what, given, least));
}

}  // namespace

PartialMatrix partial_matrix_of(const Table& table, const std::filesystem::path& path) {
    const MatrixView& view = table.view();
    PartialMatrix matrix{view.rows, view.cols, {}};
    for (Index i = 0; i < view.rows; ++i) {
        for (Index j = 0; j < view.cols; ++j) {
            if (!std::isnan(view(i, j))) matrix.observed.push_back({i, j, view(i, j)});
        }
    }
    if (matrix.observed.empty()) throw FileError(path, "no entry of the matrix is known");
    return matrix;
}

PartialMatrix read_partial_matrix(const std::filesystem::path& path) {
    return partial_matrix_of(read_table(path, {MissingCells::not_a_number}), path);
}

PartialMatrix triplets_of(const Table& table, const std::filesystem::path& path, IndexBase base) {
    const MatrixView& view = table.view();
    if (view.cols != 3) {
        throw FileError(path,
                        fmt::format("{} columns; three expected: row, column, value", view.cols));
    }
    PartialMatrix matrix;
    std::map<std::pair<Index, Index>, double> known;
    for (Index n = 0; n < view.rows; ++n) {
        const ObservedEntry entry{index_in(path, n + 1, "row", view(n, 0), base),
                                  index_in(path, n + 1, "column", view(n, 1), base), view(n, 2)};
        const auto [place, is_new] = known.emplace(std::pair(entry.row, entry.col), entry.value);
        if (place->second != entry.value) {
            throw FileError(
                path, fmt::format("triplet {}: {} given at ({:g}, {:g}), but {} before", n + 1,
                                  entry.value, view(n, 0), view(n, 1), place->second));
        }
        if (!is_new) continue;
        matrix.rows = std::max(matrix.rows, entry.row + 1);
        matrix.cols = std::max(matrix.cols, entry.col + 1);
        matrix.observed.push_back(entry);
    }
    return matrix;
}

PartialMatrix read_triplets(const std::filesystem::path& path, IndexBase base) {
    TableOptions options;
    options.numbers_columns = false;
    return triplets_of(read_table(path, options), path, base);
}

}  // namespace regimes
