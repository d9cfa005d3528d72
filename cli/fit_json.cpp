// SPDX-License-Identifier: BSD-3-Clause
#include <nlohmann/json.hpp>

#include "cli/fit_output.hpp"

namespace regimes::cli {

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

}  // namespace

Json fit_json(const FitRecord& record, const Json& provenance, bool with_coefficients) {
    Json json;
    json["n_samples"] = record.samples;
    json["n_features"] = record.features;
    json["depth"] = record.depths.size() == 1 ? Json(record.depths.front()) : Json(record.depths);
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
    json["provenance"] = provenance;
    return json;
}

}  // namespace regimes::cli
