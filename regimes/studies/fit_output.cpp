// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/fit_output.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "regimes/report/text.hpp"
#include "regimes/report/transition.hpp"

namespace regimes {

namespace {

using Json = nlohmann::ordered_json;

Json to_json(const std::optional<double>& number) { return number ? Json(*number) : Json(); }

void put_outcome(Json& json, const FitPoint& point, bool with_coefficients) {
    json["status"] = name(point.status);
    json["iterations"] = point.iterations;
    json["seconds"] = point.seconds;
    json["l1_norm"] = point.l1_norm;
    json["l2_norm"] = point.l2_norm;
    json["effective_support"] =
        point.status == Status::cancelled ? Json() : Json(effective_support(point.coefficients));
    if (point.depth) {
        json["regularizer_value"] = point.regularizer_value;
        json["log10_regularizer_value"] = to_json(point.log10_regularizer_value);
    }
    if (point.test_mse) json["test_mse"] = *point.test_mse;
    if (point.test_error) json["test_error"] = *point.test_error;
    json["certificate"] = {{"primal_residual", point.primal_residual},
                           {"stationarity_residual", point.stationarity_residual},
                           {"duality_gap", point.duality_gap}};
    if (with_coefficients) json["coefficients"] = point.coefficients;
}

Json end_point(const FitPoint& point, bool with_coefficients) {
    Json json;
    put_outcome(json, point, with_coefficients);
    return json;
}

using Row = std::vector<std::string>;

Row row(const FitRecord& record, const FitPoint& point) {
    Row cells = {point.log10_alpha ? fmt::format("{:g}", *point.log10_alpha) : point.name,
                 point.depth ? fmt::format("{:g}", *point.depth) : "",
                 fmt::format("{:.6g}", point.l1_norm), fmt::format("{:.6g}", point.l2_norm),
                 fmt::format("{}", effective_support(point.coefficients))};
    if (record.minimum_l2.test_mse) cells.push_back(fmt::format("{:.4g}", *point.test_mse));
    if (record.minimum_l2.test_error) {
        cells.push_back(fmt::format("{:.2f} %", 100.0 * *point.test_error));
    }
    cells.push_back(fmt::format("{}", point.iterations));
    cells.push_back(fmt::format("{:.1e}", worst_residual(point)));
    cells.emplace_back(name(point.status));
    return cells;
}

Row head(const FitRecord& record) {
    Row cells = {"log10 alpha", "depth", "l1 norm", "l2 norm", "nonzero"};
    if (record.minimum_l2.test_mse) cells.emplace_back("test MSE");
    if (record.minimum_l2.test_error) cells.emplace_back("test error");
    for (const char* title : {"steps", "residual", "status"}) cells.emplace_back(title);
    return cells;
}

std::string place(const FitPoint& point) {
    if (!point.depth) return point.name;
    return fmt::format("depth {:g}, log10 alpha {:g}", *point.depth, *point.log10_alpha);
}

}  // namespace

std::string fit_json(const FitRecord& record, const std::string& provenance,
                     bool with_coefficients) {
    Json json;
    json["n_samples"] = record.samples;
    json["n_features"] = record.features;
    json["depths"] = record.depths;
    json["regularizer"] = record.regularizer;
    json["method"] = record.method;
    json["solutions"] = Json::array();
    for (const FitPoint& point : record.points) {
        Json solution = {{"depth", to_json(point.depth)},
                         {"log10_alpha", to_json(point.log10_alpha)}};
        put_outcome(solution, point, with_coefficients);
        json["solutions"].push_back(std::move(solution));
    }
    json["endpoints"] = {{"minimum_l2", end_point(record.minimum_l2, with_coefficients)},
                         {"minimum_l1", end_point(record.minimum_l1, with_coefficients)}};
    json["provenance"] = Json::parse(provenance);
    return json.dump();
}

std::map<std::string, double> metrics_of(const FitPoint& point) {
    std::map<std::string, double> metrics;
    if (point.status == Status::cancelled) return metrics;
    const auto add = [&metrics](const char* name, std::optional<double> value) {
        if (value && !std::isnan(*value)) metrics[name] = *value;
    };
    add("iterations", point.iterations);
    add("l1_norm", point.l1_norm);
    add("l2_norm", point.l2_norm);
    add("effective_support", static_cast<double>(effective_support(point.coefficients)));
    add("regularizer_value", point.regularizer_value);
    add("log10_regularizer_value", point.log10_regularizer_value);
    add("test_mse", point.test_mse);
    add("test_error", point.test_error);
    add("primal_residual", point.primal_residual);
    add("stationarity_residual", point.stationarity_residual);
    add("duality_gap", point.duality_gap);
    return metrics;
}

std::string fit_text(const FitRecord& record) {
    std::vector<Row> table = {head(record)};
    if (record.minimum_l2.status != Status::cancelled) {
        table.push_back(row(record, record.minimum_l2));
    }
    for (const double depth : record.depths) {
        for (const FitPoint* point : path_of_depth(record, depth)) {
            table.push_back(row(record, *point));
        }
    }
    if (record.minimum_l1.status != Status::cancelled) {
        table.push_back(row(record, record.minimum_l1));
    }
    std::string text = fmt::format("{} samples, {} features, {} regulariser\n\n", record.samples,
                                   record.features, record.regularizer);
    text += text_table(table, 2) + "\n";
    for (const double depth : record.depths) {
        text += wrapped(describe_transition(record, depth)) + "\n";
    }
    return text + wrapped(std::string(transition_meaning)) + "\n";
}

std::vector<std::string> convergence_warnings(const FitRecord& record) {
    std::map<Status, std::vector<const FitPoint*>> unfinished;
    const auto add = [&unfinished](const FitPoint& point) {
        if (point.status != Status::converged) unfinished[point.status].push_back(&point);
    };
    add(record.minimum_l2);
    for (const FitPoint& point : record.points) add(point);
    add(record.minimum_l1);
    std::vector<std::string> warnings;
    for (const auto& [status, points] : unfinished) {
        warnings.push_back(fmt::format("{} of {} solutions {} (the first: {}; residual {:.3g}): {}",
                                       points.size(), record.points.size() + 2, outcome(status),
                                       place(*points.front()), worst_residual(*points.front()),
                                       sentence(status)));
    }
    return warnings;
}

}  // namespace regimes
