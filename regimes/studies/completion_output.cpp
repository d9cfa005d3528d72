// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/completion_output.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "regimes/report/text.hpp"

namespace regimes {

namespace {

using Json = nlohmann::ordered_json;

Json point_json(const CompletedPoint& point) {
    Json json;
    if (point.log10_alpha) json["log10_alpha"] = *point.log10_alpha;
    json["status"] = name(point.status);
    json["iterations"] = point.steps;
    json["seconds"] = point.seconds;
    json["nuclear_norm"] = point.nuclear_norm;
    json["frobenius_norm"] = point.frobenius_norm;
    json["unobserved_movement"] = point.movement;
    if (point.log10_alpha) json["log_time"] = point.log_time ? Json(*point.log_time) : Json();
    if (point.balancedness_drift) json["balancedness_drift"] = *point.balancedness_drift;
    json["certificate"] = {{"primal_residual", point.relative_residual}};
    if (point.duality_gap) json["certificate"]["duality_gap"] = *point.duality_gap;
    return json;
}

std::string place(const CompletedPoint& point, const CompletionRecord& record) {
    if (point.log10_alpha) return fmt::format("{:g}", *point.log10_alpha);
    return &point == &record.minimum_frobenius ? "min Frobenius" : "min nuclear";
}

using Row = std::vector<std::string>;

Row row(const CompletedPoint& point, const CompletionRecord& record) {
    return {place(point, record),
            fmt::format("{:.7g}", point.nuclear_norm),
            fmt::format("{:.7g}", point.frobenius_norm),
            fmt::format("{:.5g}", point.movement),
            fmt::format("{:.1e}", point.relative_residual),
            fmt::format("{}", point.steps),
            fmt::format("{:.3f}", point.seconds),
            std::string(name(point.status))};
}

}  // namespace

std::string completion_json(const CompletionRecord& record, const std::string& provenance) {
    Json json = {{"n_rows", record.problem.rows},
                 {"n_columns", record.problem.cols},
                 {"n_observed", record.problem.observed.size()},
                 {"init", record.start},
                 {"width", record.width},
                 {"method", "flow"},
                 {"solutions", Json::array()}};
    for (const CompletedPoint& point : record.points) {
        json["solutions"].push_back(point_json(point));
    }
    json["endpoints"] = {{"minimum_frobenius", point_json(record.minimum_frobenius)},
                         {"minimum_nuclear", point_json(record.minimum_nuclear)}};
    json["provenance"] = Json::parse(provenance);
    return json.dump();
}

std::map<std::string, double> metrics_of(const CompletedPoint& point) {
    std::map<std::string, double> metrics;
    if (point.status == Status::cancelled) return metrics;
    const auto add = [&metrics](const char* name, std::optional<double> value) {
        if (value && !std::isnan(*value)) metrics[name] = *value;
    };
    add("iterations", static_cast<double>(point.steps));
    add("nuclear_norm", point.nuclear_norm);
    add("frobenius_norm", point.frobenius_norm);
    add("unobserved_movement", point.movement);
    add("primal_residual", point.relative_residual);
    add("log_time", point.log_time);
    add("balancedness_drift", point.balancedness_drift);
    return metrics;
}

std::string completion_text(const CompletionRecord& record) {
    std::string text =
        fmt::format("{} x {} matrix, {} of {} entries observed, init {}, width {}\n\n",
                    record.problem.rows, record.problem.cols, record.problem.observed.size(),
                    record.problem.rows * record.problem.cols, record.start, record.width);
    std::vector<Row> table = {{"log10 alpha", "nuclear norm", "Frobenius norm", "moved", "residual",
                               "steps", "seconds", "status"}};
    table.push_back(row(record.minimum_frobenius, record));
    for (const CompletedPoint& point : record.points) table.push_back(row(point, record));
    table.push_back(row(record.minimum_nuclear, record));
    text += text_table(table);
    if (record.minimum_nuclear.duality_gap) {
        text += fmt::format("\nThe least nuclear norm is proven to within {:.1e} of itself.\n",
                            *record.minimum_nuclear.duality_gap);
    }
    return text;
}

std::vector<std::string> convergence_warnings(const CompletionRecord& record) {
    std::map<Status, std::vector<const CompletedPoint*>> unfinished;
    const auto add = [&unfinished](const CompletedPoint& point) {
        if (point.status != Status::converged) unfinished[point.status].push_back(&point);
    };
    add(record.minimum_frobenius);
    for (const CompletedPoint& point : record.points) add(point);
    add(record.minimum_nuclear);
    std::vector<std::string> warnings;
    for (const auto& [status, points] : unfinished) {
        const CompletedPoint& first = *points.front();
        warnings.push_back(fmt::format(
            "{} of {} completions {} (the first: {}{}; {} {:.3g}): {}", points.size(),
            record.points.size() + 2, outcome(status), first.log10_alpha ? "log10 alpha " : "",
            place(first, record), first.duality_gap ? "duality gap" : "residual",
            first.duality_gap.value_or(first.relative_residual), sentence(status)));
    }
    return warnings;
}

}  // namespace regimes
