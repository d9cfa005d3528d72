// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/read_table.hpp"

#include <fmt/format.h>

#include <cmath>

#include "regimes/data/csv.hpp"
#include "regimes/data/csv_cells.hpp"
#include "regimes/data/file_error.hpp"
#include "regimes/data/npy.hpp"
#include "regimes/data/npy_header.hpp"
#include "regimes/data/scipy_sparse.hpp"
#include "regimes/data/svmlight.hpp"

namespace regimes {

namespace {

/// One pass in the order of the storage.
void check_finite(const MatrixView& view, const std::filesystem::path& path, MissingCells missing) {
    const bool takes_nan = missing == MissingCells::not_a_number;
    const bool by_rows = view.order == MatrixView::Order::rows;
    const Index outer = by_rows ? view.rows : view.cols;
    const Index inner = by_rows ? view.cols : view.rows;
    for (Index o = 0; o < outer; ++o) {
        const Eigen::Map<const Vector> line(view.data + o * view.stride, inner);
        if (line.allFinite()) continue;
        for (Index k = 0; k < inner; ++k) {
            if (std::isfinite(line[k]) || (takes_nan && std::isnan(line[k]))) continue;
            throw FileError(path, fmt::format("row {}, column {}: {} is not a finite number{}",
                                              (by_rows ? o : k) + 1, (by_rows ? k : o) + 1, line[k],
                                              std::isnan(line[k]) ? missing_way_out : ""));
        }
    }
}

void expect_sparse(const std::filesystem::path& path, const TableOptions& options) {
    if (!options.takes_sparse) {
        throw FileError(path, "a sparse matrix, a dense one expected");
    }
    if (!options.id_column.empty() && options.id_column != "none") {
        throw FileError(path,
                        fmt::format("a sparse matrix has no column \"{}\"", options.id_column));
    }
}

std::string sparse_note(const std::filesystem::path& path, const std::string& kind,
                        const SparseMatrix& matrix) {
    const double places = static_cast<double>(matrix.rows) * static_cast<double>(matrix.cols);
    return fmt::format("{}: sparse ({}), {} x {}, {:.3g} % of the entries stored", path.string(),
                       kind, matrix.rows, matrix.cols,
                       100.0 * static_cast<double>(matrix.values.size()) / places);
}

Table svmlight_table(const InputFile& file, const TableOptions& options) {
    expect_sparse(file.path(), options);
    SvmlightSamples samples = read_svmlight(file, options.first_feature);
    auto matrix = std::make_shared<const SparseMatrix>(std::move(samples.x));
    TableText text;
    const std::string kind = fmt::format("svmlight, features numbered from {}", samples.base);
    text.notes = {sparse_note(file.path(), kind, *matrix)};
    if (samples.has_queries) text.notes.push_back(file.path().string() + ": qid is left out");
    text.targets = std::move(samples.y);
    text.first_feature = samples.base;
    return {std::move(matrix), std::move(text)};
}

}  // namespace

Table read_table(const std::filesystem::path& path, const TableOptions& options) {
    if (is_scipy_sparse(path)) {
        expect_sparse(path, options);
        auto matrix = std::make_shared<const SparseMatrix>(read_scipy_sparse(path));
        TableText text;
        text.notes = {sparse_note(path, "SciPy's NPZ", *matrix)};
        return {std::move(matrix), std::move(text)};
    }
    return read_table(std::make_shared<const InputFile>(path), options);
}

Table read_table(const std::shared_ptr<const InputFile>& file, const TableOptions& options) {
    const std::filesystem::path& path = file->path();
    if (!file->bytes().starts_with(npy_magic)) {
        if (path.extension() == ".npy") {
            throw FileError(path,
                            "not an NPY file, in spite of its name: the first bytes are others");
        }
        if (is_svmlight(csv_text(*file), path)) return svmlight_table(*file, options);
        return read_csv(*file, options);
    }
    if (!options.id_column.empty() && options.id_column != "none") {
        throw FileError(path, fmt::format("an NPY array has no column \"{}\"", options.id_column));
    }
    Table table = read_npy(file);
    file->expect_one_pass(true);
    check_finite(table.view(), path, options.missing);
    file->expect_one_pass(false);
    return table;
}

Vector vector_of(const Table& table, const std::filesystem::path& path) {
    const MatrixView& view = table.view();
    if (view.rows != 1 && view.cols != 1) {
        throw FileError(path, fmt::format("{} rows and {} columns; a single column (or row) "
                                          "expected",
                                          view.rows, view.cols));
    }
    Vector vector(view.rows * view.cols);
    for (Index k = 0; k < vector.size(); ++k) {
        vector[k] = view.cols == 1 ? view(k, 0) : view(0, k);
    }
    return vector;
}

Vector read_vector(const std::filesystem::path& path) { return vector_of(read_table(path), path); }

}  // namespace regimes
