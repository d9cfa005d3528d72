// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cmath>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "regimes/core/status.hpp"
#include "regimes/report/document_table.hpp"

namespace regimes {

/// What is told of every point of a study: the column of its tables, a member of its JSON document,
/// a metric of its sweeps. So name, title and format are written once.
template <typename Point>
struct Quantity {
    std::string name;    ///< in JSON and among metrics; "": it is in neither
    TableColumn column;  ///< without a title: it is in no table
    std::function<TableCell(const Point&)>
        cell;  ///< empty: the point has none; NaN: it is not known
};

template <typename Point>
using Quantities = std::vector<Quantity<Point>>;

/// A row for each point. Columns that all points lack are left out.
template <typename Point>
DocumentTable table_of(const Quantities<Point>& quantities, const std::vector<const Point*>& points,
                       std::size_t labels = 1) {
    DocumentTable table;
    table.labels = labels;
    table.rows.resize(points.size());
    for (const Quantity<Point>& quantity : quantities) {
        if (quantity.column.title.empty()) continue;
        table.columns.push_back(quantity.column);
        for (std::size_t k = 0; k < points.size(); ++k) {
            table.rows[k].cells.push_back(quantity.cell(*points[k]));
        }
    }
    return without_empty_columns(std::move(table));
}

/// Cells by the names of their quantities.
using NamedCells = std::vector<std::pair<std::string, TableCell>>;

/// The quantities that have a name and that the point has.
template <typename Point>
NamedCells named_cells(const Quantities<Point>& quantities, const Point& point) {
    NamedCells cells;
    for (const Quantity<Point>& quantity : quantities) {
        TableCell cell = quantity.cell(point);
        if (quantity.name.empty() || cell.is_empty()) continue;
        cells.emplace_back(quantity.name, std::move(cell));
    }
    return cells;
}

/// A solution as a JSON object: these members (names and JSON), then its numbers, null where they
/// are not known; residuals and gap in "certificate".
std::string solution_json(const Entries& members, const NamedCells& cells);

/// How a solution ended, and where it is: "depth 2, log10 alpha -3; residual 1e-9".
struct Ending {
    Status status;
    std::string place;
};

/// One line for each way of not converging: how many of the solutions (`noun`) ended so, the first
/// of them, and what it means.
std::vector<std::string> convergence_warnings(const std::vector<Ending>& endings,
                                              std::string_view noun);

/// The numbers of a point by name, where they are known.
template <typename Point>
std::map<std::string, double> metrics_of(const Quantities<Point>& quantities, const Point& point) {
    std::map<std::string, double> metrics;
    for (const auto& [name, cell] : named_cells(quantities, point)) {
        const auto number = cell.number();
        if (number && !std::isnan(*number)) metrics[name] = *number;
    }
    return metrics;
}

/// At most `count` of the points, evenly spread, first and last among them. Domain: count >= 2.
template <typename Point>
std::vector<const Point*> spread(const std::vector<const Point*>& points, std::size_t count) {
    if (points.size() <= count) return points;
    std::vector<const Point*> chosen;
    for (std::size_t k = 0; k < count; ++k) {
        chosen.push_back(points[k * (points.size() - 1) / (count - 1)]);
    }
    return chosen;
}

}  // namespace regimes
