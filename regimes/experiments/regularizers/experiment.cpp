// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <cmath>
#include <memory>

#include "regimes/experiments/experiment.hpp"
#include "regimes/experiments/paper_rows.hpp"
#include "regimes/experiments/run_settings.hpp"
#include "regimes/regularizers/q_alpha.hpp"
#include "regimes/regularizers/q_alpha_depth.hpp"

namespace regimes {

namespace {

/// Figure 2: the implicit and the explicit regulariser of depth 2, coordinate by coordinate,
///
///   q(z) / q(Z) and r(z) / r(Z) for z in [-Z, Z], Z = 25.
///
/// A run is one curve. Source: Woodworth et al. (2020), section 4 and Figure 2.
class RegularizersExperiment final : public Experiment {
public:
    std::string name() const override { return "regularizers"; }
    std::vector<std::string> aliases() const override { return {"fig2"}; }
    std::string title() const override { return "Implicit and explicit regularisers (Figure 2)"; }
    int version() const override { return 1; }
    Fields parameters() const override;
    RunResult run(const Parameters& parameters, Observer* observer) const override;
    std::vector<Parameters> tasks(const Reproduction& reproduction) const override;
    Figure figure(const std::vector<RunRecord>& runs,
                  const Reproduction& reproduction) const override;
};

constexpr double near_zero = 1e-3;
constexpr double far_out = 1e6;

/// q, or r, which is the q_D of depth 4 (see r_alpha.hpp).
std::unique_ptr<Profile> profile_of(const std::string& function) {
    if (function == "q") return std::make_unique<Hypentropy>();
    return std::make_unique<DepthProfile>(4.0);
}

/// 1 - 2 R(1/2) / R(1) of the regulariser at this alpha: 0 for l1, 1/2 for the squared l2 norm.
double distance_from_l1(const Profile& profile, double log_alpha) {
    const double log_z = -2.0 * log_alpha;
    return 1.0 - profile.mean_slope(log_z - std::log(2.0)) / profile.mean_slope(log_z);
}

/// What the paper says of the function for large |z|, without its O(.).
double asymptote(const std::string& function, double z) {
    return function == "q" ? z * std::log(z) : z - 2.0 * std::sqrt(z) + 1.5;
}

Claim curvature_claim(const std::string& function, double measured, double expected) {
    Claim claim;
    claim.claim =
        fmt::format("Near zero {} is quadratic: alpha to infinity gives the l2 norm", function);
    claim.paper = fmt::format("{0}(z)/z^2 -> {1} as z -> 0 (section 4)", function, expected);
    claim.measured = fmt::format("{:.9f} at z = {:g}", measured, near_zero);
    claim.tolerance = "1e-6, relative";
    claim.decide(std::fabs(measured / expected - 1.0) <= 1e-6);
    return claim;
}

Claim explicit_far_claim(double remainder) {
    Claim claim;
    claim.claim = "For large |z| the explicit r grows as |z|, short of it by 2 sqrt|z|";
    claim.paper = "r(z) = |z| - 2 sqrt|z| + 3/2 + o(1) (section 4)";
    claim.measured = fmt::format("remainder {:.2e} at z = {:g}", remainder, far_out);
    claim.tolerance = "1e-2";
    claim.decide(std::fabs(remainder) <= 1e-2);
    return claim;
}

Claim implicit_far_claim(double remainder) {
    Claim claim;
    claim.claim = "For large |z| the implicit q grows as |z| ln|z|, up to O(1/|z|)";
    claim.paper = "q(z) = |z| ln|z| + O(1/|z|) (section 4)";
    claim.measured = fmt::format("remainder {:.6g} at z = {:g}", remainder, far_out);
    claim.tolerance = "1e-2";
    claim.decide(std::fabs(remainder) <= 1e-2,
                 "The leading term is right, the remainder is a slip of the paper: integrating "
                 "q' = asinh(z/2) gives |z| ln|z| - |z| + 2 - 1/|z| + ...");
    return claim;
}

/// Orders of convergence to l1, from the distances at alpha = 1e-4 and 1e-5.
Claim rate_claim(const RunResult& q, const RunResult& r) {
    const double from = r.metrics.at("l1_distance_at_1e-4");
    const double to = r.metrics.at("l1_distance_at_1e-5");
    const double order = std::log10(from / to);
    const double log_rate = q.metrics.at("l1_distance_at_1e-5") * 10.0 * std::log(10.0);
    Claim claim;
    claim.claim =
        "R_alpha approaches the l1 norm polynomially in alpha, Q_alpha only logarithmically";
    claim.paper = "alpha must be exponentially small for Q, polynomially small for R (section 4)";
    claim.measured = fmt::format(
        "1 - 2R(1/2)/R(1) falls as alpha^{:.3f} for R ({:.2e} at alpha = 1e-5); for Q it is "
        "{:.3f}, {:.3f} / ln(1/alpha^2)",
        order, to, q.metrics.at("l1_distance_at_1e-5"), log_rate);
    claim.tolerance = "order 1 within 0.01 for R; ln 2 / ln(1/alpha^2) within 10 % for Q";
    claim.decide(std::fabs(order - 1.0) <= 0.01 &&
                 std::fabs(log_rate / std::log(2.0) - 1.0) <= 0.1);
    return claim;
}

void add_curve(Figure& figure, const RunRecord& run) {
    const auto& z = run.result.traces.at("z");
    const auto& value = run.result.traces.at("value");
    for (std::size_t i = 0; i < z.size(); ++i) {
        figure.rows.push_back({"2", text(run.parameters, "function"), z[i], value[i], {}, {}});
    }
}

}  // namespace

Fields RegularizersExperiment::parameters() const {
    return {{"function", std::string("q"), "the implicit q or the explicit r", {}, {}, {"q", "r"}},
            {"reach", 25.0, "Z: the curve is drawn on [-Z, Z] and divided by its value at Z", 1e-6,
             1e12},
            {"points", std::int64_t{201}, "places of the curve", 3, 100001}};
}

RunResult RegularizersExperiment::run(const Parameters& parameters, Observer*) const {
    const std::string function = text(parameters, "function");
    const double reach = number(parameters, "reach");
    const std::int64_t points = whole_number(parameters, "points");
    const auto profile = profile_of(function);

    RunResult result;
    const double unit = profile->value(reach);
    auto& z = result.traces["z"];
    auto& value = result.traces["value"];
    for (std::int64_t i = 0; i < points; ++i) {
        z.push_back(reach * static_cast<double>(2 * i - (points - 1)) /
                    static_cast<double>(points - 1));
        value.push_back(profile->value(z.back()) / unit);
    }
    result.metrics["value_at_reach"] = unit;
    result.metrics["curvature"] = profile->value(near_zero) / (near_zero * near_zero);
    result.metrics["far_remainder"] = profile->value(far_out) - asymptote(function, far_out);
    result.metrics["l1_distance_at_1e-4"] = distance_from_l1(*profile, std::log(1e-4));
    result.metrics["l1_distance_at_1e-5"] = distance_from_l1(*profile, std::log(1e-5));
    return result;
}

std::vector<Parameters> RegularizersExperiment::tasks(const Reproduction& reproduction) const {
    const std::int64_t points = reproduction.scale == Scale::smoke ? 51 : 501;
    std::vector<Parameters> tasks;
    for (const char* function : {"q", "r"}) {
        tasks.push_back(
            with_defaults(parameters(), {{"function", std::string(function)}, {"points", points}}));
    }
    return tasks;
}

Figure RegularizersExperiment::figure(const std::vector<RunRecord>& runs,
                                      const Reproduction&) const {
    Figure figure = empty_figure(*this);
    const RunSettings settings(parameters(), runs);
    figure.caption = fmt::format(
        "The regulariser of one coefficient at depth 2: q is what gradient flow minimises, r the "
        "least squared distance of the weights from their start. z = beta / alpha^2; each curve is "
        "divided by its value at {}.",
        settings.text("reach"));
    fill_in(figure, {{"reach", settings.text("reach")}});
    const RunResult* q = nullptr;
    const RunResult* r = nullptr;
    for (const RunRecord& run : runs) {
        if (!run.failure.empty()) continue;
        add_curve(figure, run);
        (text(run.parameters, "function") == "q" ? q : r) = &run.result;
    }
    if (q) figure.claims.push_back(curvature_claim("q", q->metrics.at("curvature"), 0.25));
    if (r) figure.claims.push_back(curvature_claim("r", r->metrics.at("curvature"), 0.125));
    if (q) figure.claims.push_back(implicit_far_claim(q->metrics.at("far_remainder")));
    if (r) figure.claims.push_back(explicit_far_claim(r->metrics.at("far_remainder")));
    if (q && r) figure.claims.push_back(rate_claim(*q, *r));
    figure.notes = {
        "Both functions are formulas: there is no random data, and every scale gives the "
        "same values.",
        "r is computed as the q_D of depth 4, which it equals; the paper's quartic has "
        "two real roots for z != 0, and r is the smaller."};
    add_marks(figure, paper_rows("regularizers"),
              [&](const FigureRow&) { return settings.lack({"reach"}); });
    return figure;
}

const Experiment& regularizers_experiment() {
    static const RegularizersExperiment experiment;
    return experiment;
}

}  // namespace regimes
