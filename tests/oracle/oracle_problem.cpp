// SPDX-License-Identifier: BSD-3-Clause
#include "tests/oracle/oracle_problem.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "tests/oracle/oracle_table.hpp"

namespace regimes::oracle {

namespace {

Index index(const Row& row, const std::string& column) {
    return static_cast<Index>(row.number(column));
}

bool continues(const ReferencePath& path, const Row& row) {
    const bool is_explicit = row.text("regularizer") == "explicit";
    return path.problem == row.text("problem") && path.start == row.text("start") &&
           (path.regularization == Regularization::explicit_) == is_explicit &&
           path.depth == row.number("depth");
}

ReferencePath begin_path(const Row& row) {
    ReferencePath path;
    path.problem = row.text("problem");
    path.start = row.text("start");
    if (row.text("regularizer") == "explicit") path.regularization = Regularization::explicit_;
    path.depth = row.number("depth");
    return path;
}

}  // namespace

Problem read_problem(const std::string& name) {
    Index rows = 0;
    Index cols = 0;
    std::vector<Row> entries;
    for (const Row& row : read_oracle("problems.csv")) {
        if (row.text("problem") != name) continue;
        entries.push_back(row);
        rows = std::max(rows, index(row, "row") + 1);
        cols = std::max(cols, index(row, "column") + 1);
    }
    if (entries.empty()) throw std::runtime_error("problems.csv: no problem " + name);
    Problem problem{Matrix::Zero(rows, cols), {}, Vector::Zero(rows)};
    for (const Row& row : entries) {
        const double value = row.number("value");
        if (row.text("part") == "y") {
            problem.y[index(row, "row")] = value;
        } else {
            problem.x(index(row, "row"), index(row, "column")) = value;
        }
    }
    problem.x_by_rows = problem.x;
    return problem;
}

Initialization read_start(const std::string& name, Index d) {
    Initialization start;
    if (name == "unit") return start;
    start.plus = Vector::Zero(d);
    start.minus = Vector::Zero(d);
    for (const Row& row : read_oracle("starts.csv")) {
        const Index i = index(row, "coordinate");
        if (row.text("start") != name || i >= d) continue;
        start.plus[i] = row.number("plus");
        start.minus[i] = row.number("minus");
    }
    return start;
}

std::string ReferencePath::describe() const {
    const bool is_explicit = regularization == Regularization::explicit_;
    return problem + ", start " + start + (is_explicit ? ", explicit" : "") + ", depth " +
           std::to_string(depth);
}

std::vector<double> ReferencePath::log_alphas() const {
    std::vector<double> result;
    for (const ReferencePoint& point : points) {
        result.push_back(point.log10_alpha * std::log(10.0));
    }
    return result;
}

std::vector<ReferencePath> read_paths(const std::string& table) {
    std::vector<ReferencePath> paths;
    for (const Row& row : read_oracle(table)) {
        if (paths.empty() || !continues(paths.back(), row)) paths.push_back(begin_path(row));
        auto& points = paths.back().points;
        const double log10_alpha = row.number("log10_alpha");
        if (points.empty() || points.back().log10_alpha != log10_alpha) {
            points.push_back({log10_alpha, {}, {}, {}});
        }
        points.back().beta.push_back(row.number("beta"));
        points.back().condition.push_back(row.number("condition"));
        points.back().condition_x.push_back(row.number("condition_x"));
    }
    return paths;
}

}  // namespace regimes::oracle
