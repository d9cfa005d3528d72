// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/fit_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "regimes/report/html.hpp"
#include "regimes/report/resource.hpp"
#include "regimes/studies/fit_charts.hpp"
#include "regimes/studies/fit_table.hpp"
#include "regimes/studies/transition.hpp"

namespace regimes {

namespace {

/// At most `count` of the points, evenly spread, first and last among them.
std::vector<const FitPoint*> spread(const std::vector<const FitPoint*>& points, std::size_t count) {
    if (points.size() <= count) return points;
    std::vector<const FitPoint*> chosen;
    for (std::size_t k = 0; k < count; ++k) {
        chosen.push_back(points[k * (points.size() - 1) / (count - 1)]);
    }
    return chosen;
}

/// What one strip shows: the minimum l2 interpolant, the path of a depth, the minimum l1
/// interpolant.
std::vector<const FitPoint*> strip_points(const FitRecord& record, double depth) {
    const std::size_t share = pictures_per_page / std::max<std::size_t>(1, record.depths.size());
    std::vector<const FitPoint*> points =
        spread(path_of_depth(record, depth), std::max<std::size_t>(share, 5) - 2);
    points.insert(points.begin(), &record.minimum_l2);
    points.push_back(&record.minimum_l1);
    std::erase_if(points, [](const FitPoint* point) { return point->status == Status::cancelled; });
    return points;
}

std::string point_title(const FitPoint& point) {
    return point.log10_alpha ? "alpha = " + alpha_label(point) : point.name;
}

std::string picture(const FitRecord& record, const FitPoint& point) {
    const std::string label = "coefficients, " + point_title(point);
    return record.image ? image_element(point.coefficients, *record.image, label)
                        : profile_element(point.coefficients, label);
}

std::string strip_cell(const FitRecord& record, const FitPoint& point, double common_largest) {
    const double largest = point.coefficients.lpNorm<Eigen::Infinity>();
    const double share = common_largest > 0.0 ? largest / common_largest : 0.0;
    const std::string place =
        point.log10_alpha ? fmt::format(" data-log10=\"{}\"", *point.log10_alpha) : "";
    return fmt::format(
        "<figure class=\"cell\" data-title=\"{}\"{} style=\"--share:{:.4g};--fade:{:.4g}\">"
        "<div class=\"picture\">{}</div><figcaption>{}</figcaption>{}</figure>\n",
        escape_html(point_title(point)), place, share, std::sqrt(share), picture(record, point),
        escape_html(alpha_label(point)), fit_facts(point));
}

std::string strips_section(const FitRecord& record) {
    double largest = 0.0;
    for (const double depth : record.depths) {
        for (const FitPoint* point : strip_points(record, depth)) {
            largest = std::max(largest, point->coefficients.lpNorm<Eigen::Infinity>());
        }
    }
    std::string text =
        "<section id=\"strips\">\n<h2>From the kernel to the rich regime</h2>\n"
        "<p class=\"soft\">The coefficients where training lands, alpha falling from left to "
        "right; "
        "positive ones in <span style=\"color:var(--positive)\">orange</span>, negative ones in "
        "<span style=\"color:var(--negative)\">blue</span>.</p>\n";
    for (const double depth : record.depths) {
        const auto points = strip_points(record, depth);
        text += fmt::format(
            "<h3>Depth {0:g}</h3>\n<div class=\"strip\" data-depth=\"{0:g}\" "
            "style=\"max-width:{1}rem\">\n",
            depth, 7 * points.size());
        for (const FitPoint* point : points) {
            text += strip_cell(record, *point, largest);
        }
        text += "</div>\n";
    }
    return text + "</section>\n";
}

std::string explorer_section() {
    return "<section id=\"explorer\" hidden>\n<h2>One alpha at a time</h2>\n"
           "<div class=\"controls\"><label for=\"position\">alpha</label>"
           "<input id=\"position\" type=\"range\" min=\"0\" step=\"1\"><output for=\"position\">"
           "</output><label><input id=\"common\" type=\"checkbox\"> one scale for all pictures"
           "</label></div>\n<div class=\"stages\"></div>\n</section>\n";
}

std::string charts_section(const FitRecord& record) {
    std::string text = "<section id=\"charts\">\n<h2>Along the path</h2>\n<div class=\"charts\">\n";
    for (const LineChart& chart : fit_charts(record)) text += to_svg(chart) + "\n";
    return text + "</div>\n</section>\n";
}

std::string table_section(const FitRecord& record) {
    return "<section id=\"solutions\">\n<h2>All solutions and their certificates</h2>\n"
           "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"table of "
           "solutions\">\n" +
           fit_table(record) + "</div>\n</section>\n";
}

/// How the solutions came about, and what their residuals then say.
std::string origin_of(const FitRecord& record) {
    if (record.method == "exact") {
        return fmt::format(
            "Nothing was simulated: every solution minimises the {} regulariser subject to fitting "
            "the data, and proves it by three residuals.",
            escape_html(record.regularizer));
    }
    return fmt::format(
        "The solutions are where a simulation of training (method {}) ended; three residuals say "
        "how close that is to the minimiser of the implicit regulariser, where theory puts it.",
        escape_html(record.method));
}

std::string reading_section(const FitRecord& record) {
    const std::string pictures =
        record.image ? fmt::format(
                           "Each picture is the {} x {} image of the coefficients, one pixel for "
                           "each; its opacity is the square root",
                           record.image->rows, record.image->cols)
                     : fmt::format(
                           "Each picture shows the {} largest coefficients in the order of their "
                           "size, one stem for each; its height is the size",
                           std::min(record.features, profile_length));
    return fmt::format(
        "<section id=\"reading\">\n<h2>How to read this page</h2>\n"
        "<p>A diagonal network of depth D predicts with the coefficients "
        "<em>w</em><sub>+</sub><sup>D</sup> - <em>w</em><sub>-</sub><sup>D</sup>. All weights "
        "start at alpha, so the coefficients start at zero, and gradient flow then fits the data "
        "exactly. Of the many coefficient vectors that fit, alpha decides which one it reaches:"
        "</p>\n<ul>\n"
        "<li><strong>large alpha, kernel regime:</strong> the network trains like a kernel method "
        "and lands at the interpolant of least l2 norm, spread over all features;</li>\n"
        "<li><strong>small alpha, rich regime:</strong> it lands at the interpolant of least l1 "
        "norm, with few features.</li>\n</ul>\n"
        "<p>{} of its magnitude relative to the largest of the same picture, or of all pictures if "
        "one scale is chosen. A coefficient carries weight if its magnitude is above {:g} of the "
        "largest.</p>\n"
        "<p>{} <em>Primal</em>: how far the data are from "
        "being fitted, relative to y. <em>Stationarity</em>: how far the gradient of the "
        "regulariser is from the row space of X. <em>Gap</em>: the relative difference to a lower "
        "bound on the regulariser of every interpolant. Zero would be perfect; 1e-16 is the "
        "rounding of one operation.</p>\n</section>\n",
        pictures, support_threshold, origin_of(record));
}

std::string lead(const FitRecord& record) {
    std::string depths;
    for (const double depth : record.depths) {
        depths += fmt::format("{}{:g}", depths.empty() ? "" : ", ", depth);
    }
    std::string text = "<dl class=\"data\">";
    const auto add = [&text](const char* term, const std::string& value) {
        text += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", term, escape_html(value));
    };
    add("samples", fmt::format("{}", record.samples));
    add("features", fmt::format("{}", record.features));
    add("depth", depths);
    add("regulariser", record.regularizer);
    add("method", record.method);
    text += "</dl>\n";
    for (const double depth : record.depths) {
        text +=
            "<p class=\"finding\">" + escape_html(describe_transition(record, depth)) + "</p>\n";
    }
    text += fmt::format("<p class=\"soft\">{}</p>\n", escape_html(transition_meaning));
    const auto unfinished =
        std::count_if(record.points.begin(), record.points.end(),
                      [](const FitPoint& point) { return point.status != Status::converged; });
    if (unfinished > 0) {
        text += fmt::format(
            "<p class=\"warn\">{} of {} solutions did not converge; the table says "
            "which and how far they are.</p>\n",
            unfinished, record.points.size());
    }
    return text;
}

std::string footer(const FitRecord& record) {
    std::string text = "<p>";
    for (const auto& [term, value] : record.provenance) {
        text += fmt::format("{} {}; ", escape_html(term), escape_html(value));
    }
    if (text.size() > 3) text.resize(text.size() - 2);
    return text + "</p>\n";
}

}  // namespace

std::string fit_page(const FitRecord& record) {
    HtmlPage page;
    page.title = "Where training lands, from the kernel to the rich regime";
    page.lead = lead(record);
    page.body = explorer_section() + strips_section(record) + charts_section(record) +
                table_section(record) + reading_section(record);
    page.script = resource("report/fit.js");
    page.footer = footer(record);
    return to_html(page);
}

}  // namespace regimes
