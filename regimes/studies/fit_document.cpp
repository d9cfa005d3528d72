// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/fit_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>

#include "regimes/report/line_panels.hpp"
#include "regimes/studies/fit_trajectory.hpp"
#include "regimes/studies/quantity.hpp"
#include "regimes/studies/sample_table.hpp"
#include "regimes/studies/transition.hpp"

namespace regimes {

namespace {

using Json = nlohmann::ordered_json;
using Points = std::vector<const FitPoint*>;

constexpr const char* x_title = "log10 alpha, from kernel to rich";
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr double limit_share = 0.01;  // of the limit, past which a simulation did not reach it
constexpr std::size_t labels = 2;     // alpha and depth
constexpr std::size_t shown_features = 8;
constexpr const char* other_ends =
    "With this start the path need not lead from the minimum l2 to the minimum l1 interpolant, "
    "which are given for comparison.";

bool is_known(const FitPoint& point) { return point.status != Status::cancelled; }

TableCell support(const FitPoint& point) {
    return is_known(point) ? TableCell(std::int64_t{effective_support(point.solved())})
                           : TableCell(unknown);
}

/// Of the regulariser, which end points have none of.
TableCell of_path(const FitPoint& point, double value) {
    return point.depth ? TableCell(value) : TableCell();
}

Quantities<FitPoint> make_quantities() {
    using P = const FitPoint&;
    const auto detail = [](const char* title, const char* format) {
        return TableColumn{title, format, "", true};
    };
    return {
        {"", {"alpha"}, [](P p) { return TableCell(alpha_label(p)); }},
        {"", {"depth", "{:g}"}, [](P p) { return TableCell(p.depth); }},
        {"l1_norm", {"l1 norm", "{:.6g}"}, [](P p) { return TableCell(p.l1_norm); }},
        {"l2_norm", {"l2 norm", "{:.6g}"}, [](P p) { return TableCell(p.l2_norm); }},
        {"effective_support", {"nonzero"}, support},
        {"intercept", {"intercept", "{:.6g}"}, [](P p) { return TableCell(p.intercept); }},
        {"regularizer_value", {}, [](P p) { return of_path(p, p.regularizer_value); }},
        {"log10_regularizer_value",
         {},
         [](P p) { return of_path(p, p.log10_regularizer_value.value_or(unknown)); }},
        {"limit_distance",
         {"off limit", "{:.1e}"},
         [](P p) { return TableCell(p.limit_distance); }},
        {"test_mse", {"test MSE", "{:.4g}"}, [](P p) { return TableCell(p.test_mse); }},
        {"test_error", {"test error", "{:.2f}", "%"}, [](P p) { return TableCell(p.test_error); }},
        {"iterations", {"steps"}, [](P p) { return TableCell(std::int64_t{p.iterations}); }},
        {"", detail("seconds", "{:.3f}"), [](P p) { return TableCell(p.seconds); }},
        {"training_residual",
         {"misfit", "{:.1e}"},
         [](P p) { return TableCell(p.training_residual); }},
        {"primal_residual", detail("primal", "{:.1e}"),
         [](P p) { return TableCell(p.primal_residual); }},
        {"stationarity_residual",
         {"stationarity", "{:.1e}"},
         [](P p) { return TableCell(p.stationarity_residual); }},
        {"duality_gap", detail("gap", "{:.1e}"), [](P p) { return TableCell(p.duality_gap); }},
        {"", {"status"}, [](P p) {
             return TableCell(std::string(name(p.status)), p.status != Status::converged);
         }}};
}

const Quantities<FitPoint>& quantities() {
    static const Quantities<FitPoint> list = make_quantities();
    return list;
}

std::string to_json(const FitPoint& point, bool with_coefficients) {
    Entries members;
    if (point.depth) {
        members = {{"depth", Json(*point.depth).dump()},
                   {"log10_alpha", Json(*point.log10_alpha).dump()}};
    }
    members.emplace_back("status", Json(name(point.status)).dump());
    members.emplace_back("seconds", Json(point.seconds).dump());
    const FitTrajectory& trajectory = point.trajectory;
    if (!trajectory.times.empty()) members.emplace_back("trajectory", trajectory_json(trajectory));
    if (with_coefficients) members.emplace_back("coefficients", Json(point.coefficients).dump());
    return solution_json(members, named_cells(quantities(), point));
}

Entries values_of(const FitRecord& record, bool with_coefficients) {
    std::vector<std::string> solutions;
    for (const FitPoint& point : record.points) {
        solutions.push_back(to_json(point, with_coefficients));
    }
    Entries values = {{"n_samples", Json(record.samples).dump()},
                      {"n_features", Json(record.features).dump()}};
    if (!record.names.empty()) values.emplace_back("features", Json(record.names).dump());
    if (record.first_feature) {
        values.emplace_back("first_feature", Json(*record.first_feature).dump());
    }
    if (record.classes) values.emplace_back("classes", Json(*record.classes).dump());
    values.insert(values.end(),
                  {{"depths", Json(record.depths).dump()},
                   {"regularizer", Json(record.regularizer).dump()},
                   {"method", Json(record.method).dump()},
                   {"advice", Json(record.advice).dump()},
                   {"fits_exactly", Json(record.minimum_l2.fits_exactly).dump()},
                   {"solutions", fmt::format("[{}]", fmt::join(solutions, ","))},
                   {"endpoints",
                    json_object({{"minimum_l2", to_json(record.minimum_l2, with_coefficients)},
                                 {"minimum_l1", to_json(record.minimum_l1, with_coefficients)}})}});
    return values;
}

/// "bmi (0.52), age (-0.1)": the features of the largest coefficients (of standardised features
/// those, which can be compared), with names.
std::string largest_text(const FitRecord& record, const FitPoint& point) {
    std::vector<std::string> texts;
    for (const Index i : largest_coefficients(point.solved(), shown_features)) {
        texts.push_back(fmt::format("{} ({:.3g})", record.names[static_cast<std::size_t>(i)],
                                    point.solved()[i]));
    }
    return fmt::format("{}", fmt::join(texts, ", "));
}

/// Which features carry the prediction at the rich end of a path; "" without names.
std::string describe_features(const FitRecord& record, double depth) {
    const Points path = path_of_depth(record, depth);
    if (record.names.empty() || path.empty()) return "";
    const FitPoint& point = *path.back();
    const Index support = effective_support(point.solved());
    const bool shows_all = support <= static_cast<Index>(shown_features);
    return fmt::format("At alpha = {}, {} of {} features carry the prediction{}{}: {}.",
                       alpha_label(point), support, record.features,
                       record.scaling.standardize ? ", by their standardised coefficients" : "",
                       shows_all ? "" : ", above all", largest_text(record, point));
}

/// Where a path goes whose start is not the same in all weights: its limits are not the end points.
std::string describe_path(const FitRecord& record, double depth) {
    Points path = path_of_depth(record, depth);
    std::erase_if(path, [](const FitPoint* point) { return !has_landed(*point); });
    const std::string start = fmt::format("Depth {:g}: ", depth);
    if (path.empty()) return start + "no solution fits the data.";
    if (path.size() == 1) {
        return fmt::format("{}at alpha = {}, the l1 norm is {:.4g}. {}", start,
                           alpha_label(*path.front()), path.front()->l1_norm, other_ends);
    }
    return fmt::format("{}from alpha = {} to {}, the l1 norm goes from {:.4g} to {:.4g}. {}", start,
                       alpha_label(*path.front()), alpha_label(*path.back()), path.front()->l1_norm,
                       path.back()->l1_norm, other_ends);
}

/// Where the weights start, for people.
std::string describe_start(FitRecord::Start start) {
    switch (start) {
        case FitRecord::Start::shaped:
            return "All weights start at alpha times the shape w0 given, so the coefficients "
                   "start at zero";
        case FitRecord::Start::biased:
            return "The weights start at alpha times the w+ and w- given, so the coefficients "
                   "start at alpha^D times the difference of their powers";
        default: return "All weights start at alpha, so the coefficients start at zero";
    }
}

/// From the kernel to the rich end: the minimum l2 interpolant, these, the minimum l1 interpolant.
Points between_ends(const FitRecord& record, Points points) {
    points.insert(points.begin(), &record.minimum_l2);
    points.push_back(&record.minimum_l1);
    std::erase_if(points, [](const FitPoint* point) { return !is_known(*point); });
    return points;
}

Picture picture_of(const FitRecord& record, const FitPoint& point) {
    Picture picture;
    picture.title = point.log10_alpha ? "alpha = " + alpha_label(point) : point.name;
    picture.caption = alpha_label(point);
    const std::string label = "coefficients, " + picture.title;
    picture.element = record.image ? image_element(point.solved(), *record.image, label)
                                   : profile_element(point.solved(), label);
    picture.largest = point.solved().lpNorm<Eigen::Infinity>();
    picture.x = point.log10_alpha;
    const DocumentTable table = table_of(quantities(), {&point}, labels);
    picture.facts = row_entries(table, table.rows.front());
    picture.facts.emplace_back("largest |coefficient|", fmt::format("{:.4g}", picture.largest));
    if (!record.names.empty()) {
        picture.facts.emplace_back("largest coefficients", largest_text(record, point));
    }
    return picture;
}

Figure pictures_of(const FitRecord& record) {
    Figure figure;
    figure.name = "strips";
    figure.title = "From the kernel to the rich regime";
    const std::string kind =
        record.image ? fmt::format(
                           "the {} x {} image of the coefficients, one pixel for each; its "
                           "opacity is the square root",
                           record.image->rows, record.image->cols)
                     : fmt::format(
                           "the {} largest coefficients in the order of their size, one "
                           "stem for each; its height is the size",
                           std::min(record.features, profile_length));
    figure.caption = fmt::format(
        "The {}coefficients where training lands, alpha falling from left to right. Each picture "
        "shows {} of its magnitude relative to the largest of the same picture, or of all pictures "
        "if one scale is chosen.",
        record.scaling.standardize ? "standardised " : "", kind);
    const std::size_t share = pictures_per_page / std::max<std::size_t>(1, record.depths.size());
    for (const double depth : record.depths) {
        Strip strip{fmt::format("Depth {:g}", depth), {}};
        const Points path =
            spread(path_of_depth(record, depth), std::max<std::size_t>(share, 5) - 2);
        for (const FitPoint* point : between_ends(record, path)) {
            strip.pictures.push_back(picture_of(record, *point));
        }
        figure.strips.push_back(std::move(strip));
    }
    return figure;
}

/// The rows of one panel: a line for each depth, and levels at the end points.
void add_panel(Figure& figure, const FitRecord& record, const char* panel,
               const std::function<std::optional<double>(const FitPoint&)>& quantity) {
    constexpr double at_infinity = std::numeric_limits<double>::infinity();
    for (const double depth : record.depths) {
        for (const FitPoint* point : path_of_depth(record, depth)) {
            const auto y = quantity(*point);
            if (!y) continue;
            figure.rows.push_back(
                {panel, fmt::format("depth {:g}", depth), *point->log10_alpha, *y, {}, {}});
        }
    }
    for (const FitPoint* end : {&record.minimum_l2, &record.minimum_l1}) {
        const auto y = is_known(*end) ? quantity(*end) : std::nullopt;
        const double x = end == &record.minimum_l2 ? at_infinity : -at_infinity;
        if (y) figure.rows.push_back({panel, end->name, x, *y, {}, {}});
    }
}

Figure charts_of(const FitRecord& record) {
    Figure figure;
    figure.name = "charts";
    figure.title = "Along the path";
    add_panel(figure, record, "l1 norm", [](const FitPoint& point) { return point.l1_norm; });
    add_panel(figure, record, "l2 norm", [](const FitPoint& point) { return point.l2_norm; });
    add_panel(figure, record, "Test error", [](const FitPoint& point) { return point.test_error; });
    add_panel(figure, record, "Test MSE", [](const FitPoint& point) { return point.test_mse; });
    std::vector<LinePanel> panels = {
        {"l1 norm", x_title, "l1 norm of the coefficients", "network"},
        {"l2 norm", x_title, "l2 norm of the coefficients", "network"},
        {"Test error", x_title, "fraction of wrong test samples", "network"},
        {"Test MSE", x_title, "mean squared error of the test", "network"}};
    panels[2].y_format = ".3~%";
    for (LinePanel& panel : panels) panel.x_falls = panel.is_marked = true;
    figure.specification = line_panels(figure, panels);
    return figure;
}

Figure table_figure(const FitRecord& record) {
    Figure figure;
    figure.name = "solutions";
    figure.title = "All solutions and their certificates";
    Points path;
    for (const double depth : record.depths) {
        for (const FitPoint* point : path_of_depth(record, depth)) path.push_back(point);
    }
    const Points points = between_ends(record, path);
    figure.table = table_of(quantities(), points, labels);
    for (std::size_t k = 0; k < points.size(); ++k) {
        figure.table.rows[k].is_strong = !points[k]->depth;
    }
    return figure;
}

/// What was solved in place of the data given.
std::string describe_scaling(const ScalingOptions& scaling) {
    std::string text;
    if (scaling.intercept) text = "With an intercept: X and y are centred, and so is the misfit. ";
    if (scaling.standardize) {
        text +=
            "Features are divided by their standard deviations: norms, certificates, nonzeros and "
            "pictures are of the coefficients of these, files and predictions in the units given.";
    }
    return text;
}

/// How the solutions came about, and what their residuals then say.
std::string origin_of(const FitRecord& record) {
    if (record.method == "exact") {
        return fmt::format(
            "Nothing was simulated: every solution minimises the {} regulariser subject to fitting "
            "the data, and proves it by three residuals.",
            record.regularizer);
    }
    return fmt::format(
        "The solutions are where a simulation of training (method {}) ended; three residuals say "
        "how close that is to the minimiser of the implicit regulariser, where theory puts it.",
        record.method);
}

Figure reading_of(const FitRecord& record) {
    Figure figure;
    figure.name = "reading";
    figure.title = "How to read this page";
    figure.caption = fmt::format(
        "A diagonal network of depth D has weights w+ and w-, and predicts with the coefficients "
        "w+^D - w-^D. {}, and gradient flow then fits the data as well as any coefficients do. Of "
        "the many that fit so, alpha decides which one it reaches. From a large alpha (kernel "
        "regime) the network trains like a kernel method and lands, from equal weights, at the "
        "interpolant of least l2 norm, spread over all features. From a small alpha (rich regime) "
        "it lands, from equal weights, at the interpolant of least l1 norm, with few features.\n"
        "A coefficient counts as nonzero if its magnitude is above {:g} of the largest.\n{}",
        describe_start(record.start), support_threshold, origin_of(record));
    figure.notes = {
        "Misfit: ||X b - y|| / ||y||, how far the data are from being fitted.",
        "Primal: the same against the least-squares fit, which is as near as any come.",
        "Stationarity: how far the gradient of the regulariser is from the row space of X.",
        "Gap: the relative difference to a lower bound on the regulariser of every vector with the "
        "same fit.",
        "Zero would be perfect; 1e-16 is the rounding of one operation. Features that dwarf "
        "others, or offsets, leave a larger misfit: no coefficients in double precision do "
        "better."};
    return figure;
}

std::string place(const FitPoint& point) {
    if (!point.depth) return point.name;
    return fmt::format("depth {:g}, log10 alpha {:g}", *point.depth, *point.log10_alpha);
}

/// What a simulation that ended well says less than it seems to: stopped before it fitted the data,
/// or steps so large that it did not follow gradient flow.
std::vector<Finding> reservations(const FitRecord& record) {
    std::size_t early = 0;
    const FitPoint* farthest = nullptr;
    for (const FitPoint& point : record.points) {
        if (point.status != Status::converged) continue;
        if (!has_landed(point)) {
            ++early;
        } else if (point.limit_distance.value_or(0.0) >
                   (farthest == nullptr ? limit_share : *farthest->limit_distance)) {
            farthest = &point;
        }
    }
    std::vector<Finding> findings;
    if (early > 0) {
        findings.push_back(
            {"",
             {fmt::format("{} of {} runs were stopped before they fitted the data: they are no "
                          "interpolants, and their norms are not compared with the least.",
                          early, record.points.size())}});
    }
    if (farthest != nullptr) {
        findings.push_back(
            {"",
             {fmt::format("Not all runs end where gradient flow lands: the farthest ({}) is "
                          "{:.2g} % off in l2 distance. {}",
                          place(*farthest), 100.0 * *farthest->limit_distance,
                          record.method == "descent"
                              ? "A smaller step size comes nearer."
                              : "A smaller residual tolerance comes nearer.")}});
    }
    return findings;
}

}  // namespace

Document fit_document(const FitRecord& record, bool with_coefficients) {
    Document document;
    document.title = "Where training lands, from the kernel to the rich regime";
    const bool is_uniform = record.start == FitRecord::Start::uniform;
    for (const double depth : record.depths) {
        document.findings.push_back(
            {"", {is_uniform ? describe_transition(record, depth) : describe_path(record, depth)}});
        const std::string features = describe_features(record, depth);
        if (!features.empty()) document.findings.back().sentences.push_back(features);
    }
    for (Finding& finding : reservations(record)) document.findings.push_back(std::move(finding));
    if (!record.advice.empty()) document.findings.push_back({"", record.advice});
    if (!record.minimum_l2.fits_exactly) {
        document.findings.push_back(
            {"",
             {fmt::format("No coefficients fit these data exactly. Training lands on the "
                          "least-squares set, where the misfit is {:.3g} of y.",
                          record.minimum_l2.training_residual)}});
    }
    if (is_uniform) document.remark = transition_meaning;
    const auto converged = [](const FitPoint& point) { return point.status == Status::converged; };
    const auto done = std::count_if(record.points.begin(), record.points.end(), converged);
    const auto unfinished = record.points.size() - static_cast<std::size_t>(done);
    if (unfinished > 0) {
        document.warning = fmt::format(
            "{} of {} solutions did not converge; the table says which and how far they are.",
            unfinished, record.points.size());
    }
    std::vector<std::string> depths;
    for (const double depth : record.depths) depths.push_back(fmt::format("{:g}", depth));
    document.facts = {
        {"data", fmt::format("{} samples, {} features", record.samples, record.features)},
        {"network", fmt::format("diagonal network of depth {}, {} regulariser, method {}",
                                fmt::join(depths, ", "), record.regularizer, record.method)}};
    if (!is_uniform) document.facts.emplace_back("start", describe_start(record.start) + ".");
    const std::string scaling = describe_scaling(record.scaling);
    if (!scaling.empty()) document.facts.emplace_back("scaling", scaling);
    document.figures = {pictures_of(record), charts_of(record), table_figure(record),
                        reading_of(record)};
    if (has_trajectories(record)) document.figures.push_back(trajectory_figure(record));
    document.values = values_of(record, with_coefficients);
    add_notes(document, record.notes);
    return document;
}

std::map<std::string, double> metrics_of(const FitPoint& point) {
    if (!is_known(point)) return {};
    return metrics_of(quantities(), point);
}

std::vector<std::string> convergence_warnings(const FitRecord& record) {
    std::vector<Ending> endings;
    const auto add = [&endings](const FitPoint& point) {
        std::string where = place(point);
        if (point.status == Status::infeasible) {
            where += fmt::format("; misfit {:.3g} of y", point.training_residual);
        } else if (is_known(point)) {
            where += fmt::format("; residual {:.3g}", worst_residual(point));
        }
        endings.push_back({point.status, where});
    };
    add(record.minimum_l2);
    for (const FitPoint& point : record.points) add(point);
    add(record.minimum_l1);
    return convergence_warnings(endings, "solutions");
}

}  // namespace regimes
