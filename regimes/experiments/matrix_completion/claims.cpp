// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/matrix_completion/claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace regimes {

namespace {

using Runs = std::vector<const RunResult*>;

constexpr double recovered = 1e-3;  // relative error below which M_* is said to be Y*
constexpr std::int64_t asymptotic_width = 100;
const char* const undetermined =
    "In most of these instances the observed entries do not determine Y*.";

double metric(const RunResult& run, const char* name) { return run.metrics.at(name); }

double greatest(const Runs& runs, const Measure& measure) {
    const std::vector<double> found = values(runs, measure);
    return *std::max_element(found.begin(), found.end());
}

/// (||M||_* - ||M_*||_*) / ||M_*||_*, M_* the completion of least nuclear norm.
double excess_over_least(const RunResult& run) {
    const double above = metric(run, "above_least");
    return above / (metric(run, "nuclear_norm") - above);
}

bool least_is_truth(const RunResult& run) {
    return metric(run, "nuclear_error") <= recovered * metric(run, "rms_truth");
}

void add_curve(Figure& figure, const Curve& curve, const std::string& panel,
               const std::string& series) {
    for (const auto& [measure, quantity] :
         {std::pair<Measure, std::string>{relative_error, "error"}, {relative_change, "change"}}) {
        for (FigureRow row : figure_rows(curve, measure, panel + " " + quantity, series)) {
            row.x = std::pow(10.0, row.x);
            figure.rows.push_back(row);
        }
    }
}

Claim kernel_claim(const Curve& curve) {
    const auto& [log10_alpha, runs] = *curve.rbegin();
    const double change = greatest(runs, relative_change);
    Claim claim;
    claim.claim =
        "(a) For large alpha the unobserved entries stay at 0: the completion of least Frobenius "
        "norm";
    claim.paper = "kernel limit, minimum Frobenius norm (section 6, Figure 4a)";
    claim.measured = fmt::format(
        "largest change {:.2e} of the truth's size, error {:.6f} of leaving them 0, at alpha = "
        "1e{:g}, {} instances",
        change, median(values(runs, relative_error)), log10_alpha, runs.size());
    claim.tolerance = "change at most 1e-4 in every instance";
    claim.decide(change <= 1e-4, "The largest alpha that was run is not large enough.");
    return claim;
}

Claim generalisation_claim(const Curve& curve) {
    const double rich = median(values(curve.begin()->second, relative_error));
    const double kernel = median(values(curve.rbegin()->second, relative_error));
    Claim claim;
    claim.claim = "(a) The rich regime finds the unobserved entries, the kernel regime does not";
    claim.paper =
        "error small for small alpha, large for large alpha (Figure 4a); no number is printed";
    claim.measured = fmt::format("median error {:.2e} at alpha = 1e{:g}, {:.3f} at 1e{:g}", rich,
                                 curve.begin()->first, kernel, curve.rbegin()->first);
    claim.tolerance = "the first at most 1 % of the second";
    claim.decide(rich <= 0.01 * kernel, undetermined);
    return claim;
}

Claim monotone_claim(const Curve& curve) {
    double worst = 0.0;
    const auto errors = medians(curve, relative_error);
    const auto changes = medians(curve, relative_change);
    for (auto at = errors.begin(); std::next(at) != errors.end(); ++at) {
        worst = std::max(worst, at->second - std::next(at)->second);
    }
    for (auto at = changes.begin(); std::next(at) != changes.end(); ++at) {
        worst = std::max(worst, std::next(at)->second - at->second);
    }
    Claim claim;
    claim.claim =
        "(a) From kernel to rich the change of the unobserved entries grows and their error falls, "
        "without turning back";
    claim.paper = "from rich to kernel as alpha grows (section 6, Figure 4a); no number is printed";
    claim.measured = fmt::format("largest step the other way: {:.1e} of the truth's size", worst);
    claim.tolerance = "1e-3, medians";
    claim.decide(worst <= 1e-3, "Medians over few instances are not smooth.");
    return claim;
}

/// Where the least nuclear norm is that of Y* the flow must end there too.
Claim rich_claim(const Curve& curve) {
    Runs unique;
    for (const RunResult* run : curve.begin()->second) {
        if (least_is_truth(*run)) unique.push_back(run);
    }
    Claim claim;
    claim.claim =
        "(a) For small alpha the flow ends at the completion of least nuclear norm, in instances "
        "where that is Y*";
    claim.paper = "rich limit, minimum nuclear norm (section 6, Figure 4a)";
    claim.tolerance = "1e-3 for both, in each of these instances";
    if (unique.empty()) {
        claim.leave_open("an instance in which Y* is the completion of least nuclear norm");
        return claim;
    }
    const double excess = greatest(unique, excess_over_least);
    const double error = greatest(unique, relative_error);
    claim.measured = fmt::format(
        "nuclear norm above the least by at most {:.1e} of it, error at most {:.1e}, at alpha = "
        "1e{:g}, in these {} of {} instances",
        excess, error, curve.begin()->first, unique.size(), curve.begin()->second.size());
    claim.decide(excess <= 1e-3 && error <= 1e-3,
                 "The smallest alpha that was run is not small enough.");
    return claim;
}

/// The alpha at which the worst instance is nearest to the least nuclear norm, and how near.
std::pair<double, double> nearest_excess(const Curve& curve) {
    std::pair<double, double> nearest = {0.0, std::numeric_limits<double>::infinity()};
    for (const auto& [log10_alpha, runs] : curve) {
        const double excess = greatest(runs, excess_over_least);
        if (excess < nearest.second) nearest = {log10_alpha, excess};
    }
    return nearest;
}

Claim nuclear_claim(const Curve& curve) {
    const auto& [log10_alpha, runs] = *curve.begin();
    const double excess = greatest(runs, excess_over_least);
    const auto other = std::count_if(runs.begin(), runs.end(),
                                     [](const RunResult* run) { return !least_is_truth(*run); });
    Claim claim;
    claim.claim = "(a) For small alpha the flow ends at the least nuclear norm, in every instance";
    claim.paper = "rich limit, minimum nuclear norm (section 6, Figure 4a)";
    claim.measured = fmt::format(
        "nuclear norm above the least by {:.1e} of it in the median, {:.1e} in the worst of {} "
        "instances, at alpha = 1e{:g}",
        median(values(runs, excess_over_least)), excess, runs.size(), log10_alpha);
    claim.tolerance = "1e-3 in every instance";
    const auto [nearest_alpha, nearest] = nearest_excess(curve);
    claim.decide(
        excess <= 1e-3,
        fmt::format(
            "In {} of the instances Y* is not the completion of least nuclear norm. There the flow "
            "passes near that completion (within {:.1e} in the worst instance at alpha = 1e{:g}) "
            "and continues towards Y*, of larger nuclear norm but lower rank, as alpha falls "
            "further. The theory for least nuclear norm asks for measurements that commute, which "
            "single entries do not.",
            other, nearest, nearest_alpha));
    return claim;
}

Claim widths_rich_claim(const std::map<std::int64_t, Curve>& gaussian) {
    double worst = 0.0;
    std::int64_t at = 0;
    for (const auto& [width, curve] : gaussian) {
        const double error = median(values(curve.begin()->second, relative_error));
        if (error < worst) continue;
        worst = error;
        at = width;
    }
    Claim claim;
    claim.claim = "(b) The rich regime is reached at every width";
    claim.paper = "as (a), for Gaussian starts of every k (Figure 4b)";
    claim.measured = fmt::format("median error at most {:.1e} at alpha = 1e{:g}, at k = {}", worst,
                                 gaussian.begin()->second.begin()->first, at);
    claim.tolerance = "1e-2 of the truth's size";
    claim.decide(worst <= 1e-2, undetermined);
    return claim;
}

/// Rows of U0 and V0 are orthogonal up to 1/sqrt(k), and so is the tangent kernel a delta kernel.
Claim widths_kernel_claim(const std::map<std::int64_t, Curve>& gaussian) {
    Claim claim;
    claim.claim =
        "(b) For large alpha the unobserved entries stay at 0 only as k grows: the tangent kernel "
        "is then a delta kernel";
    claim.paper = "delta kernel for Gaussian starts with k -> inf (section 6, Figure 4b)";
    claim.tolerance = "exponent -1/2 within 0.1, as rows of U0 are orthogonal up to 1/sqrt(k)";
    const auto first = gaussian.lower_bound(asymptotic_width);
    if (first == gaussian.end() || std::next(first) == gaussian.end()) {
        claim.leave_open(fmt::format("at least two widths k >= {}", asymptotic_width));
        return claim;
    }
    const auto plateau = [](const Curve& curve) {
        return median(values(curve.rbegin()->second, relative_change));
    };
    const auto& [from, from_curve] = *first;
    const auto& [to, to_curve] = *gaussian.rbegin();
    const double order = std::log(plateau(to_curve) / plateau(from_curve)) /
                         std::log(static_cast<double>(to) / static_cast<double>(from));
    claim.measured = fmt::format(
        "median change at alpha = 1e{:g}: {:.3f} for k = {}, {:.3f} for k = {}, {:.4f} for k = {}; "
        "from k = {} on it falls as k^{:.3f}",
        to_curve.rbegin()->first, plateau(gaussian.begin()->second), gaussian.begin()->first,
        plateau(from_curve), from, plateau(to_curve), to, from, order);
    claim.decide(std::fabs(order + 0.5) <= 0.1,
                 "Two widths of few instances do not give the exponent.");
    return claim;
}

/// With variance 1/k, U0 U0^T -> I: panel (b) becomes panel (a).
Claim wide_limit_claim(const Curve& identity, std::int64_t width, const Curve& wide) {
    double worst = 0.0;
    for (const Measure& measure : {Measure(relative_error), Measure(relative_change)}) {
        const auto expected = medians(identity, measure);
        for (const auto& [x, y] : medians(wide, measure)) {
            const auto other = expected.find(x);
            if (other != expected.end()) worst = std::max(worst, std::fabs(y - other->second));
        }
    }
    const double tolerance = 3.0 / std::sqrt(static_cast<double>(width));
    Claim claim;
    claim.claim = "(b) At a fixed alpha the curves settle as k grows, on those of (a)";
    claim.paper = "Gaussian starts with k -> inf are as orthonormal ones (section 6)";
    claim.measured = fmt::format(
        "largest difference of the medians of k = {} from (a) over all alpha: {:.1e} of the "
        "truth's size",
        width, worst);
    claim.tolerance = fmt::format("3 / sqrt(k) = {:.1e}", tolerance);
    claim.decide(worst <= tolerance,
                 "Medians over few instances carry each instance's fluctuation.");
    return claim;
}

}  // namespace

double relative_error(const RunResult& run) {
    return metric(run, "rms_error") / metric(run, "rms_truth");
}

double relative_change(const RunResult& run) {
    return metric(run, "rms_change") / metric(run, "rms_truth");
}

CompletionCurves completion_curves(const std::vector<RunRecord>& runs) {
    CompletionCurves curves;
    curves.identity = curve(runs, "log10_alpha", {{"start", std::string("identity")}});
    Parameters fixed = {{"start", std::string("gaussian")}};
    for (const RunRecord& run : runs) {
        if (!has_values(run.parameters, fixed)) continue;
        curves.variance = text(run.parameters, "variance");
        const std::int64_t width = whole_number(run.parameters, "width");
        if (curves.gaussian.contains(width)) continue;
        Curve found = curve(runs, "log10_alpha", {{"start", fixed.at("start")}, {"width", width}});
        if (!found.empty()) curves.gaussian[width] = std::move(found);
    }
    return curves;
}

void add_rows(Figure& figure, const CompletionCurves& curves) {
    add_curve(figure, curves.identity, "4a", "U0 = V0 = I");
    for (const auto& [width, found] : curves.gaussian) {
        add_curve(figure, found, "4b", fmt::format("k = {}", width));
    }
}

std::vector<Claim> completion_claims(const CompletionCurves& curves) {
    std::vector<Claim> claims;
    const auto add = [&](Claim claim, const std::string& needed) {
        if (!needed.empty()) claim.leave_open(needed);
        claims.push_back(std::move(claim));
    };
    if (!curves.identity.empty()) {
        const char* needed = curves.identity.size() < 2 ? "at least two alpha" : "";
        for (const auto& claim :
             {kernel_claim, generalisation_claim, monotone_claim, rich_claim, nuclear_claim}) {
            add(claim(curves.identity), needed);
        }
    }
    if (curves.gaussian.empty()) return claims;
    const auto& [width, wide] = *curves.gaussian.rbegin();
    const bool is_lone = std::all_of(curves.gaussian.begin(), curves.gaussian.end(),
                                     [](const auto& curve) { return curve.second.size() < 2; });
    const std::string needed = is_lone                      ? "at least two alpha"
                               : curves.gaussian.size() < 2 ? "at least two widths k"
                                                            : "";
    add(widths_rich_claim(curves.gaussian), needed);
    add(widths_kernel_claim(curves.gaussian), is_lone ? needed : "");
    if (curves.identity.empty()) return claims;
    add(wide_limit_claim(curves.identity, width, wide),
        curves.variance == "one" ? "variance = one_over_width" : needed);
    return claims;
}

}  // namespace regimes
