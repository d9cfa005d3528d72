// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/fit_table.hpp"

#include <fmt/format.h>

#include "regimes/report/html.hpp"

namespace regimes {

namespace {

std::string percent(double share) { return fmt::format("{:.2f} %", 100.0 * share); }

std::string status_text(const FitPoint& point) {
    const std::string_view text = name(point.status);
    return point.status == Status::converged ? std::string(text)
                                             : fmt::format("<span class=\"warn\">{}</span>", text);
}

std::string cell(const std::string& text) { return "<td>" + text + "</td>"; }

std::string row(const FitRecord& record, const FitPoint& point) {
    std::string text = point.depth ? "<tr>" : "<tr class=\"end\">";
    text += cell(point.depth ? fmt::format("{:g}", *point.depth) : "");
    text += cell(escape_html(alpha_label(point)));
    text += cell(fmt::format("{:.6g}", point.l1_norm)) + cell(fmt::format("{:.6g}", point.l2_norm));
    text += cell(fmt::format("{}", effective_support(point.coefficients)));
    if (record.minimum_l2.test_mse) text += cell(fmt::format("{:.4g}", point.test_mse.value()));
    if (record.minimum_l2.test_error) text += cell(percent(point.test_error.value()));
    text += cell(fmt::format("{}", point.iterations));
    text += cell(fmt::format("{:.3f}", point.seconds));
    for (const double residual :
         {point.primal_residual, point.stationarity_residual, point.duality_gap}) {
        text += cell(fmt::format("{:.1e}", residual));
    }
    return text + cell(status_text(point)) + "</tr>\n";
}

std::string head(const FitRecord& record) {
    std::string text = "<thead><tr>";
    const auto add = [&text](const char* title) {
        text += fmt::format("<th scope=\"col\">{}</th>", title);
    };
    for (const char* title : {"depth", "alpha", "l1 norm", "l2 norm", "carry weight"}) add(title);
    if (record.minimum_l2.test_mse) add("test MSE");
    if (record.minimum_l2.test_error) add("test error");
    for (const char* title : {"iterations", "seconds", "primal", "stationarity", "gap", "status"}) {
        add(title);
    }
    return text + "</tr></thead>\n";
}

}  // namespace

std::string fit_table(const FitRecord& record) {
    std::string text = "<table>\n" + head(record) + "<tbody>\n";
    if (record.minimum_l2.status != Status::cancelled) text += row(record, record.minimum_l2);
    for (const double depth : record.depths) {
        for (const FitPoint* point : path_of_depth(record, depth)) text += row(record, *point);
    }
    if (record.minimum_l1.status != Status::cancelled) text += row(record, record.minimum_l1);
    return text + "</tbody>\n</table>\n";
}

std::string fit_facts(const FitPoint& point) {
    std::string text;
    const auto add = [&text](const char* term, const std::string& value) {
        text += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", term, value);
    };
    add("l1 norm", fmt::format("{:.6g}", point.l1_norm));
    add("l2 norm", fmt::format("{:.6g}", point.l2_norm));
    add("carry weight",
        fmt::format("{} of {}", effective_support(point.coefficients), point.coefficients.size()));
    add("largest |coefficient|",
        fmt::format("{:.4g}", point.coefficients.lpNorm<Eigen::Infinity>()));
    if (point.test_error) add("test error", percent(*point.test_error));
    if (point.test_mse) add("test MSE", fmt::format("{:.4g}", *point.test_mse));
    add("worst residual", fmt::format("{:.1e}", worst_residual(point)));
    add("status", status_text(point));
    return "<dl class=\"facts\" hidden>" + text + "</dl>";
}

}  // namespace regimes
