// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <algorithm>

#include "regimes/experiments/depth/depth_curves.hpp"
#include "regimes/experiments/experiment.hpp"
#include "regimes/experiments/largest_alpha.hpp"
#include "regimes/experiments/largest_alpha_panel.hpp"
#include "regimes/experiments/paper_rows.hpp"
#include "regimes/experiments/run_settings.hpp"
#include "regimes/experiments/simulation_check.hpp"
#include "regimes/experiments/synthetic_data.hpp"

namespace regimes {

namespace {

/// Figure 3: what depth does to the implicit regulariser and to the alpha that it takes.
///
/// A run is, by `quantity`: profile, a curve of 3(a), q_D(z) / q_D(4); ratio, a curve of 3(b), the
/// regulariser of a sparse vector over that of a dense one; largest-alpha, a point of 3(c) for one
/// instance of the data. Source: Woodworth et al. (2020), section 5 and Figure 3.
class DepthExperiment final : public Experiment {
public:
    std::string name() const override { return "depth"; }
    std::vector<std::string> aliases() const override { return {"fig3"}; }
    std::string title() const override { return "Depth (Figure 3)"; }
    int version() const override { return 1; }
    Fields parameters() const override;
    RunResult run(const Parameters& parameters, Observer* observer) const override;
    std::vector<Parameters> tasks(const Reproduction& reproduction) const override;
    Figure figure(const std::vector<RunRecord>& runs,
                  const Reproduction& reproduction) const override;
};

using Whole = std::int64_t;

const std::vector<double> curve_depths = {2.0, 3.0, 5.0, 10.0, 100.0};
constexpr const char* ratio_features = "100";  // d of 3(b)
const std::vector<double> search_depths = {2.0, 3.0, 5.0, 8.0};

/// What a scale computes of 3(c), and how finely it draws 3(a) and 3(b).
struct Size {
    int seeds;
    Parameters problem;
    std::vector<Whole> samples;
    Whole points;
    std::vector<double> simulations;  ///< ln(alpha^D) of the points that are simulated too
};

Size size_of(Scale scale) {
    const Parameters small{
        {"features", Whole{100}}, {"nonzeros", Whole{2}}, {"samples", Whole{40}}};
    switch (scale) {
        case Scale::smoke: return {2, small, {30, 60}, 33, {-5.0}};
        case Scale::quick: return {20, {}, {45, 55, 70, 80, 100, 125, 250}, 129, {-7.0}};
        case Scale::paper: break;
    }
    return {120,
            {},
            {45, 52, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100, 125, 250, 500},
            257,
            {-6.0, -8.0, -10.0}};
}

std::string depth_series(double depth) { return fmt::format("D = {}", depth); }

bool has_depth(const RunSettings& runs, const std::string& series) {
    const auto depths = runs.values("depth");
    return std::any_of(depths.begin(), depths.end(), [&](const ParameterValue& depth) {
        return depth_series(std::get<double>(depth)) == series;
    });
}

RunSettings of_quantity(const std::vector<RunRecord>& runs, const char* quantity) {
    return {depth_experiment().parameters(), runs, {{"quantity", std::string(quantity)}}};
}

}  // namespace

Fields DepthExperiment::parameters() const {
    const LargestAlphaOptions search;
    Fields specs = {
        {"quantity",
         std::string("largest-alpha"),
         "3(a), 3(b), a point of 3(c), or one by plain flow",
         {},
         {},
         {"profile", "ratio", "largest-alpha", "simulation"}},
        {"depth", search.depth, "D", 2.0, 1000.0},
        {"points", Whole{129}, "places (profile, ratio)", 2, 100001},
        {"threshold", search.threshold, "on ||beta - beta*||^2 (largest-alpha)", 1e-12, 1e6},
        {"log_alpha_to_the_depth", -8.0, "ln(alpha^D) (simulation)", -30.0, 30.0},
    };
    for (const Field& spec : data_parameters()) specs.push_back(spec);
    return specs;
}

RunResult DepthExperiment::run(const Parameters& parameters, Observer* observer) const {
    const std::string quantity = text(parameters, "quantity");
    const double depth = number(parameters, "depth");
    const int points = static_cast<int>(whole_number(parameters, "points"));
    if (quantity == "profile") return profile_curve(depth, points);
    if (quantity == "ratio") return ratio_curve(depth, number(parameters, "features"), points);
    const SparseRegression data = data_of(parameters);
    if (quantity == "simulation") {
        return simulated_point(data, depth, number(parameters, "log_alpha_to_the_depth"), observer);
    }
    return largest_alpha(
        data, {.depth = depth, .threshold = number(parameters, "threshold"), .observer = observer});
}

std::vector<Parameters> DepthExperiment::tasks(const Reproduction& reproduction) const {
    const Size size = size_of(reproduction.scale);
    std::vector<Parameters> tasks;
    const auto add = [&](const char* quantity, double depth, Parameters own) {
        own["quantity"] = std::string(quantity);
        own["depth"] = depth;
        tasks.push_back(with_defaults(parameters(), own));
    };
    for (const double depth : curve_depths) {
        for (const char* quantity : {"profile", "ratio"}) {
            add(quantity, depth, {{"features", Whole{100}}, {"points", size.points}});
        }
    }
    const int seeds = reproduction.seeds > 0 ? reproduction.seeds : size.seeds;
    for (Whole seed = 0; seed < seeds; ++seed) {
        for (const Whole samples : size.samples) {
            for (const double depth : search_depths) {
                Parameters own = size.problem;
                own["samples"] = samples;
                own["seed"] = seed;
                add("largest-alpha", depth, std::move(own));
            }
        }
    }
    for (const double depth : search_depths) {
        for (const double l : size.simulations) {
            Parameters own = size.problem;
            own["log_alpha_to_the_depth"] = l;
            add("simulation", depth, std::move(own));
        }
    }
    return tasks;
}

Figure DepthExperiment::figure(const std::vector<RunRecord>& runs, const Reproduction&) const {
    Figure figure = empty_figure(*this);
    const RunSettings profiles = of_quantity(runs, "profile");
    const RunSettings ratios = of_quantity(runs, "ratio");
    const RunSettings searches = of_quantity(runs, "largest-alpha");
    const std::string threshold = searches.text("threshold");
    const std::string features = ratios.empty() ? ratio_features : ratios.text("features");
    figure.caption = fmt::format(
        "(a) The regulariser q_D of one coefficient at several depths D, divided by its value at "
        "4. (b) The regulariser of a sparse vector over that of a dense one of equal l2 norm, d = "
        "{}: 1/sqrt(d) means the l1 norm, 1 the squared l2 norm. (c) The largest alpha^D at which "
        "gradient flow recovers a sparse truth within {}, against the number of samples: median "
        "and 5 to 95 % band of our instances.",
        features, threshold);
    fill_in(figure, {{"threshold", threshold}, {"features", features}});
    const auto printed = paper_rows("depth");
    const std::string lack = searches.lack({"features", "nonzeros", "noise", "threshold"});
    add_depth_curves(figure, runs);
    add_largest_alpha(figure,
                      {.panel = "3(c)",
                       .series = depth_series,
                       .power = [](double) { return 1.0; },
                       .orders_depths = true,
                       .lack = lack},
                      runs, printed);
    add_simulation_check(figure, runs);
    add_marks(figure, printed, [&](const FigureRow& mark) -> std::string {
        if (mark.panel == "3(b)") {
            return features == ratio_features ? "" : "features = 100 (here " + features + ")";
        }
        if (mark.panel == "3(c)" && !lack.empty()) return lack;
        const bool is_curve = mark.series.starts_with("D = ");
        const RunSettings& own = mark.panel == "3(a)" ? profiles : searches;
        return is_curve && !has_depth(own, mark.series) ? mark.series : "";
    });
    return figure;
}

const Experiment& depth_experiment() {
    static const DepthExperiment experiment;
    return experiment;
}

}  // namespace regimes
