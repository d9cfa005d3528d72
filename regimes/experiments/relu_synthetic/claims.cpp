// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/relu_synthetic/claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace regimes {

namespace {

constexpr double close_distance = 1.5;  // factor between printed and median gradient distance
constexpr double close_place = 1.25;    // factor between printed and own alpha of the transition
constexpr double close_kernel = 1.5;  // factor between test error and that of the linearised model
const double he_gain = std::sqrt(6.0);  // of He's uniform start over PyTorch's, for each layer

std::string listed(const std::vector<double>& alphas) {
    return fmt::format("{:g}", fmt::join(alphas, ", "));
}

/// Within a factor of each other.
bool are_close(double a, double b, double factor) {
    return std::fabs(std::log(a / b)) <= std::log(factor);
}

/// A printed curve, by alpha.
std::map<double, double> printed_points(const std::vector<FigureRow>& printed,
                                        const std::string& panel, std::int64_t depth) {
    std::map<double, double> points;
    for (const FigureRow& mark : printed) {
        if (mark.panel != panel || mark.series != depth_series(depth)) continue;
        points[std::pow(mark.x, 1.0 / static_cast<double>(depth))] = mark.y;
    }
    return points;
}

/// How many printed points runs agree with, and the alphas at which they do not.
struct Agreement {
    int places = 0;
    std::vector<double> missed;
    double farthest = 1.0;  ///< factor between a printed value and the median
};

Agreement agreement(const Curve& curve, const std::map<double, double>& printed,
                    const Measure& measure, double factor) {
    Agreement found;
    for (const auto& [alpha, value] : printed) {
        const auto at =
            std::find_if(curve.begin(), curve.end(), [&alpha = alpha](const auto& place) {
                return std::fabs(place.first / alpha - 1.0) < 1e-6;
            });
        if (at == curve.end()) continue;
        ++found.places;
        const std::vector<double> own = values(at->second, measure);
        const double middle = median(own);
        const bool in_band = value >= quantile(own, 0.1) && value <= quantile(own, 0.9);
        if (!in_band && !are_close(value, middle, factor)) found.missed.push_back(at->first);
        found.farthest = std::max(found.farthest, std::max(value / middle, middle / value));
    }
    return found;
}

Claim agreement_claim(const Agreement& found, std::int64_t depth, bool is_error,
                      const std::string& lack) {
    Claim claim;
    claim.claim = fmt::format("The {} at depth {} is the printed one",
                              is_error ? "test error" : "gradient distance", depth);
    claim.paper = fmt::format("{} printed points are compared (Figure 5({}))", found.places,
                              is_error ? 'a' : 'b');
    claim.tolerance = "every point in the 10 to 90 % band of our runs";
    if (!is_error) claim.tolerance += ", or within a factor 1.5 of their median";
    if (!lack.empty() || found.places == 0) {
        claim.paper = fmt::format("the printed points (Figure 5({}))", is_error ? 'a' : 'b');
        claim.leave_open(lack.empty() ? "an alpha of which the paper shows a point" : lack);
        return claim;
    }
    claim.measured = fmt::format(
        "{} of {} agree; the largest factor between a printed mean and "
        "our median is {:.2f}",
        found.places - static_cast<int>(found.missed.size()), found.places, found.farthest);
    claim.decide(
        found.missed.empty(),
        fmt::format(
            "Not at alpha = {}. The paper does not say how many points of the circle and how many "
            "teachers its means are over; the error depends on both more than on the start.",
            listed(found.missed)));
    return claim;
}

/// What our curves lack to pass the transition where the printed ones do; empty: nothing.
std::string needed_alphas(const CircleCurves& curves, const std::vector<FigureRow>& printed) {
    for (const auto& [depth, curve] : curves) {
        const double place = transition_alpha(printed_points(printed, "5(b)", depth));
        if (curve.begin()->first < place && curve.rbegin()->first > place) return "";
    }
    return "alphas on both sides of a printed transition";
}

Claim place_claim(const std::map<std::int64_t, double>& own,
                  const std::map<std::int64_t, double>& printed, const std::string& lack) {
    std::vector<std::string> places;
    bool near = !printed.empty();
    for (const auto& [depth, alpha] : own) {
        if (!printed.contains(depth)) continue;
        places.push_back(fmt::format("{:.3g} for {} (printed {:.3g})", alpha, depth_series(depth),
                                     printed.at(depth)));
        near = near && are_close(alpha, printed.at(depth), close_place);
    }
    Claim claim;
    claim.claim = "The transition lies where the printed curves have it";
    claim.paper = "gradient distance 1/4 on the line through the printed points (Figure 5(b))";
    claim.measured = places.empty() ? "no depth passes 1/4 on these alphas"
                                    : fmt::format("alpha = {}", fmt::join(places, ", "));
    claim.tolerance = "within a factor 1.25 of alpha, for each depth that passes 1/4";
    if (!lack.empty()) {
        claim.leave_open(lack);
    } else {
        claim.decide(near, "Few runs, or few alphas around the transition.");
    }
    return claim;
}

std::vector<double> powers(const std::map<std::int64_t, double>& alphas, double unit = 1.0) {
    std::vector<double> found;
    for (const auto& [depth, alpha] : alphas) found.push_back(to_the_depth(alpha / unit, depth));
    return found;
}

Claim order_claim(const std::map<std::int64_t, double>& own,
                  const std::map<std::int64_t, double>& printed) {
    const std::vector<double> places = powers(own);
    Claim claim;
    claim.claim = "The deeper the network, the larger the alpha^D of its transition";
    claim.paper = printed.empty()
                      ? "alpha^D rises on the printed curves (Figure 5(b))"
                      : fmt::format("alpha^D = {:.3g} on the printed curves (Figure 5(b))",
                                    fmt::join(powers(printed), ", "));
    claim.tolerance = "in this order, for at least two depths";
    if (places.size() < 2) {
        claim.leave_open("at least two depths that pass their transition");
        return claim;
    }
    claim.measured = fmt::format("alpha^D = {:.3g}", fmt::join(places, ", "));
    claim.decide(std::is_sorted(places.begin(), places.end()));
    claim.explanation = fmt::format(
        "So alpha^D alone does not say where the transition lies. Most of the difference is the "
        "start's own scale: its layers are sqrt(6) smaller than He's, which keeps sizes from "
        "layer to layer. In He's units the transitions are at alpha^D = {:.3g}.",
        fmt::join(powers(own, he_gain), ", "));
    return claim;
}

Claim rich_claim(const CircleCurves& curves) {
    std::vector<std::string> each;
    bool lower = true;
    bool is_curve = false;
    for (const auto& [depth, curve] : curves) {
        const auto errors = medians(curve, test_error_of);
        const auto best =
            std::min_element(errors.begin(), errors.end(),
                             [](const auto& a, const auto& b) { return a.second < b.second; });
        const double last = errors.rbegin()->second;
        each.push_back(fmt::format("{} {:.3g} at alpha = {:g}, {:.3g} at {:g}", depth_series(depth),
                                   best->second, best->first, last, errors.rbegin()->first));
        lower = lower && best->second * 2.0 <= last;
        is_curve = is_curve || errors.size() > 1;
    }
    Claim claim;
    claim.claim =
        "The test error is least in the rich regime or at its edge, and far larger in "
        "the kernel regime";
    claim.paper =
        "0.0136 at alpha = 0.6 and 0.143 at 5 for D = 2, alike for D = 3, 5 (Figure 5(a))";
    claim.measured = fmt::format("least and last median: {}", fmt::join(each, "; "));
    claim.tolerance = "at least a factor 2, at each depth";
    if (!is_curve) {
        claim.leave_open("at least two alpha");
    } else {
        claim.decide(lower, "These alphas do not reach far enough into both regimes.");
    }
    return claim;
}

Claim kernel_claim(const CircleCurves& curves) {
    std::vector<std::string> each;
    bool near = true;
    bool is_beyond = false;
    for (const auto& [depth, curve] : curves) {
        const auto& [alpha, runs] = *curve.rbegin();
        is_beyond = is_beyond || median(values(runs, gradient_distance_of)) < half_way;
        const double share = median(values(runs, [](const RunResult& run) {
            return test_error_of(run) / linearized_error_of(run);
        }));
        each.push_back(
            fmt::format("{:.2f} for {} at alpha = {:g}", share, depth_series(depth), alpha));
        near = near && are_close(share, 1.0, close_kernel);
    }
    Claim claim;
    claim.claim = "In the kernel regime the test error is that of the linearised network";
    claim.paper = "training is kernel regression as alpha grows (section 2)";
    claim.measured = fmt::format("median ratio of the two {}", fmt::join(each, ", "));
    claim.tolerance = "within a factor 1.5 at the largest alpha of each depth";
    if (!is_beyond) {
        claim.leave_open("an alpha beyond the transition");
        return claim;
    }
    claim.decide(near);
    claim.explanation =
        "The limit is not 1: without doubled units the outputs start at a size alpha^D, and "
        "to take them back all weights turn by an angle that does not shrink with alpha.";
    return claim;
}

/// Runs of one depth that do not fit.
struct Misses {
    std::vector<double> alphas;
    std::vector<double> losses;
};

std::string listed(const std::map<std::int64_t, Misses>& missed) {
    std::vector<std::string> each;
    for (const auto& [depth, found] : missed) {
        each.push_back(fmt::format(
            "{} at {} (alpha from {:g} to {:g}, last loss from {:.2g} to "
            "{:.2g})",
            found.alphas.size(), depth_series(depth), quantile(found.alphas, 0.0),
            quantile(found.alphas, 1.0), quantile(found.losses, 0.0), quantile(found.losses, 1.0)));
    }
    return fmt::format("{}", fmt::join(each, "; "));
}

}  // namespace

std::vector<Claim> circle_claims(const CircleCurves& curves, const std::vector<FigureRow>& printed,
                                 const std::string& lack) {
    std::vector<Claim> claims;
    std::map<std::int64_t, double> own;
    std::map<std::int64_t, double> theirs;
    for (const auto& [depth, curve] : curves) {
        const double place = transition_alpha(medians(curve, gradient_distance_of));
        if (!std::isnan(place)) own[depth] = place;
        const auto distances = printed_points(printed, "5(b)", depth);
        const auto errors = printed_points(printed, "5(a)", depth);
        if (distances.empty()) continue;  // a depth the paper does not have
        claims.push_back(agreement_claim(
            agreement(curve, distances, gradient_distance_of, close_distance), depth, false, lack));
        claims.push_back(
            agreement_claim(agreement(curve, errors, test_error_of, 1.0), depth, true, lack));
        if (own.contains(depth)) theirs[depth] = transition_alpha(distances);
    }
    claims.push_back(place_claim(
        own, theirs, lack.empty() && theirs.empty() ? needed_alphas(curves, printed) : lack));
    claims.push_back(order_claim(own, theirs));
    claims.push_back(rich_claim(curves));
    claims.push_back(kernel_claim(curves));
    return claims;
}

Claim fit_claim(const std::vector<RunRecord>& runs, const std::string& lack) {
    std::map<std::int64_t, Misses> missed;
    std::size_t count = 0;
    std::size_t fitted = 0;
    for (const RunRecord& run : runs) {
        if (!run.failure.empty()) continue;
        ++count;
        if (run.result.converged) {
            ++fitted;
            continue;
        }
        Misses& at_depth = missed[whole_number(run.parameters, "depth")];
        at_depth.alphas.push_back(number(run.parameters, "alpha"));
        at_depth.losses.push_back(run.result.metrics.at("train_loss"));
    }
    Claim claim;
    claim.claim = "Gradient descent fits the data from every start";
    claim.paper = "training goes on until the loss is below 1e-9 (section 7)";
    claim.measured = fmt::format("{} of {} runs", fitted, count);
    claim.tolerance = "every run";
    if (count == 0 || !lack.empty()) {
        claim.leave_open(lack.empty() ? "a run" : lack);
        return claim;
    }
    claim.decide(missed.empty(),
                 fmt::format("The others: {}. From a small scale units line up in few directions, "
                             "and descent can end in a local minimum, or take very long. Such runs "
                             "are in no curve.",
                             listed(missed)));
    return claim;
}

std::string uniform_note(const CircleCurves& spaced, const CircleCurves& uniform) {
    std::vector<std::string> each;
    for (const auto& [depth, curve] : uniform) {
        for (const auto& [alpha, runs] : curve) {
            const auto own = spaced.find(depth);
            if (own == spaced.end() || !own->second.contains(alpha)) continue;
            const std::vector<double> errors = values(runs, test_error_of);
            each.push_back(fmt::format("{:.3g} at {}, alpha = {:g} ({} runs; {:.3g} if spaced)",
                                       median(errors), depth_series(depth), alpha, errors.size(),
                                       median(values(own->second.at(alpha), test_error_of))));
        }
    }
    if (each.empty()) return {};
    return fmt::format(
        "Open in the paper: how the points of the circle are drawn. We space them equally from a "
        "random phase, which gives the printed errors. Drawn independently the median test error "
        "is {}.",
        fmt::join(each, "; "));
}

}  // namespace regimes
