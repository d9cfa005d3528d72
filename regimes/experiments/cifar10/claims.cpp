// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/cifar10/claims.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "regimes/experiments/cifar10/cifar10_run.hpp"
#include "regimes/experiments/run_settings.hpp"

namespace regimes {

namespace {

constexpr double least_factor = 1.1;  // between the errors at both ends
constexpr double largest_dip = 2.0;   // points that an error may lie below one before it

/// From one end to the other, and at no alpha back by more than what 1000 test images leave open.
Claim rising_claim(const ImageCurves& curves) {
    const std::map<double, double> errors = medians(curves.all_layers, test_error_percent);
    std::string each;
    double dip = 0.0;
    double highest = 0.0;
    for (const auto& [alpha, error] : errors) {
        each += fmt::format("{}{} at {:g}", each.empty() ? "" : ", ", percent(error), alpha);
        dip = std::max(dip, highest - error);
        highest = std::max(highest, error);
    }
    Claim claim;
    claim.claim = "Test error rises with alpha";
    claim.paper = "from 30.9 % at alpha = 0.75 to 48.7 % at 2, at every point (Figure 5(f))";
    claim.measured = each;
    claim.tolerance = fmt::format(
        "a factor {:g} from end to end, and no dip of more than {:g} "
        "points",
        least_factor, largest_dip);
    if (errors.size() < 2) {
        claim.leave_open("at least two alpha");
    } else {
        claim.decide(
            errors.rbegin()->second >= least_factor * errors.begin()->second && dip <= largest_dip,
            "Few alphas, or runs that end long before they fit.");
    }
    return claim;
}

double error_at(const Curve& curve, double alpha) { return error_within(curve, alpha, alpha); }

}  // namespace

ImageCurves cifar10_curves(const std::vector<RunRecord>& runs) {
    ImageCurves curves;
    curves.panel = "5(f)";
    curves.last_name = "last layer";
    curves.all_layers = image_curve(runs, "all");
    curves.last_layer = image_curve(runs, "last");
    if (runs.empty()) return curves;
    const RunSettings settings(cifar10_parameters(), runs);
    curves.lack = settings.lack({"data", "divisor", "samples", "max_epochs"});
    const std::string divisor = settings.text("divisor");
    curves.settings = fmt::format(
        "{} images of {}{}, up to {} epochs", settings.text("samples"), settings.text("data"),
        divisor == "1" ? "" : fmt::format(", 1/{} of the channels", divisor),
        settings.text("max_epochs"));
    curves.open_points =
        "The paper does not say how images are scaled, whether the last layer has a bias, or which "
        "runs the printed curve averages.";
    return curves;
}

std::vector<Claim> cifar10_claims(const ImageCurves& curves) {
    const Curve& last = curves.last_layer;
    return {rising_claim(curves), last_layer_claim(curves, 53.16),
            printed_claim(curves, "The rich end, alpha = 0.75", "alpha = 0.75", 30.9, 2.0,
                          error_at(curves.all_layers, 0.75)),
            printed_claim(curves, "The kernel end, alpha = 2", "alpha = 2", 48.7, 3.0,
                          error_at(curves.all_layers, 2.0)),
            printed_claim(curves, "The last layer alone", "some alpha", 53.16, 3.0,
                          last.empty() ? std::numeric_limits<double>::quiet_NaN()
                                       : error_at(last, last.begin()->first))};
}

}  // namespace regimes
