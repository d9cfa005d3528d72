// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/initial_weights.hpp"

#include <fmt/format.h>

#include "regimes/data/read_table.hpp"
#include "regimes/studies/sample_table.hpp"

namespace regimes {

namespace {

Table read(const std::string& path, Index features, std::vector<std::string>& notes) {
    TableOptions options;
    options.numbers_columns = false;  // 1,2,3 are weights
    options.rows = features;
    Table table = read_table(path, options);
    notes.insert(notes.end(), table.notes().begin(), table.notes().end());
    return table;
}

/// A row, or a column, of positive numbers.
Vector weights(const MatrixView& view, Index line, bool by_rows, const std::string& path) {
    Vector weights(by_rows ? view.cols : view.rows);
    for (Index i = 0; i < weights.size(); ++i) {
        const Index row = by_rows ? line : i;
        const Index column = by_rows ? i : line;
        weights[i] = view(row, column);
        if (weights[i] > 0.0) continue;
        throw FieldError(
            fmt::format("{}: row {}, column {} of the numbers is {}, a positive number "
                        "expected",
                        path, row + 1, column + 1, weights[i]));
    }
    return weights;
}

}  // namespace

Field shape_field() {
    return file_field("shape",
                      "positive numbers w0, a row or a column of one for each feature: the weights "
                      "start at alpha w0 in place of alpha; with {standardize} those of the "
                      "standardised features");
}

Field start_field() {
    return file_field("start",
                      "a biased start: two rows (or two columns) of such numbers, w+ and w-; the "
                      "weights start at alpha w+ and alpha w-, the coefficients at alpha^D (w+^D - "
                      "w-^D)");
}

void check_start(const Settings& settings) {
    if (!settings.has("shape") || !settings.has("start")) return;
    throw FieldError("{shape} and {start}: both given, one of them expected");
}

Initialization read_start(const Settings& settings, const std::vector<std::string>& names,
                          Index features, std::vector<std::string>& notes) {
    Initialization start;
    const bool is_biased = settings.has("start");
    if (!is_biased && !settings.has("shape")) return start;
    const std::string field = is_biased ? "start" : "shape";
    const std::string& path = settings.text(field);
    const std::string& x = settings.text("x");
    Table table = read(path, features, notes);
    const Index lines = is_biased ? 2 : 1;
    const bool by_rows = table.view().rows == lines && (is_biased || table.view().cols != 1);
    if (!by_rows && table.view().cols != lines) {
        throw FieldError(fmt::format(
            "{{{}}}: {} has {} rows and {} columns, {} expected", field, path, table.view().rows,
            table.view().cols,
            is_biased ? "two rows (w+, then w-) or two columns" : "a single row or column"));
    }
    if (by_rows) table = match_columns(table, path, names, x, notes);
    const MatrixView& view = table.view();
    if ((by_rows ? view.cols : view.rows) != features) {
        throw FieldError(fmt::format("{{{}}}: {} has {} numbers{}, but {} has {} features", field,
                                     path, by_rows ? view.cols : view.rows,
                                     is_biased ? " for each of w+ and w-" : "", x, features));
    }
    start.plus = weights(view, 0, by_rows, path);
    if (is_biased) start.minus = weights(view, 1, by_rows, path);
    return start;
}

}  // namespace regimes
