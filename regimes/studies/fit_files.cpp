// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/fit_files.hpp"

#include <fmt/format.h>

#include <limits>
#include <utility>

#include "regimes/data/npy.hpp"
#include "regimes/data/output_file.hpp"

namespace regimes {

namespace {

using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// One row of coefficients for each point; NaN where a point was cancelled.
RowMatrix coefficient_rows(const std::vector<const FitPoint*>& points, Index features) {
    RowMatrix rows(static_cast<Index>(points.size()), features);
    rows.setConstant(std::numeric_limits<double>::quiet_NaN());
    for (std::size_t k = 0; k < points.size(); ++k) {
        if (points[k]->coefficients.size() != features) continue;
        rows.row(static_cast<Index>(k)) = points[k]->coefficients;
    }
    return rows;
}

/// A cell of CSV that any text fits in.
std::string csv_cell(const std::string& text) {
    if (text.find_first_of(",\"\n") == text.npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + "\"";
}

/// The features that carry weight in each solution, by name, the largest first; their coefficients
/// in the units of x and y.
std::string selected_csv(const FitRecord& record) {
    std::string text = "solution,depth,log10_alpha,feature,coefficient\n";
    const auto add = [&](const FitPoint& point) {
        const std::string start =
            point.depth ? fmt::format("path,{:g},{}", *point.depth, *point.log10_alpha)
                        : point.name + ",,";
        if (point.intercept) text += fmt::format("{},(intercept),{}\n", start, *point.intercept);
        for (const Index i : largest_coefficients(point.solved(), most_selected_features)) {
            text += fmt::format("{},{},{}\n", start,
                                csv_cell(record.names[static_cast<std::size_t>(i)]),
                                point.coefficients[i]);
        }
    };
    add(record.minimum_l2);
    for (const FitPoint& point : record.points) add(point);
    add(record.minimum_l1);
    return text;
}

}  // namespace

std::vector<AnswerFile> fit_files(const std::shared_ptr<const FitRecord>& record) {
    const auto coefficients = [record](const std::filesystem::path& path) {
        std::vector<const FitPoint*> points;
        for (const FitPoint& point : record->points) points.push_back(&point);
        write_npy(path, coefficient_rows(points, record->features));
    };
    const auto end_points = [record](const std::filesystem::path& path) {
        write_npy(path,
                  coefficient_rows({&record->minimum_l2, &record->minimum_l1}, record->features));
    };
    std::vector<AnswerFile> files = {{"coefficients.npy", coefficients},
                                     {"endpoints.npy", end_points}};
    if (record->names.empty()) return files;
    const auto selected = [record](const std::filesystem::path& path) {
        OutputFile file(path);
        file.write(selected_csv(*record));
        file.close();
    };
    files.push_back({"selected.csv", selected});
    return files;
}

}  // namespace regimes
