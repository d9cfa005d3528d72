// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/mnist/claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace regimes {

namespace {

constexpr double rich = 2.0;     // largest alpha of the rich end, as printed ...
constexpr double kernel = 50.0;  // ... and least of the kernel end

/// Median test error over the alphas of [from, to], in percent; not a number if there is none.
double error_within(const Curve& curve, double from, double to) {
    std::vector<double> errors;
    for (const auto& [alpha, runs] : curve) {
        if (alpha < from || alpha > to) continue;
        const std::vector<double> found = values(runs, test_error_percent);
        errors.insert(errors.end(), found.begin(), found.end());
    }
    return errors.empty() ? std::numeric_limits<double>::quiet_NaN() : median(errors);
}

double rich_error(const Curve& curve) { return error_within(curve, 0.0, rich); }
double kernel_error(const Curve& curve) {
    return error_within(curve, kernel, std::numeric_limits<double>::infinity());
}

std::string percent(double error) {
    return std::isnan(error) ? "not run" : fmt::format("{:.2f} %", error);
}

/// A printed number, met within a tolerance.
Claim printed_claim(const MnistCurves& curves, const std::string& sentence, double printed,
                    double tolerance, double measured) {
    Claim claim;
    claim.claim = sentence;
    claim.paper = fmt::format("{:g} % (Figure 5(e))", printed);
    claim.measured = fmt::format("{}, with {}", percent(measured), curves.settings);
    claim.tolerance = fmt::format("{:g} points", tolerance);
    claim.holds = std::fabs(measured - printed) <= tolerance;
    if (claim.holds) return claim;
    claim.explanation =
        curves.is_full
            ? "The paper does not say how images are scaled, how the step size is tuned, or which "
              "runs the printed curve averages."
            : "This is not the paper's size (5000 units, all 60000 images of MNIST): with fewer "
              "images every error is larger, and with fewer units the kernel's end most of all.";
    return claim;
}

Claim rising_claim(const MnistCurves& curves) {
    const double low = rich_error(curves.all_layers);
    const double high = kernel_error(curves.all_layers);
    Claim claim;
    claim.claim = "Test error rises from the rich to the kernel regime";
    claim.paper = "from 1.4 % for alpha <= 2 to 2.4 % for alpha >= 50, a factor 1.7 (Figure 5(e))";
    claim.measured = fmt::format("{} for alpha <= {:g}, {} for alpha >= {:g}: a factor {:.2f}",
                                 percent(low), rich, percent(high), kernel, high / low);
    claim.tolerance = "at least a factor 1.3";
    claim.holds = high >= 1.3 * low;
    if (!claim.holds) claim.explanation = "One of the two ends was not run, or not far enough.";
    return claim;
}

/// Beyond alpha = 50 nothing changes any more: the kernel regime has been reached.
Claim level_claim(const Curve& curve) {
    const double last = error_within(curve, curve.rbegin()->first, curve.rbegin()->first);
    const double first = error_within(curve, kernel, kernel);
    Claim claim;
    claim.claim = "Beyond alpha = 50 the error has levelled off";
    claim.paper = "2.4 % at alpha = 50 and at 500 (Figure 5(e))";
    claim.measured = fmt::format("{} at alpha = {:g}, {} at {:g}", percent(first), kernel,
                                 percent(last), curve.rbegin()->first);
    claim.tolerance = "within a tenth of each other";
    claim.holds = std::fabs(last - first) <= 0.1 * first;
    if (!claim.holds) claim.explanation = "Single runs differ by their random start.";
    return claim;
}

Claim worst_claim(const MnistCurves& curves) {
    std::string each;
    bool all = !curves.output_layer.empty();
    for (const auto& [alpha, runs] : curves.output_layer) {
        const double output = median(values(runs, test_error_percent));
        const double layers = error_within(curves.all_layers, alpha, alpha);
        each += fmt::format("{}{} against {} at alpha = {:g}", each.empty() ? "" : ", ",
                            percent(output), percent(layers), alpha);
        all = all && output > layers;
    }
    Claim claim;
    claim.claim = "Training the output layer alone is worse than training all, at every alpha";
    claim.paper = "2.7 %, above the whole curve (Figure 5(e))";
    claim.measured = each.empty() ? "not run" : each;
    claim.tolerance = "every alpha that was run";
    claim.holds = all;
    if (!all) {
        claim.explanation =
            "In the kernel regime both are kernel methods; which is better depends on the width.";
    }
    return claim;
}

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

double test_error_percent(const RunResult& run) { return 100.0 * run.metrics.at("test_error"); }

MnistCurves mnist_curves(const std::vector<RunRecord>& runs) {
    MnistCurves curves;
    curves.all_layers = curve(runs, "alpha", {{"layers", std::string("all")}});
    curves.output_layer = curve(runs, "alpha", {{"layers", std::string("output")}});
    if (runs.empty()) return curves;
    const Parameters& first = runs.front().parameters;
    const auto width = whole_number(first, "width");
    const auto samples = whole_number(first, "samples");
    const std::string& set = text(first, "data");
    curves.is_full = width == 5000 && samples == 60000 && set == "mnist";
    curves.settings = fmt::format("{} units and {} images of {}", width, samples, set);
    return curves;
}

std::vector<Claim> mnist_claims(const MnistCurves& curves) {
    const Curve& output = curves.output_layer;
    return {
        rising_claim(curves),
        level_claim(curves.all_layers),
        printed_claim(curves, "The rich end, alpha <= 2", 1.4, 0.3, rich_error(curves.all_layers)),
        printed_claim(curves, "The kernel end, alpha >= 50", 2.4, 0.4,
                      kernel_error(curves.all_layers)),
        worst_claim(curves),
        printed_claim(curves, "The output layer alone", 2.7, 0.4,
                      output.empty() ? std::numeric_limits<double>::quiet_NaN()
                                     : error_within(output, 0.0, output.begin()->first))};
}

std::vector<std::string> mnist_notes(const MnistCurves& curves) {
    std::vector<std::string> notes;
    for (const auto& [name, curve] : {std::pair{"All layers", &curves.all_layers},
                                      std::pair{"Output layer", &curves.output_layer}}) {
        if (curve->empty()) continue;
        notes.push_back(fmt::format(
            "{}, by alpha: step sizes that the search found {}; epochs {}; training labels wrong "
            "in the end (share) {}.",
            name, line_of(*curve, "step_size"), line_of(*curve, "epochs"),
            line_of(*curve, "train_error")));
    }
    return notes;
}

}  // namespace regimes
