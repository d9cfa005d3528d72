// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/fit_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "regimes/core/csv_cell.hpp"
#include "regimes/data/file_error.hpp"
#include "regimes/data/npy.hpp"
#include "regimes/data/output_file.hpp"
#include "regimes/data/read_table.hpp"
#include "regimes/studies/fit_trajectory.hpp"
#include "regimes/studies/sample_table.hpp"

namespace regimes {

namespace {

namespace fs = std::filesystem;
using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Json = nlohmann::json;

constexpr const char* document_name = "fit.json";
constexpr const char* selection_name = "select.json";
constexpr const char* coefficients_name = "coefficients.npy";
constexpr const char* end_points_name = "endpoints.npy";

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

/// Why a folder without fit.json is none of a fit.
FileError not_a_fit(const fs::path& folder) {
    if (!fs::is_directory(folder)) return {folder, "no such folder"};
    for (const char* other : {"train", "probe", "complete", "data"}) {
        if (!fs::exists(folder / (std::string(other) + ".json"))) continue;
        return {folder,
                fmt::format("the folder holds results of \"{}\", one of \"fit\" expected", other)};
    }
    bool is_begun = fs::exists(folder / coefficients_name);
    for (const auto& entry : fs::directory_iterator(folder)) {
        is_begun = is_begun || entry.path().filename().string().starts_with(".unfinished-");
    }
    return {folder, is_begun
                        ? "fit has not finished there: fit.json, which it writes last, is missing"
                        : "no fit.json, which fit --out writes; a folder of a fit expected"};
}

std::optional<double> number_at(const Json& object, const char* name) {
    if (!object.contains(name) || object.at(name).is_null()) return std::nullopt;
    return object.at(name).get<double>();
}

FitPoint point_of(const Json& solution, const std::string& end_point) {
    FitPoint point;
    point.name = end_point;
    point.depth = number_at(solution, "depth");
    point.log10_alpha = number_at(solution, "log10_alpha");
    point.status = status_named(solution.at("status").get<std::string>());
    point.intercept = number_at(solution, "intercept");
    point.test_mse = number_at(solution, "test_mse");
    point.test_error = number_at(solution, "test_error");
    return point;
}

FitRecord record_of(const Json& document) {
    FitRecord record;
    record.features = document.at("n_features").get<Index>();
    if (document.contains("features")) document.at("features").get_to(record.names);
    if (document.contains("first_feature")) {
        record.first_feature = document.at("first_feature").get<Index>();
    }
    if (document.contains("classes")) {
        record.classes = document.at("classes").get<std::array<double, 2>>();
    }
    const Json& options = document.at("provenance").at("options");
    if (options.contains("target")) options.at("target").get_to(record.target);
    for (const Json& solution : document.at("solutions")) {
        record.points.push_back(point_of(solution, ""));
        if (!record.points.back().depth || !record.points.back().log10_alpha) {
            throw std::invalid_argument("a solution without depth or log10_alpha");
        }
        const double depth = *record.points.back().depth;
        if (std::count(record.depths.begin(), record.depths.end(), depth) == 0) {
            record.depths.push_back(depth);
        }
    }
    if (record.depths.empty()) throw std::invalid_argument("no solution");
    if (document.contains("loss")) record.loss = document.at("loss").get<std::string>();
    record.minimum_l2.status = record.minimum_l1.status = Status::cancelled;
    if (!document.contains("endpoints")) return record;  // of a selection
    const Json& ends = document.at("endpoints");
    record.minimum_l2 = point_of(ends.at("minimum_l2"), "minimum l2");
    record.minimum_l1 = point_of(ends.at("minimum_l1"), "minimum l1");
    return record;
}

/// Gives the points their rows in a file of coefficients.
void read_coefficients(const fs::path& path, const std::vector<FitPoint*>& points, Index features,
                       const std::string& document) {
    TableOptions options;
    options.missing = MissingCells::not_a_number;  // of solutions that were cancelled
    const Table table = read_table(path, options);
    const MatrixView& view = table.view();
    if (view.rows != static_cast<Index>(points.size()) || view.cols != features) {
        throw FileError(path, fmt::format("{} x {} coefficients, but {} beside it has {} solutions "
                                          "of {} features",
                                          view.rows, view.cols, document, points.size(), features));
    }
    for (std::size_t k = 0; k < points.size(); ++k) {
        if (points[k]->status == Status::cancelled) continue;
        Vector& coefficients = points[k]->coefficients;
        coefficients.resize(features);
        for (Index i = 0; i < features; ++i) coefficients[i] = view(static_cast<Index>(k), i);
        if (coefficients.allFinite()) continue;
        throw FileError(path, fmt::format("row {} holds a coefficient that is not finite", k + 1));
    }
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
    std::vector<AnswerFile> files = {{coefficients_name, coefficients},
                                     {end_points_name, end_points}};
    if (has_trajectories(*record)) {
        files.push_back({"trajectory.npy", [record](const std::filesystem::path& path) {
                             write_npy(path, trajectory_stack(*record));
                         }});
    }
    if (record->names.empty()) return files;
    const auto selected = [record](const std::filesystem::path& path) {
        OutputFile file(path);
        file.write(selected_csv(*record));
        file.close();
    };
    files.push_back({"selected.csv", selected});
    return files;
}

FitRecord read_fit(const fs::path& folder) {
    const bool is_selection = fs::exists(folder / selection_name);
    const fs::path path = folder / (is_selection ? selection_name : document_name);
    if (!fs::exists(path)) throw not_a_fit(folder);
    FitRecord record;
    try {
        record = record_of(Json::parse(InputFile(path).bytes()));
    } catch (const FileError&) {
        throw;
    } catch (const std::exception&) {  // of the parser, or a member that is missing or another
        throw FileError(path, "the document is damaged, or not one that fit has written");
    }
    std::vector<FitPoint*> points;
    for (FitPoint& point : record.points) points.push_back(&point);
    const std::string document = path.filename().string();
    read_coefficients(folder / coefficients_name, points, record.features, document);
    if (is_selection) return record;
    read_coefficients(folder / end_points_name, {&record.minimum_l2, &record.minimum_l1},
                      record.features, document);
    return record;
}

}  // namespace regimes
