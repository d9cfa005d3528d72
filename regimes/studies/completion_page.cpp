// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/completion_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "regimes/report/coefficient_picture.hpp"
#include "regimes/report/html.hpp"
#include "regimes/report/line_chart.hpp"

namespace regimes {

namespace {

using Points = std::vector<const CompletedPoint*>;

/// What was worked on, alpha falling.
Points trained_points(const CompletionRecord& record) {
    Points points;
    for (const CompletedPoint& point : record.points) {
        if (point.status != Status::cancelled) points.push_back(&point);
    }
    std::stable_sort(points.begin(), points.end(),
                     [](const CompletedPoint* a, const CompletedPoint* b) {
                         return *a->log10_alpha > *b->log10_alpha;
                     });
    return points;
}

/// At most `count` of them, evenly spread, first and last among them.
Points spread(const Points& points, std::size_t count) {
    if (points.size() <= count) return points;
    Points chosen;
    for (std::size_t k = 0; k < count; ++k) {
        chosen.push_back(points[k * (points.size() - 1) / (count - 1)]);
    }
    return chosen;
}

std::string label_of(const CompletedPoint& point, const CompletionRecord& record) {
    if (point.log10_alpha) return fmt::format("alpha = 1e{:.4g}", *point.log10_alpha);
    return &point == &record.minimum_frobenius ? "least Frobenius norm" : "least nuclear norm";
}

std::string picture_cell(const Matrix& matrix, const std::string& label, double largest) {
    const double own = matrix.size() > 0 ? matrix.cwiseAbs().maxCoeff() : 0.0;
    const double share = largest > 0.0 ? own / largest : 0.0;
    const Matrix by_rows = matrix.transpose();
    return fmt::format(
        "<figure class=\"cell\" style=\"--share:{:.4g};--fade:{:.4g}\"><div class=\"picture\">"
        "{}</div><figcaption>{}</figcaption></figure>\n",
        share, std::sqrt(share),
        image_element(by_rows.reshaped(), {matrix.rows(), matrix.cols()}, label),
        escape_html(label));
}

std::string pictures_section(const CompletionRecord& record) {
    Points points = spread(trained_points(record), completion_pictures - 3);
    points.insert(points.begin(), &record.minimum_frobenius);
    points.push_back(&record.minimum_nuclear);
    std::erase_if(points, [](const CompletedPoint* p) { return p->status == Status::cancelled; });
    Matrix observed = Matrix::Zero(record.problem.rows, record.problem.cols);
    for (const ObservedEntry& entry : record.problem.observed) {
        observed(entry.row, entry.col) = entry.value;
    }
    double largest = observed.cwiseAbs().maxCoeff();
    for (const CompletedPoint* p : points) {
        largest = std::max(largest, p->matrix.cwiseAbs().maxCoeff());
    }
    std::string text = fmt::format(
        "<section id=\"strips\">\n<h2>From the kernel to the rich regime</h2>\n"
        "<p class=\"soft\">What was observed, and the matrix where training lands, alpha falling; "
        "positive entries in <span style=\"color:var(--positive)\">orange</span>, negative ones in "
        "<span style=\"color:var(--negative)\">blue</span>, opacity the square root of the share "
        "of the largest entry of the same picture.</p>\n<div class=\"strip\" "
        "style=\"max-width:{}rem\">\n",
        8 * (points.size() + 1));
    text += picture_cell(observed, "observed", largest);
    for (const CompletedPoint* p : points) {
        text += picture_cell(p->matrix, label_of(*p, record), largest);
    }
    return text + "</div>\n</section>\n";
}

LineChart chart_of(const CompletionRecord& record, const std::string& title,
                   const std::function<double(const CompletedPoint&)>& quantity) {
    LineChart chart;
    chart.title = title;
    chart.x_label = "log10 alpha: kernel regime on the left, rich regime on the right";
    chart.x_falls = true;
    Series series{fmt::format("width {}", record.width), {}, {}};
    for (const CompletedPoint* point : trained_points(record)) {
        series.x.push_back(*point->log10_alpha);
        series.y.push_back(quantity(*point));
    }
    chart.series.push_back(std::move(series));
    for (const CompletedPoint* end : {&record.minimum_frobenius, &record.minimum_nuclear}) {
        if (end->status == Status::cancelled) continue;
        chart.levels.push_back({label_of(*end, record), quantity(*end)});
    }
    return chart;
}

std::string charts_section(const CompletionRecord& record) {
    const auto nuclear = [](const CompletedPoint& p) { return p.nuclear_norm; };
    const auto moved = [](const CompletedPoint& p) { return p.movement; };
    return "<section id=\"charts\">\n<h2>Along alpha</h2>\n<div class=\"charts\">\n" +
           to_svg(chart_of(record, "Nuclear norm", nuclear)) + "\n" +
           to_svg(chart_of(record, "Change of the unobserved entries (RMS)", moved)) +
           "\n</div>\n</section>\n";
}

std::string row(const CompletedPoint& point, const CompletionRecord& record) {
    std::string text = point.log10_alpha ? "<tr>" : "<tr class=\"end\">";
    const auto cell = [&text](const std::string& value) { text += "<td>" + value + "</td>"; };
    cell(escape_html(label_of(point, record)));
    cell(fmt::format("{:.6g}", point.nuclear_norm));
    cell(fmt::format("{:.6g}", point.frobenius_norm));
    cell(fmt::format("{:.5g}", point.movement));
    cell(fmt::format("{:.1e}", point.relative_residual));
    cell(point.duality_gap ? fmt::format("{:.1e}", std::max(0.0, *point.duality_gap)) : "");
    cell(fmt::format("{}", point.steps));
    cell(fmt::format("{:.3f}", point.seconds));
    const std::string_view status = name(point.status);
    cell(point.status == Status::converged ? std::string(status)
                                           : fmt::format("<span class=\"warn\">{}</span>", status));
    return text + "</tr>\n";
}

std::string table_section(const CompletionRecord& record) {
    std::string text =
        "<section id=\"solutions\">\n<h2>All completions</h2>\n<div class=\"scroll\" "
        "tabindex=\"0\" role=\"region\" aria-label=\"table of completions\">\n<table><thead><tr>";
    for (const char* title : {"start", "nuclear norm", "Frobenius norm", "moved", "residual", "gap",
                              "steps", "seconds", "status"}) {
        text += fmt::format("<th scope=\"col\">{}</th>", title);
    }
    text += "</tr></thead><tbody>\n" + row(record.minimum_frobenius, record);
    for (const CompletedPoint& point : record.points) text += row(point, record);
    return text + row(record.minimum_nuclear, record) + "</tbody></table>\n</div>\n</section>\n";
}

constexpr const char* reading =
    "<section id=\"reading\">\n<h2>How to read this page</h2>\n"
    "<p>The matrix is U V<sup>T</sup>, started at scale alpha and trained by gradient flow on the "
    "observed entries alone until it fits them. Nothing else is asked of it; alpha decides what "
    "the other entries become:</p>\n<ul>\n"
    "<li><strong>large alpha, kernel regime:</strong> unobserved entries hardly move (from an "
    "identity start: the completion of least Frobenius norm, with zeros there);</li>\n"
    "<li><strong>small alpha, rich regime:</strong> they are filled in from low rank; where the "
    "completion of least nuclear norm is of least rank too, it is reached.</li>\n</ul>\n"
    "<p><em>Moved</em>: the root mean square by which training changed the unobserved entries. "
    "<em>Residual</em>: how far the observed entries are from being fitted, relative to them. "
    "<em>Gap</em>: the relative difference to a lower bound on the norm.</p>\n</section>\n";

std::string lead(const CompletionRecord& record) {
    const Index all = record.problem.rows * record.problem.cols;
    std::string text = fmt::format(
        "<dl class=\"data\"><div><dt>matrix</dt><dd>{} x {}</dd></div><div><dt>observed</dt><dd>{} "
        "of {}</dd></div><div><dt>start</dt><dd>{}</dd></div><div><dt>width</dt><dd>{}</dd></div>"
        "</dl>\n",
        record.problem.rows, record.problem.cols, record.problem.observed.size(), all,
        escape_html(record.start), record.width);
    const auto unfinished =
        std::count_if(record.points.begin(), record.points.end(),
                      [](const CompletedPoint& p) { return p.status != Status::converged; });
    if (unfinished > 0) {
        text += fmt::format(
            "<p class=\"warn\">{} of {} completions did not converge; the table says which.</p>\n",
            unfinished, record.points.size());
    }
    return text;
}

}  // namespace

std::string completion_page(const CompletionRecord& record) {
    HtmlPage page;
    page.title = "What training makes of a matrix, from the kernel to the rich regime";
    page.lead = lead(record);
    page.body = pictures_section(record) + charts_section(record) + table_section(record) + reading;
    for (const auto& [term, value] : record.provenance) {
        page.footer += fmt::format("{}{} {}", page.footer.empty() ? "<p>" : "; ", escape_html(term),
                                   escape_html(value));
    }
    if (!page.footer.empty()) page.footer += "</p>\n";
    return to_html(page);
}

}  // namespace regimes
