// SPDX-License-Identifier: BSD-3-Clause
#include "tests/oracle/oracle_table.hpp"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace regimes::oracle {

namespace {

std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
    if (!line.empty() && line.back() == ',') cells.emplace_back();
    return cells;
}

}  // namespace

Row::Row(std::map<std::string, std::string> cells, std::size_t line)
    : cells_(std::move(cells)), line_(line) {}

const std::string& Row::text(const std::string& column) const { return cells_.at(column); }

double Row::number(const std::string& column) const {
    return std::strtod(cells_.at(column).c_str(), nullptr);
}

std::string Row::describe() const {
    std::string out = "line " + std::to_string(line_);
    for (const auto& [column, value] : cells_) out += ", " + column + "=" + value;
    return out;
}

std::vector<Row> read_oracle(const std::string& name) {
    return read_table(std::string(REGIMES_SOURCE_DIR) + "/tests/oracle/" + name);
}

std::vector<Row> read_table(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    if (!std::getline(file, line)) throw std::runtime_error(path + ": missing or empty");
    const std::vector<std::string> header = split(line);
    std::vector<Row> rows;
    for (std::size_t number = 2; std::getline(file, line); ++number) {
        const std::vector<std::string> cells = split(line);
        if (cells.size() != header.size()) {
            throw std::runtime_error(path + ": line " + std::to_string(number) + " is ragged");
        }
        std::map<std::string, std::string> row;
        for (std::size_t k = 0; k < cells.size(); ++k) row[header[k]] = cells[k];
        rows.emplace_back(std::move(row), number);
    }
    if (rows.empty()) throw std::runtime_error(path + ": no rows");
    return rows;
}

}  // namespace regimes::oracle
