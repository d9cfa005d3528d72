// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <map>

#include "cli/fit_output.hpp"
#include "regimes/report/transition.hpp"

namespace regimes::cli {

namespace {

std::string row(const FitRecord& record, const FitPoint& point) {
    std::string text = point.depth ? fmt::format("{:>5g} {:>11g}", *point.depth, *point.log10_alpha)
                                   : fmt::format("{:>17}", point.name);
    text += fmt::format(" {:>12.6g} {:>12.6g} {:>7}", point.l1_norm, point.l2_norm,
                        effective_support(point.coefficients));
    if (record.minimum_l2.test_mse) text += fmt::format(" {:>10.4g}", point.test_mse.value());
    if (record.minimum_l2.test_error) {
        text += fmt::format(" {:>8.2f} %", 100.0 * point.test_error.value());
    }
    return text + fmt::format(" {:>6} {:>10.1e}  {}\n", point.iterations, worst_residual(point),
                              name(point.status));
}

std::string head(const FitRecord& record) {
    std::string text = fmt::format("{:>5} {:>11} {:>12} {:>12} {:>7}", "depth", "log10 alpha",
                                   "l1 norm", "l2 norm", "carry");
    if (record.minimum_l2.test_mse) text += fmt::format(" {:>10}", "test MSE");
    if (record.minimum_l2.test_error) text += fmt::format(" {:>10}", "test error");
    return text + fmt::format(" {:>6} {:>10}  {}\n", "steps", "residual", "status");
}

std::string place(const FitPoint& point) {
    if (!point.depth) return point.name;
    return fmt::format("depth {:g}, log10 alpha {:g}", *point.depth, *point.log10_alpha);
}

}  // namespace

std::string fit_text(const FitRecord& record) {
    std::string text = fmt::format("{} samples, {} features, {} regulariser\n\n", record.samples,
                                   record.features, record.regularizer);
    text += head(record);
    if (record.minimum_l2.status != Status::cancelled) text += row(record, record.minimum_l2);
    for (const double depth : record.depths) {
        for (const FitPoint* point : path_of_depth(record, depth)) text += row(record, *point);
    }
    if (record.minimum_l1.status != Status::cancelled) text += row(record, record.minimum_l1);
    text += "\n";
    for (const double depth : record.depths) text += describe_transition(record, depth) + "\n";
    return text + std::string(transition_meaning) + "\n";
}

std::string unfinished_text(const FitRecord& record) {
    std::map<Status, std::vector<const FitPoint*>> unfinished;
    const auto note = [&unfinished](const FitPoint& point) {
        if (point.status != Status::converged) unfinished[point.status].push_back(&point);
    };
    note(record.minimum_l2);
    for (const FitPoint& point : record.points) note(point);
    note(record.minimum_l1);
    std::string text;
    for (const auto& [status, points] : unfinished) {
        text += fmt::format(
            "regimes: fit: {} of {} solutions {} (the first: {}; residual {:.3g}): {}\n",
            points.size(), record.points.size() + 2, name(status), place(*points.front()),
            worst_residual(*points.front()), sentence(status));
    }
    return text;
}

}  // namespace regimes::cli
