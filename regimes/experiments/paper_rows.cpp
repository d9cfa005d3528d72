// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/paper_rows.hpp"

#include <fmt/format.h>

#include <charconv>
#include <sstream>
#include <stdexcept>

#include "regimes/report/resource.hpp"

namespace regimes {

namespace {

std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
    return cells;
}

bool read(const std::string& cell, double& value) {
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    return error == std::errc() && end == cell.data() + cell.size();
}

bool read(const std::string& line, std::size_t columns, FigureRow& row) {
    const auto cells = cells_of(line);
    if (cells.size() != columns) return false;
    row.panel = cells[0];
    row.series = cells[1];
    row.source = "paper";
    const bool has_bar = columns == 6;
    return read(cells[2], row.x) && read(cells[3], row.y) &&
           (!has_bar || (read(cells[4], row.low.emplace()) && read(cells[5], row.high.emplace())));
}

/// Of the header; 0 if it is none.
std::size_t columns_of(const std::string& header) {
    if (header == "panel,series,x,y") return 4;
    return header == "panel,series,x,y,low,high" ? 6 : 0;
}

}  // namespace

std::vector<FigureRow> paper_rows(std::string_view folder) {
    const std::string path = fmt::format("experiments/{}/paper.csv", folder);
    std::istringstream stream{std::string(resource(path))};
    std::vector<FigureRow> rows;
    std::size_t columns = 0;
    int number = 0;
    for (std::string line; std::getline(stream, line);) {
        ++number;
        if (line.starts_with('#')) continue;
        FigureRow row;
        const bool is_header = columns == 0;
        if (is_header) columns = columns_of(line);
        if (is_header ? columns == 0 : !read(line, columns, row)) {
            throw std::invalid_argument(
                fmt::format("{}, line {}: \"{}\" given, panel,series,x,y[,low,high] expected", path,
                            number, line));
        }
        if (!is_header) rows.push_back(row);
    }
    return rows;
}

}  // namespace regimes
