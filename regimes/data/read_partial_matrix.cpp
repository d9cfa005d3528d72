// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/read_partial_matrix.hpp"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "regimes/data/file_error.hpp"
#include "regimes/data/matrix_market.hpp"
#include "regimes/data/read_table.hpp"
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
    }
    return whole_matrix(file, std::move(options));
}

}  // namespace regimes
