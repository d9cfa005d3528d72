// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/mnist/claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "regimes/experiments/mnist/mnist_run.hpp"
#include "regimes/experiments/run_settings.hpp"

namespace regimes {

namespace {

constexpr double rich = 2.0;     // largest alpha of the rich end, as printed ...
constexpr double kernel = 50.0;  // ... and least of the kernel end

double rich_error(const Curve& curve) { return error_within(curve, 0.0, rich); }
double kernel_error(const Curve& curve) {
    return error_within(curve, kernel, std::numeric_limits<double>::infinity());
}

Claim rising_claim(const ImageCurves& curves) {
    const double low = rich_error(curves.all_layers);
    const double high = kernel_error(curves.all_layers);
    Claim claim;
    claim.claim = "Test error rises from the rich to the kernel regime";
    claim.paper = "from 1.4 % for alpha <= 2 to 2.4 % for alpha >= 50, a factor 1.7 (Figure 5(e))";
    claim.tolerance = "at least a factor 1.3";
    if (std::isnan(low) || std::isnan(high)) {
        claim.leave_open("runs at alpha <= 2 and at alpha >= 50");
        return claim;
    }
    claim.measured = fmt::format("{} for alpha <= {:g}, {} for alpha >= {:g}: a factor {:.2f}",
                                 percent(low), rich, percent(high), kernel, high / low);
    claim.decide(high >= 1.3 * low, "One of the two ends was not run far enough.");
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
    if (std::isnan(first) || curve.rbegin()->first <= kernel) {
        claim.leave_open("runs at alpha = 50 and beyond");
    } else {
        claim.decide(std::fabs(last - first) <= 0.1 * first,
                     "Single runs differ by their random start.");
    }
    return claim;
}

}  // namespace

ImageCurves mnist_curves(const std::vector<RunRecord>& runs) {
    ImageCurves curves;
    curves.panel = "5(e)";
    curves.last_name = "output layer";
    curves.all_layers = image_curve(runs, "all");
    curves.last_layer = image_curve(runs, "output");
    if (runs.empty()) return curves;
    const RunSettings settings(mnist_parameters(), runs);
    curves.lack = settings.lack({"data", "width", "samples"});
    curves.open_points =
        "The paper does not say how images are scaled, how the step size is tuned, or which runs "
        "the printed curve averages.";
    curves.settings = fmt::format("{} units and {} images of {}", settings.text("width"),
                                  settings.text("samples"), settings.text("data"));
    return curves;
}

std::vector<Claim> mnist_claims(const ImageCurves& curves) {
    const Curve& output = curves.last_layer;
    return {rising_claim(curves),
            level_claim(curves.all_layers),
            printed_claim(curves, "The rich end, alpha <= 2", "alpha <= 2", 1.4, 0.3,
                          rich_error(curves.all_layers)),
            printed_claim(curves, "The kernel end, alpha >= 50", "alpha >= 50", 2.4, 0.4,
                          kernel_error(curves.all_layers)),
            last_layer_claim(curves, 2.7),
            printed_claim(curves, "The output layer alone", "some alpha", 2.7, 0.4,
                          output.empty() ? std::numeric_limits<double>::quiet_NaN()
                                         : error_within(output, 0.0, output.begin()->first))};
}

}  // namespace regimes
