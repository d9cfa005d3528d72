// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/experiment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "regimes/experiments/paper_rows.hpp"
#include "regimes/experiments/relu_synthetic/circle_run.hpp"
#include "regimes/experiments/relu_synthetic/claims.hpp"
#include "regimes/experiments/run_settings.hpp"

namespace regimes {

namespace {

/// Figure 5(a) and (b): ReLU networks of several depths on ten points of a circle, from the rich to
/// the kernel regime.
///
/// A run trains one network from one alpha. Source: Woodworth et al. (2020), section 7, Figure 5.
class ReluSyntheticExperiment final : public Experiment {
public:
    std::string name() const override { return "relu-synthetic"; }
    std::vector<std::string> aliases() const override { return {"fig5a", "fig5b"}; }
    std::string title() const override { return "ReLU networks (Figure 5a, b)"; }
    int version() const override { return 1; }
    Fields parameters() const override;
    RunResult run(const Parameters& parameters, Observer* observer) const override;
    std::vector<Parameters> tasks(const Reproduction& reproduction) const override;
    Figure figure(const std::vector<RunRecord>& runs,
                  const Reproduction& reproduction) const override;
};

using Whole = std::int64_t;

struct DepthGrid {
    Whole depth;
    std::vector<double> alphas;
};

struct Grid {
    std::vector<DepthGrid> depths;
    int seeds;
    bool uniform;  ///< with points drawn independently, too
};

Grid grid_of(Scale scale) {
    switch (scale) {
        case Scale::smoke: return {{{2, {0.3, 1.0, 5.0}}}, 2, false};
        case Scale::quick:
            return {{{2, {0.1, 0.3, 0.5, 1.0, 2.0, 5.0}},
                     {3, {0.3, 0.5, 0.75, 1.0, 2.0, 3.5}},
                     {5, {0.75, 1.0, 1.5, 1.7, 2.0, 2.2}}},
                    10,
                    true};
        case Scale::paper: break;
    }
    return {
        {{2, {0.01, 0.025, 0.05, 0.075, 0.087, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6,
              0.7,  0.8,   0.9,  1.0,   1.5,   2.0, 3.0, 5.0, 7.0, 10.0}},
         {3,
          {0.025, 0.05, 0.075, 0.1, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0}},
         {5,
          {0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.7, 2.0, 2.1, 2.2, 2.4, 2.5,
           2.6, 2.8}}},
        20,
        true};
}

/// Of the comparison with points drawn independently. Two of them may nearly coincide, and the last
/// digits of the fit then take very long; the test error needs fewer.
const Parameters uniform_points{
    {"alpha", 1.0}, {"points", std::string("uniform")}, {"loss_tolerance", 1e-6}};

std::string step_note(const std::vector<RunRecord>& runs, const RunSettings& settings) {
    const auto held = std::count_if(runs.begin(), runs.end(), [](const RunRecord& run) {
        return run.failure.empty() &&
               run.result.metrics.at("step_size") < number(run.parameters, "step_size");
    });
    return fmt::format(
        "The step size is {} for the loss summed over the samples, but at most {} of the largest "
        "stable one at the start (0: no such limit), which {} of {} runs needed: larger steps "
        "leave the kernel regime by themselves (step-size shows how).",
        settings.text("step_size"), settings.text("stable_share"), held, runs.size());
}

std::string teacher_note(const std::string& rms) {
    return fmt::format(
        "Open in the paper: the size of the teacher. {} The test error is over 1000 equally spaced "
        "points.",
        rms == "0" ? "Here it is as drawn, about half of what gives the paper's error of the "
                     "predictor 0."
                   : fmt::format("We scale its output to a root mean square of {} around the "
                                 "circle; 0.287 is the printed error of the predictor 0, and "
                                 "unscaled it is half of that.",
                                 rms));
}

}  // namespace

Fields ReluSyntheticExperiment::parameters() const {
    Fields specs = circle_parameters();
    specs.push_back({"step_size", 0.01, "of gradient descent on the summed loss", 1e-12, 1e6});
    specs.push_back({"stable_share", 0.5,
                     "most of the largest stable step size at the start that is taken; 0: all of "
                     "step_size",
                     0.0, 1e3});
    return specs;
}

RunResult ReluSyntheticExperiment::run(const Parameters& parameters, Observer* observer) const {
    const double step = number(parameters, "step_size");
    const double share = number(parameters, "stable_share");
    return circle_run(
        parameters,
        [&](double stable) { return share == 0.0 ? step : std::min(step, share * stable); },
        observer);
}

std::vector<Parameters> ReluSyntheticExperiment::tasks(const Reproduction& reproduction) const {
    const Grid grid = grid_of(reproduction.scale);
    const int seeds = reproduction.seeds > 0 ? reproduction.seeds : grid.seeds;
    std::vector<Parameters> tasks;
    for (Whole seed = 0; seed < seeds; ++seed) {
        for (const auto& [depth, alphas] : grid.depths) {
            for (const double alpha : alphas) {
                tasks.push_back(with_defaults(
                    parameters(), {{"depth", depth}, {"alpha", alpha}, {"seed", seed}}));
            }
            if (!grid.uniform) continue;
            Parameters own = uniform_points;
            own["depth"] = depth;
            own["seed"] = seed;
            tasks.push_back(with_defaults(parameters(), own));
        }
    }
    return tasks;
}

Figure ReluSyntheticExperiment::figure(const std::vector<RunRecord>& runs,
                                       const Reproduction&) const {
    Figure figure = empty_figure(*this);
    const RunSettings all(parameters(), runs);
    figure.caption = fmt::format(
        "ReLU networks of depth D, {} units wide, fit {} points of a circle that a small network "
        "labels, from a start of scale alpha: (a) their test error around the circle, and (dashed) "
        "that of the network linearised at its start; (b) by how much their tangent features "
        "turned. Lines are medians over points, teachers and starts with 10 to 90 % bands.",
        all.text("width"), all.text("samples"));
    const auto printed = paper_rows("relu_synthetic");
    const CircleCurves spaced = circle_curves(runs, "spaced");
    const CircleCurves uniform = circle_curves(runs, "uniform");
    const CircleCurves& curves = spaced.empty() ? uniform : spaced;
    figure.rows = circle_rows(curves);
    const RunSettings shown(parameters(), runs,
                            {{"points", std::string(spaced.empty() ? "uniform" : "spaced")}});
    const std::string lack = shown.lack({"width", "samples", "points", "teacher_rms",
                                         "loss_tolerance", "step_size", "stable_share"});
    if (!curves.empty()) figure.claims = circle_claims(curves, printed, lack);
    if (!runs.empty()) {
        figure.claims.push_back(fit_claim(runs, shown.lack({"loss_tolerance", "max_steps"})));
        figure.notes.push_back(step_note(runs, all));
    }
    const std::string note = uniform_note(spaced, uniform);
    if (!note.empty()) figure.notes.push_back(note);
    figure.notes.push_back(teacher_note(all.text("teacher_rms")));
    add_marks(figure, printed, [&](const FigureRow& mark) {
        if (!lack.empty()) return lack;
        const bool has_depth = std::any_of(curves.begin(), curves.end(), [&](const auto& curve) {
            return depth_series(curve.first) == mark.series;
        });
        return has_depth ? std::string() : mark.series;
    });
    return figure;
}

const Experiment& relu_synthetic_experiment() {
    static const ReluSyntheticExperiment experiment;
    return experiment;
}

}  // namespace regimes
