// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/image_claims.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace regimes {

namespace {

double gradient_distance_of(const RunResult& run) { return run.metrics.at("gradient_distance"); }

/// The median of a metric at each alpha, "0.1 at 1, 0.03 at 10".
std::string line_of(const Curve& curve, const char* metric) {
    std::string line;
    for (const auto& [alpha, runs] : curve) {
        const double value =
            median(values(runs, [&](const RunResult& run) { return run.metrics.at(metric); }));
        line += fmt::format("{}{:.3g} at {:g}", line.empty() ? "" : ", ", value, alpha);
    }
    return line;
}

}  // namespace

Curve image_curve(const std::vector<RunRecord>& runs, const std::string& layers) {
    Curve found = curve(runs, "alpha", {{"layers", layers}});
    for (auto& [alpha, results] : found) {
        std::erase_if(results,
                      [](const RunResult* run) { return !run->metrics.contains("test_error"); });
    }
    std::erase_if(found, [](const auto& place) { return place.second.empty(); });
    return found;
}

double test_error_percent(const RunResult& run) { return 100.0 * run.metrics.at("test_error"); }

double error_within(const Curve& curve, double from, double to) {
    std::vector<double> errors;
    for (const auto& [alpha, runs] : curve) {
        if (alpha < from || alpha > to) continue;
        const std::vector<double> found = values(runs, test_error_percent);
        errors.insert(errors.end(), found.begin(), found.end());
    }
    return errors.empty() ? std::numeric_limits<double>::quiet_NaN() : median(errors);
}

std::string percent(double error) {
    return std::isnan(error) ? "not run" : fmt::format("{:.2f} %", error);
}

Claim printed_claim(const ImageCurves& curves, const std::string& sentence,
                    const std::string& place, double printed, double tolerance, double measured) {
    Claim claim;
    claim.claim = sentence;
    claim.paper = fmt::format("{:g} % ({})", printed, "Figure " + curves.panel);
    claim.measured = fmt::format("{}, with {}", percent(measured), curves.settings);
    claim.tolerance = fmt::format("{:g} points", tolerance);
    if (!curves.lack.empty() || std::isnan(measured)) {
        claim.leave_open(curves.lack.empty() ? "a run at " + place : curves.lack);
    } else {
        claim.decide(std::fabs(measured - printed) <= tolerance, curves.open_points);
    }
    return claim;
}

Claim last_layer_claim(const ImageCurves& curves, double printed) {
    std::string each;
    bool all = true;
    for (const auto& [alpha, runs] : curves.last_layer) {
        const double layers = error_within(curves.all_layers, alpha, alpha);
        if (std::isnan(layers)) continue;
        const double last = median(values(runs, test_error_percent));
        each += fmt::format("{}{} against {} at alpha = {:g}", each.empty() ? "" : ", ",
                            percent(last), percent(layers), alpha);
        all = all && last > layers;
    }
    Claim claim;
    claim.claim = fmt::format("Training the {} alone is worse than training all, at every alpha",
                              curves.last_name);
    claim.paper =
        fmt::format("{:g} %, above the whole curve ({})", printed, "Figure " + curves.panel);
    claim.measured = each;
    claim.tolerance = "every alpha that was run";
    if (each.empty()) {
        claim.leave_open(
            fmt::format("an alpha with runs of all layers and of the {} alone", curves.last_name));
    } else {
        claim.decide(all,
                     "In the kernel regime both are kernel methods; which is better depends on the "
                     "width.");
    }
    return claim;
}

std::vector<FigureRow> image_rows(const ImageCurves& curves) {
    std::vector<FigureRow> all;
    const auto add = [&](const std::vector<FigureRow>& rows) {
        all.insert(all.end(), rows.begin(), rows.end());
    };
    add(figure_rows(curves.all_layers, test_error_percent, curves.panel, "all layers"));
    add(figure_rows(curves.last_layer, test_error_percent, curves.panel,
                    curves.last_name + " only"));
    add(figure_rows(curves.all_layers, gradient_distance_of, curves.panel + " features",
                    "all layers"));
    return all;
}

std::vector<std::string> image_notes(const ImageCurves& curves) {
    std::vector<std::string> notes;
    for (const auto& [name, curve] : {std::pair{std::string("all layers"), &curves.all_layers},
                                      std::pair{curves.last_name, &curves.last_layer}}) {
        if (curve->empty()) continue;
        notes.push_back(fmt::format(
            "Training {}, by alpha: step sizes {}; epochs {}; training labels wrong in the end "
            "(share) {}.",
            name, line_of(*curve, "step_size"), line_of(*curve, "epochs"),
            line_of(*curve, "train_error")));
    }
    return notes;
}

}  // namespace regimes
