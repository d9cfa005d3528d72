// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/read_partial_matrix.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "regimes/data/file_error.hpp"
#include "regimes/data/matrix_market.hpp"
#include "regimes/data/read_table.hpp"
#include "regimes/data/scipy_sparse.hpp"
#include "regimes/data/triplets.hpp"

namespace regimes {

namespace {

bool is_whole(double value) { return value >= 0.0 && value == std::floor(value); }

/// Triplets of which a value is missing look so; and so does a matrix of three columns.
bool may_be_triplets(const MatrixView& view) {
    if (view.cols != 3) return false;
    bool is_missing = false;
    for (Index n = 0; n < view.rows; ++n) {
        if (!is_whole(view(n, 0)) || !is_whole(view(n, 1))) return false;
        is_missing = is_missing || std::isnan(view(n, 2));
    }
    return is_missing;
}

LabelledMatrix whole_matrix(const std::shared_ptr<const InputFile>& file, TableOptions options) {
    options.missing = MissingCells::not_a_number;
    const Table table = read_table(file, options);
    LabelledMatrix labelled{partial_matrix_of(table, file->path()), table.row_names(),
                            table.names(), table.notes()};
    if (may_be_triplets(table.view())) {
        labelled.notes.push_back(
            fmt::format("{}: taken for a matrix of three columns, not for triplets with a value "
                        "missing (layout)",
                        file->path().string()));
    }
    return labelled;
}

/// As the layout was left open, an error may be one of a list that was not recognised.
LabelledMatrix likely_matrix(const std::shared_ptr<const InputFile>& file, TableOptions options) {
    try {
        return whole_matrix(file, std::move(options));
    } catch (const FileError& error) {
        const std::string advice = advice_on_triplets(*file);
        if (advice.empty()) throw;
        const std::string prefix = file->path().string() + ": ";
        throw FileError(file->path(), error.what() + prefix.size() + advice);
    }
}

/// What is stored is known, zeros too.
LabelledMatrix scipy_matrix(const std::filesystem::path& path, const TableOptions& options) {
    if (!options.id_column.empty() && options.id_column != "none") {
        throw FileError(path,
                        fmt::format("a sparse matrix has no column \"{}\"", options.id_column));
    }
    const SparseMatrix sparse = read_scipy_sparse(path);
    if (sparse.values.empty()) throw FileError(path, "no entry of the matrix is known");
    EntryList entries;
    for (Index col = 0; col < sparse.cols; ++col) {
        sparse.for_each(col, [&](Index row, double value) {
            entries.add(std::to_string(row + 1), std::to_string(col + 1), value, 0);
        });
    }
    LabelledMatrix matrix = entries.matrix(path.string());
    matrix.notes = {
        fmt::format("{}: sparse (SciPy's NPZ), {} x {}: the {} entries stored are known, zeros "
                    "too, and no other; rows and columns count from 1",
                    path.string(), sparse.rows, sparse.cols, entries.count())};
    const Index rows = sparse.rows - matrix.matrix.rows;
    const Index cols = sparse.cols - matrix.matrix.cols;
    if (rows + cols > 0) {
        matrix.notes.push_back(fmt::format("{}: without an entry and left out: {} rows, {} columns",
                                           path.string(), rows, cols));
    }
    return matrix;
}

LabelledMatrix triplets(const std::shared_ptr<const InputFile>& file, const std::string& reason) {
    LabelledMatrix labelled = read_triplets(file);
    const std::string why = reason.empty() ? "" : fmt::format(" ({}; layout)", reason);
    labelled.notes.insert(labelled.notes.begin(),
                          fmt::format("{}: taken for triplets of row, column and value{}",
                                      file->path().string(), why));
    return labelled;
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

LabelledMatrix read_labelled_matrix(const std::filesystem::path& path, MatrixLayout layout,
                                    TableOptions options) {
    if (is_scipy_sparse(path)) return scipy_matrix(path, options);
    const auto file = std::make_shared<const InputFile>(path);
    const std::string name = path.extension() == ".gz" ? path.stem().string() : path.string();
    if (is_matrix_market(*file)) return read_matrix_market(*file);
    if (std::filesystem::path(name).extension() == ".mtx") {
        throw FileError(path, fmt::format("not a MatrixMarket file, in spite of its name: it does "
                                          "not begin with {}",
                                          matrix_market_magic));
    }
    if (layout == MatrixLayout::triplets) return triplets(file, "");
    if (layout == MatrixLayout::recognised) {
        const std::string reason = reason_for_triplets(file);
        if (!reason.empty()) return triplets(file, reason);
        return likely_matrix(file, std::move(options));
    }
    return whole_matrix(file, std::move(options));
}

}  // namespace regimes
