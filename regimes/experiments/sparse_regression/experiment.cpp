// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/experiment.hpp"

#include <fmt/format.h>

#include "regimes/experiments/largest_alpha.hpp"
#include "regimes/experiments/largest_alpha_panel.hpp"
#include "regimes/experiments/paper_rows.hpp"
#include "regimes/experiments/run_settings.hpp"
#include "regimes/experiments/simulation_check.hpp"
#include "regimes/experiments/sparse_regression/alpha_curves.hpp"
#include "regimes/experiments/synthetic_data.hpp"

namespace regimes {

namespace {

/// Figure 1: sparse regression with a diagonal network, from the kernel to the rich regime.
///
/// A run is, by `quantity`: curve, the population error 1(a) and excess norms 1(b) of one instance
/// along alpha; largest-alpha, a point of 1(c) for one instance; simulation, one point by plain
/// gradient flow, as a check. Source: Woodworth et al. (2020), section 4 and Figure 1.
class SparseRegressionExperiment final : public Experiment {
public:
    std::string name() const override { return "sparse-regression"; }
    std::vector<std::string> aliases() const override { return {"fig1"}; }
    std::string title() const override { return "Sparse regression (Figure 1)"; }
    int version() const override { return 1; }
    Fields parameters() const override;
    RunResult run(const Parameters& parameters, Observer* observer) const override;
    std::vector<Parameters> tasks(const Reproduction& reproduction) const override;
    Figure figure(const std::vector<RunRecord>& runs,
                  const Reproduction& reproduction) const override;
};

using Whole = std::int64_t;

struct Size {
    int seeds;
    Parameters problem;
    std::vector<Whole> curve_samples;
    Whole points;
    std::vector<Whole> samples;       ///< of 1(c)
    std::vector<double> simulations;  ///< ln(alpha^2) of the points that are simulated too
};

Size size_of(Scale scale) {
    const Parameters small{{"features", Whole{100}}, {"nonzeros", Whole{2}}};
    switch (scale) {
        case Scale::smoke: return {2, small, {40}, 15, {30, 60}, {-6.0}};
        case Scale::quick:
            return {20, {}, {100, 250}, 29, {45, 60, 80, 100, 125, 250, 500}, {-8.0, -11.0}};
        case Scale::paper: break;
    }
    return {120,
            {},
            {100, 250},
            57,
            {45, 52, 60, 70, 80, 90, 100, 125, 250, 500},
            {-8.0, -11.0, -14.0}};
}

}  // namespace

Fields SparseRegressionExperiment::parameters() const {
    const LargestAlphaOptions search;
    Fields specs = {
        {"quantity",
         std::string("curve"),
         "1(a) and 1(b), a point of 1(c), or one by plain flow",
         {},
         {},
         {"curve", "largest-alpha", "simulation"}},
        {"depth", search.depth, "D; the figure has 2", 2.0, 1000.0},
        {"log10_alpha_from", rich_log10_alpha, "rich end (curve)", -1000.0, 300.0},
        {"log10_alpha_to", kernel_log10_alpha, "kernel end (curve)", -1000.0, 300.0},
        {"points", Whole{29}, "alphas (curve)", 2, 100001},
        {"threshold", search.threshold, "on ||beta - beta*||^2 (largest-alpha)", 1e-12, 1e6},
        {"log_alpha_to_the_depth", -8.0, "ln(alpha^D) (simulation)", -30.0, 30.0},
    };
    for (const Field& spec : data_parameters()) specs.push_back(spec);
    return specs;
}

RunResult SparseRegressionExperiment::run(const Parameters& parameters, Observer* observer) const {
    const std::string quantity = text(parameters, "quantity");
    const double depth = number(parameters, "depth");
    const SparseRegression data = data_of(parameters);
    if (quantity == "curve") {
        return alpha_curve(data, depth, number(parameters, "log10_alpha_from"),
                           number(parameters, "log10_alpha_to"),
                           static_cast<int>(whole_number(parameters, "points")), observer);
    }
    if (quantity == "simulation") {
        return simulated_point(data, depth, number(parameters, "log_alpha_to_the_depth"), observer);
    }
    return largest_alpha(
        data, {.depth = depth, .threshold = number(parameters, "threshold"), .observer = observer});
}

std::vector<Parameters> SparseRegressionExperiment::tasks(const Reproduction& reproduction) const {
    const Size size = size_of(reproduction.scale);
    std::vector<Parameters> tasks;
    const auto add = [&](const char* quantity, Parameters own) {
        own["quantity"] = std::string(quantity);
        own.insert(size.problem.begin(), size.problem.end());
        tasks.push_back(with_defaults(parameters(), own));
    };
    const int seeds = reproduction.seeds > 0 ? reproduction.seeds : size.seeds;
    for (Whole seed = 0; seed < seeds; ++seed) {
        for (const Whole samples : size.curve_samples) {
            add("curve", {{"samples", samples}, {"seed", seed}, {"points", size.points}});
        }
        for (const Whole samples : size.samples) {
            add("largest-alpha", {{"samples", samples}, {"seed", seed}});
        }
    }
    for (const double l : size.simulations) {
        add("simulation", {{"log_alpha_to_the_depth", l}, {"samples", size.curve_samples[0]}});
    }
    return tasks;
}

Figure SparseRegressionExperiment::figure(const std::vector<RunRecord>& runs,
                                          const Reproduction&) const {
    Figure figure = empty_figure(*this);
    const RunSettings all(parameters(), runs);
    const RunSettings searches(parameters(), runs, {{"quantity", std::string("largest-alpha")}});
    const std::string threshold = searches.text("threshold");
    figure.caption = fmt::format(
        "Sparse regression with a diagonal network of depth {}, started at alpha: (a) population "
        "error of where gradient flow lands, (b) how far its norms lie above the least possible, "
        "(c) the largest alpha at which the error is at most {}, against the number of samples. "
        "Median and 5 to 95 % band of our instances.",
        all.text("depth"), threshold);
    fill_in(figure, {{"threshold", threshold}});
    const auto printed = paper_rows("sparse_regression");
    const std::string lack = searches.lack({"depth", "features", "nonzeros", "noise", "threshold"});
    add_alpha_curves(figure, runs);
    add_largest_alpha(figure,
                      {.panel = "1(c)",
                       .series = [](double) { return "largest alpha"; },
                       .power = [](double depth) { return 1.0 / depth; },
                       .lack = lack},
                      runs, printed);
    add_simulation_check(figure, runs);
    add_marks(figure, printed, [&](const FigureRow&) { return lack; });
    const RunSettings curves(parameters(), runs, {{"quantity", std::string("curve")}});
    if (curves.empty()) return figure;
    figure.notes.push_back(fmt::format(
        "Open in the paper: N and d of panels (a) and (b). We show N = {} and d = {}; in the "
        "paper N is 100 elsewhere, and with d = 1000 the error rises about where the printed "
        "curve does at N = 250.",
        curves.text("samples"), curves.text("features")));
    return figure;
}

const Experiment& sparse_regression_experiment() {
    static const SparseRegressionExperiment experiment;
    return experiment;
}

}  // namespace regimes
