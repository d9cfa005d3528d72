// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/completion_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

#include "regimes/report/line_panels.hpp"
#include "regimes/studies/completion_verdict.hpp"
#include "regimes/studies/quantity.hpp"
#include "regimes/studies/sample_table.hpp"
#include "regimes/studies/settings.hpp"

namespace regimes {

namespace {

using Json = nlohmann::ordered_json;
using Points = std::vector<const CompletedPoint*>;

constexpr const char* x_title = "log10 alpha, from kernel to rich";
constexpr double unknown = CompletedPoint::unknown;
constexpr std::size_t shown_entries = 10;

bool is_known(const CompletedPoint& point) { return point.status != Status::cancelled; }

/// A bound may exceed the norm by its rounding.
TableCell gap(const CompletedPoint& point) {
    return point.duality_gap ? TableCell(std::max(0.0, *point.duality_gap)) : TableCell();
}

Quantities<CompletedPoint> make_quantities() {
    using P = const CompletedPoint&;
    return {
        {"nuclear_norm", {"nuclear norm", "{:.7g}"}, [](P p) { return TableCell(p.nuclear_norm); }},
        {"frobenius_norm",
         {"Frobenius", "{:.7g}"},
         [](P p) { return TableCell(p.frobenius_norm); }},
        {"effective_rank", {"rank", "{:.4g}"}, [](P p) { return TableCell(p.effective_rank); }},
        {"held_out_rmse",
         {"held-out RMSE", "{:.4g}"},
         [](P p) { return TableCell(p.held_out_rmse); }},
        {"held_out_error", {}, [](P p) { return TableCell(p.held_out_error); }},
        {"unobserved_movement", {"moved", "{:.5g}"}, [](P p) { return TableCell(p.movement); }},
        {"primal_residual",
         {"residual", "{:.1e}"},
         [](P p) { return TableCell(p.relative_residual); }},
        {"duality_gap", {"gap", "{:.1e}", "", true}, gap},
        {"log_time",
         {},
         [](P p) { return p.log10_alpha ? TableCell(p.log_time.value_or(unknown)) : TableCell(); }},
        {"balancedness_drift", {}, [](P p) { return TableCell(p.balancedness_drift); }},
        {"iterations", {"steps"}, [](P p) { return TableCell(std::int64_t{p.steps}); }},
        {"", {"seconds", "{:.3f}", "", true}, [](P p) { return TableCell(p.seconds); }},
        {"", {"status"}, [](P p) {
             return TableCell(std::string(name(p.status)), p.status != Status::converged);
         }}};
}

const Quantities<CompletedPoint>& quantities() {
    static const Quantities<CompletedPoint> list = make_quantities();
    return list;
}

std::string to_json(const CompletedPoint& point) {
    Entries members;
    if (point.log10_alpha) members = {{"log10_alpha", Json(*point.log10_alpha).dump()}};
    members.emplace_back("status", Json(name(point.status)).dump());
    members.emplace_back("seconds", Json(point.seconds).dump());
    const std::vector<double> leading(point.singular_values.begin(), point.singular_values.end());
    if (is_known(point)) members.emplace_back("singular_values", Json(leading).dump());
    return solution_json(members, named_cells(quantities(), point));
}

std::size_t all_observed(const CompletionRecord& record) {
    return record.problem.observed.size() + record.held_out.size();
}

Entries values_of(const CompletionRecord& record) {
    std::vector<std::string> solutions;
    for (const CompletedPoint& point : record.points) solutions.push_back(to_json(point));
    Entries values = {{"n_rows", Json(record.problem.rows).dump()},
                      {"n_columns", Json(record.problem.cols).dump()},
                      {"n_observed", Json(all_observed(record)).dump()},
                      {"n_held_out", Json(record.held_out.size()).dump()}};
    if (!record.row_labels.empty()) values.emplace_back("rows", Json(record.row_labels).dump());
    if (!record.col_labels.empty()) values.emplace_back("columns", Json(record.col_labels).dump());
    const Entries rest = {
        {"init", Json(record.start).dump()},
        {"width", Json(record.width).dump()},
        {"method", Json("flow").dump()},
        {"solutions", fmt::format("[{}]", fmt::join(solutions, ","))},
        {"endpoints", json_object({{"minimum_frobenius", to_json(record.minimum_frobenius)},
                                   {"minimum_nuclear", to_json(record.minimum_nuclear)}})}};
    values.insert(values.end(), rest.begin(), rest.end());
    return values;
}

bool is_frobenius(const CompletedPoint& point, const CompletionRecord& record) {
    return &point == &record.minimum_frobenius;
}

std::string label_of(const CompletedPoint& point, const CompletionRecord& record) {
    if (point.log10_alpha) return fmt::format("alpha = 1e{:.4g}", *point.log10_alpha);
    return is_frobenius(point, record) ? "least Frobenius norm" : "least nuclear norm";
}

/// The name of a row or column, or its number from 1.
std::string label_at(const std::vector<std::string>& labels, Index number) {
    return labels.empty() ? std::to_string(number + 1) : labels[static_cast<std::size_t>(number)];
}

Picture picture_of(const Matrix& matrix, const std::string& label) {
    const Matrix by_rows = matrix.transpose();
    return {label, label, image_element(by_rows.reshaped(), {matrix.rows(), matrix.cols()}, label),
            matrix.size() > 0 ? matrix.cwiseAbs().maxCoeff() : 0.0};
}

Figure pictures_of(const CompletionRecord& record) {
    Points points = spread(trained_points(record), completion_pictures - 3);
    points.insert(points.begin(), &record.minimum_frobenius);
    points.push_back(&record.minimum_nuclear);
    std::erase_if(points, [](const CompletedPoint* point) { return !is_known(*point); });
    Matrix observed = Matrix::Zero(record.problem.rows, record.problem.cols);
    for (const ObservedEntry& entry : record.problem.observed) {
        observed(entry.row, entry.col) = entry.value;
    }
    Strip strip{"", {picture_of(observed, "observed")}};
    for (const CompletedPoint* point : points) {
        Picture picture = picture_of(point->matrix, label_of(*point, record));
        picture.x = point->log10_alpha;
        const DocumentTable table = table_of(quantities(), {point}, 0);
        picture.facts = row_entries(table, table.rows.front());
        strip.pictures.push_back(std::move(picture));
    }
    Figure figure;
    figure.name = "strips";
    figure.title = "From the kernel to the rich regime";
    figure.caption =
        "What was observed, and the matrix where training lands, alpha falling. The opacity of an "
        "entry is the square root of its magnitude relative to the largest of the same picture, or "
        "of all pictures if one scale is chosen.";
    figure.strips = {std::move(strip)};
    return figure;
}

void add_panel(Figure& figure, const CompletionRecord& record, const char* panel,
               const std::function<double(const CompletedPoint&)>& quantity) {
    constexpr double at_infinity = std::numeric_limits<double>::infinity();
    for (const CompletedPoint* point : trained_points(record)) {
        figure.rows.push_back({panel,
                               fmt::format("width {}", record.width),
                               *point->log10_alpha,
                               quantity(*point),
                               {},
                               {}});
    }
    for (const CompletedPoint* end : {&record.minimum_frobenius, &record.minimum_nuclear}) {
        if (!is_known(*end)) continue;
        const double x = is_frobenius(*end, record) ? at_infinity : -at_infinity;
        figure.rows.push_back({panel, label_of(*end, record), x, quantity(*end), {}, {}});
    }
}

Figure charts_of(const CompletionRecord& record) {
    Figure figure;
    figure.name = "charts";
    figure.title = "Along alpha";
    add_panel(figure, record, "Nuclear norm", [](const auto& point) { return point.nuclear_norm; });
    add_panel(figure, record, "Change of the unobserved entries",
              [](const auto& point) { return point.movement; });
    add_panel(figure, record, "Effective rank",
              [](const auto& point) { return point.effective_rank; });
    if (!record.held_out.empty()) {
        add_panel(figure, record, "Error on held-out entries",
                  [](const auto& point) { return point.held_out_rmse.value_or(unknown); });
    }
    std::vector<LinePanel> panels = {
        {"Nuclear norm", x_title, "nuclear norm", "factorisation"},
        {"Change of the unobserved entries", x_title, "RMS change", "factorisation"},
        {"Effective rank", x_title, "effective rank", "factorisation"},
        {"Error on held-out entries", x_title, "RMSE", "factorisation"}};
    for (LinePanel& panel : panels) panel.x_falls = panel.is_marked = true;
    figure.specification = line_panels(figure, panels);
    return figure;
}

std::string place(const CompletedPoint& point, const CompletionRecord& record) {
    if (point.log10_alpha) return fmt::format("{:g}", *point.log10_alpha);
    return is_frobenius(point, record) ? "min Frobenius" : "min nuclear";
}

Figure table_figure(const CompletionRecord& record) {
    Figure figure;
    figure.name = "solutions";
    figure.title = "All completions";
    Points points = {&record.minimum_frobenius};
    for (const CompletedPoint& point : record.points) points.push_back(&point);
    points.push_back(&record.minimum_nuclear);
    Quantities<CompletedPoint> columns = quantities();
    columns.insert(columns.begin(), {"", {"alpha"}, [&record](const CompletedPoint& point) {
                                         return TableCell(point.log10_alpha
                                                              ? scale_text(*point.log10_alpha)
                                                              : place(point, record));
                                     }});
    figure.table = table_of(columns, points);
    figure.table.rows.front().is_strong = figure.table.rows.back().is_strong = true;
    return figure;
}

/// The unknown entries that come out largest, by the names of their row and column.
Figure names_figure(const CompletionRecord& record) {
    Figure figure;
    const CompletedPoint* point = chosen_point(record);
    if (point == nullptr || (record.row_labels.empty() && record.col_labels.empty())) return figure;
    Matrix open = point->matrix;
    for (const ObservedEntry& entry : record.problem.observed) {
        open(entry.row, entry.col) = -std::numeric_limits<double>::infinity();
    }
    figure.name = "largest";
    figure.title = fmt::format("Largest unknown entries at {}", label_of(*point, record));
    figure.table.columns = {{"row"}, {"column"}, {"value", "{:.5g}"}};
    figure.table.labels = 2;
    for (std::size_t n = 0; n < shown_entries; ++n) {
        Index row = 0;
        Index col = 0;
        const double value = open.maxCoeff(&row, &col);
        if (!std::isfinite(value)) break;
        open(row, col) = -std::numeric_limits<double>::infinity();
        figure.table.rows.push_back(
            {{TableCell(label_at(record.row_labels, row)),
              TableCell(label_at(record.col_labels, col)), TableCell(value)}});
    }
    return figure;
}

Figure reading() {
    Figure figure;
    figure.name = "reading";
    figure.title = "How to read this page";
    figure.caption =
        "The matrix is U V^T, started at scale alpha and trained by gradient flow on the observed "
        "entries alone until it fits them. Nothing else is asked of it; alpha decides what the "
        "other entries become. From a large alpha (kernel regime) they hardly move: from an "
        "identity start this gives the completion of least Frobenius norm, with zeros there. From "
        "a small alpha (rich regime) they are filled in from low rank; where the completion of "
        "least nuclear norm is of least rank too, it is reached.";
    figure.notes = {
        "Rank: the effective rank, the exponential of the entropy of the singular values as shares "
        "of their sum: r where r of them are equal and the others 0.",
        "Held-out RMSE: the root mean square error on entries that were observed and not trained "
        "on.",
        "Moved: the root mean square by which training changed the unobserved entries.",
        "Residual: how far the observed entries are from being fitted, relative to them.",
        "Gap: the relative difference to a lower bound on the norm."};
    return figure;
}

}  // namespace

Document completion_document(const CompletionRecord& record) {
    Document document;
    document.title = "What training makes of a matrix, from the kernel to the rich regime";
    const auto unfinished = std::count_if(
        record.points.begin(), record.points.end(),
        [](const CompletedPoint& point) { return point.status != Status::converged; });
    if (unfinished > 0) {
        document.warning =
            fmt::format("{} of {} completions did not converge; the table says which.", unfinished,
                        record.points.size());
    }
    const std::vector<std::string> verdict = completion_verdict(record);
    if (!verdict.empty()) document.findings = {{"", verdict}};
    std::string data = fmt::format("{} x {} matrix, {} of {} entries observed", record.problem.rows,
                                   record.problem.cols, all_observed(record),
                                   record.problem.rows * record.problem.cols);
    if (!record.held_out.empty()) data += fmt::format(", {} held out", record.held_out.size());
    document.facts = {{"data", data},
                      {"start", fmt::format("init {}, width {}", record.start, record.width)}};
    if (record.minimum_nuclear.duality_gap) {
        document.facts.emplace_back(
            "certificate", fmt::format("least nuclear norm proven to within {:.1e} of itself",
                                       *record.minimum_nuclear.duality_gap));
    }
    document.figures = {pictures_of(record), charts_of(record), table_figure(record)};
    Figure names = names_figure(record);
    if (!names.table.rows.empty()) document.figures.push_back(std::move(names));
    document.figures.push_back(reading());
    document.values = values_of(record);
    add_notes(document, record.notes);
    return document;
}

std::map<std::string, double> metrics_of(const CompletedPoint& point) {
    if (!is_known(point)) return {};
    return metrics_of(quantities(), point);
}

RunResult result_of(const CompletedPoint& point, bool keeps_matrix) {
    RunResult result;
    result.status = point.status;
    result.converged = point.status == Status::converged;
    result.metrics = metrics_of(point);
    if (!keeps_matrix) return result;
    const Matrix& matrix = point.matrix;
    result.traces["matrix"].assign(matrix.data(), matrix.data() + matrix.size());
    result.traces["singular_values"].assign(point.singular_values.begin(),
                                            point.singular_values.end());
    return result;
}

CompletedPoint point_of(const RunRecord& run, Index rows, Index cols) {
    const auto& metrics = run.result.metrics;
    const auto metric = [&metrics](const char* name) -> std::optional<double> {
        const auto found = metrics.find(name);
        return found == metrics.end() ? std::nullopt : std::optional(found->second);
    };
    CompletedPoint point;
    if (run.parameters.contains("log10_alpha")) {
        point.log10_alpha = number(run.parameters, "log10_alpha");
    }
    point.status = run.result.status.value_or(Status::stalled);
    point.steps = std::lround(metric("iterations").value_or(0.0));
    point.seconds = run.provenance.seconds;
    point.nuclear_norm = metric("nuclear_norm").value_or(unknown);
    point.frobenius_norm = metric("frobenius_norm").value_or(unknown);
    point.effective_rank = metric("effective_rank").value_or(unknown);
    point.movement = metric("unobserved_movement").value_or(unknown);
    point.relative_residual = metric("primal_residual").value_or(unknown);
    point.log_time = metric("log_time");
    point.duality_gap = metric("duality_gap");
    point.balancedness_drift = metric("balancedness_drift");
    point.held_out_rmse = metric("held_out_rmse");
    point.held_out_error = metric("held_out_error");
    const std::vector<double>& matrix = run.result.traces.at("matrix");
    point.matrix = Eigen::Map<const Matrix>(matrix.data(), rows, cols);
    const std::vector<double>& values = run.result.traces.at("singular_values");
    point.singular_values =
        Eigen::Map<const Vector>(values.data(), static_cast<Index>(values.size()));
    return point;
}

std::vector<std::string> convergence_warnings(const CompletionRecord& record) {
    std::vector<Ending> endings;
    const auto add = [&](const CompletedPoint& point) {
        std::string where = (point.log10_alpha ? "log10 alpha " : "") + place(point, record);
        if (is_known(point)) {
            where += fmt::format("; {} {:.3g}", point.duality_gap ? "duality gap" : "residual",
                                 point.duality_gap.value_or(point.relative_residual));
        }
        endings.push_back({point.status, where});
    };
    add(record.minimum_frobenius);
    for (const CompletedPoint& point : record.points) add(point);
    add(record.minimum_nuclear);
    return convergence_warnings(endings, "completions");
}

}  // namespace regimes
