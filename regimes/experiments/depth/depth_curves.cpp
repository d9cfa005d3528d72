// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/depth/depth_curves.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <map>
#include <memory>

#include "regimes/regularizers/q_alpha.hpp"
#include "regimes/regularizers/q_alpha_depth.hpp"

namespace regimes {

namespace {

constexpr double reach = 16.0;
constexpr double unit = 4.0;
constexpr double first_log = -8.0;
constexpr double last_log = 1.0;
constexpr double near_zero = 1e-4;
constexpr double far_out = 1e12;
constexpr double rich_log = -1e8;
constexpr double kernel_log = 100.0;
constexpr double near_l1 = 1.1;  // of the ratio over that of l1

using Runs = std::map<double, const RunRecord*>;  // by depth

std::unique_ptr<Profile> profile_of(double depth) {
    if (depth == 2.0) return std::make_unique<Hypentropy>();
    return std::make_unique<DepthProfile>(depth);
}

double place(double from, double to, int i, int points) {
    return from + (to - from) * static_cast<double>(i) / static_cast<double>(points - 1);
}

/// q(1/a) / (d q(1/(sqrt(d) a))), a = e^l, from the mean slopes q(z)/z.
double ratio(const Profile& profile, double features, double l) {
    return profile.mean_slope(-l) /
           (std::sqrt(features) * profile.mean_slope(-l - 0.5 * std::log(features)));
}

double log_near_l1(const Profile& profile, double features) {
    const auto excess = [&](double l) {
        return ratio(profile, features, l) * std::sqrt(features) - near_l1;
    };
    std::uintmax_t rounds = 200;
    return boost::math::tools::toms748_solve(excess, -1e4, kernel_log,
                                             boost::math::tools::eps_tolerance<double>(40), rounds)
        .first;
}

Runs by_depth(const std::vector<RunRecord>& runs, const std::string& quantity) {
    Runs found;
    for (const RunRecord& run : runs) {
        if (!run.failure.empty() || text(run.parameters, "quantity") != quantity) continue;
        found[number(run.parameters, "depth")] = &run;
    }
    return found;
}

void add_rows(Figure& figure, const Runs& runs, const std::string& panel, const std::string& x,
              const std::string& y) {
    for (const auto& [depth, run] : runs) {
        const auto& places = run->result.traces.at(x);
        const auto& values = run->result.traces.at(y);
        for (std::size_t i = 0; i < places.size(); ++i) {
            figure.rows.push_back(
                {panel, fmt::format("D = {}", depth), places[i], values[i], {}, {}});
        }
    }
}

/// "D = 2: 1.234, D = 3: ..." of one metric.
std::string listed(const Runs& runs, const std::string& metric) {
    std::vector<std::string> parts;
    for (const auto& [depth, run] : runs) {
        parts.push_back(fmt::format("D = {}: {:.10g}", depth, run->result.metrics.at(metric)));
    }
    return fmt::format("{}", fmt::join(parts, ", "));
}

/// The largest relative distance of a metric from what it should be at each depth.
template <typename Expected>
double worst(const Runs& runs, const std::string& metric, const Expected& expected) {
    double found = 0.0;
    for (const auto& [depth, run] : runs) {
        const double wanted = expected(depth, *run);
        found = std::max(found, std::fabs(run->result.metrics.at(metric) / wanted - 1.0));
    }
    return found;
}

Claim curvature_claim(const Runs& runs) {
    const double error = worst(runs, "curvature", [](double depth, const RunRecord&) {
        return depth == 2.0 ? 0.25 : (depth - 2.0) / (4.0 * depth);
    });
    Claim claim;
    claim.claim = "Near zero q_D is quadratic at every depth: alpha to infinity gives the l2 norm";
    claim.paper = "q_D(z)/z^2 -> (D-2)/(4D), 1/4 at D = 2 (Theorem 3)";
    claim.measured = listed(runs, "curvature");
    claim.tolerance = "1e-6, relative";
    claim.decide(error <= 1e-6);
    return claim;
}

Claim far_claim(const Runs& runs) {
    Runs deep = runs;
    deep.erase(2.0);
    const double error = worst(deep, "far_slope", [](double depth, const RunRecord&) {
        return 1.0 - 0.5 * depth * std::pow(far_out, 2.0 / depth - 1.0);
    });
    Claim claim;
    claim.claim =
        "Far out q_D is linear for D >= 3, with a polynomial correction; at D = 2 it is z ln z";
    claim.paper = "q_D(z)/z = 1 - (D/2) z^(2/D - 1) + O(1/z) (Theorem 3)";
    claim.measured = fmt::format("q_D(z)/z at z = 1e12: {}", listed(runs, "far_slope"));
    claim.tolerance = "1e-9 for D >= 3, relative";
    if (deep.empty()) {
        claim.leave_open("a depth D >= 3");
    } else {
        claim.decide(error <= 1e-9);
    }
    return claim;
}

Claim limit_claim(const Runs& runs, bool rich) {
    const std::string metric = rich ? "rich_limit" : "kernel_limit";
    const double error = worst(runs, metric, [&](double, const RunRecord& run) {
        return rich ? 1.0 / std::sqrt(number(run.parameters, "features")) : 1.0;
    });
    Claim claim;
    claim.claim = rich ? "As alpha goes to 0 the ratio is that of the l1 norm, at every depth"
                       : "As alpha goes to infinity the ratio is that of the squared l2 norm";
    const double features = number(runs.begin()->second->parameters, "features");
    claim.paper = rich ? fmt::format("1/sqrt(d) = {:.3g} (Figure 3(b))", 1.0 / std::sqrt(features))
                       : "1 (Figure 3(b))";
    claim.measured = fmt::format("at ln(alpha^D) = {:g}: {}", rich ? rich_log : kernel_log,
                                 listed(runs, metric));
    claim.tolerance = "1e-6, relative";
    claim.decide(error <= 1e-6);
    return claim;
}

Claim order_claim(const Runs& runs) {
    Claim claim;
    claim.claim = "The deeper, the closer to the l1 norm at the same alpha^D";
    claim.paper = "the curves of Figure 3(b) fall with D";
    claim.tolerance = "every place";
    const auto& traces = runs.begin()->second->result.traces;
    const auto same_problem = [&](const auto& run) {
        const auto& [depth, record] = run;
        return record->result.traces.at("log_alpha_to_the_depth") ==
                   traces.at("log_alpha_to_the_depth") &&
               number(record->parameters, "features") ==
                   number(runs.begin()->second->parameters, "features");
    };
    if (runs.size() < 2 || !std::all_of(runs.begin(), runs.end(), same_problem)) {
        claim.leave_open("at least two depths, of equal d and at equal alpha^D");
        return claim;
    }
    const std::size_t places = traces.at("ratio").size();
    std::size_t falling = 0;
    for (std::size_t i = 0; i < places; ++i) {
        std::vector<double> ratios;
        for (const auto& [depth, run] : runs) ratios.push_back(run->result.traces.at("ratio")[i]);
        if (std::is_sorted(ratios.rbegin(), ratios.rend())) ++falling;
    }
    claim.measured = fmt::format(
        "they fall with D at {} of {} places; the ratio comes within 10 % "
        "of the l1 norm's at ln(alpha^D) of {}",
        falling, places, listed(runs, "log_alpha_to_the_depth_near_l1"));
    claim.decide(falling == places, "Near the kernel regime the curves cross.");
    return claim;
}

}  // namespace

RunResult profile_curve(double depth, int points) {
    const auto profile = profile_of(depth);
    RunResult result;
    const double scale = profile->value(unit);
    for (int i = 0; i < points; ++i) {
        const double z = place(-reach, reach, i, points);
        result.traces["z"].push_back(z);
        result.traces["value"].push_back(profile->value(z) / scale);
    }
    result.metrics["value_at_unit"] = scale;
    result.metrics["curvature"] = profile->value(near_zero) / (near_zero * near_zero);
    result.metrics["far_slope"] = profile->mean_slope(std::log(far_out));
    return result;
}

RunResult ratio_curve(double depth, double features, int points) {
    const auto profile = profile_of(depth);
    RunResult result;
    for (int i = 0; i < points; ++i) {
        const double l = place(first_log, last_log, i, points);
        result.traces["log_alpha_to_the_depth"].push_back(l);
        result.traces["ratio"].push_back(ratio(*profile, features, l));
    }
    result.metrics["rich_limit"] = ratio(*profile, features, rich_log);
    result.metrics["kernel_limit"] = ratio(*profile, features, kernel_log);
    result.metrics["log_alpha_to_the_depth_near_l1"] = log_near_l1(*profile, features);
    return result;
}

void add_depth_curves(Figure& figure, const std::vector<RunRecord>& runs) {
    const Runs profiles = by_depth(runs, "profile");
    const Runs ratios = by_depth(runs, "ratio");
    add_rows(figure, profiles, "3(a)", "z", "value");
    add_rows(figure, ratios, "3(b)", "log_alpha_to_the_depth", "ratio");
    if (!profiles.empty()) {
        figure.claims.push_back(curvature_claim(profiles));
        figure.claims.push_back(far_claim(profiles));
    }
    if (!ratios.empty()) {
        figure.claims.push_back(limit_claim(ratios, true));
        figure.claims.push_back(limit_claim(ratios, false));
        figure.claims.push_back(order_claim(ratios));
    }
}

}  // namespace regimes
