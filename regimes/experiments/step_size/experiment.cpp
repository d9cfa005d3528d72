// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/experiment.hpp"

#include <fmt/format.h>

#include "regimes/experiments/relu_synthetic/circle_run.hpp"
#include "regimes/experiments/run_settings.hpp"
#include "regimes/experiments/step_size/step_curves.hpp"

namespace regimes {

namespace {

/// Figure 5(c) and (d): the networks of Figure 5(a), from a scale on the kernel side of the
/// transition, trained with ever larger steps.
///
/// A run trains one network with a step size that is a multiple of the largest stable one at the
/// start. Beyond 1 nothing promises that it converges: there a run that diverges, or does not fit
/// within max_steps, has answered the question. Source: Woodworth et al. (2020), section 7.
class StepSizeExperiment final : public Experiment {
public:
    std::string name() const override { return "step-size"; }
    std::vector<std::string> aliases() const override { return {"fig5c", "fig5d"}; }
    std::string title() const override { return "Step size (Figure 5c, d)"; }
    int version() const override { return 1; }
    Fields parameters() const override;
    RunResult run(const Parameters& parameters, Observer* observer) const override;
    std::vector<Parameters> tasks(const Reproduction& reproduction) const override;
    Figure figure(const std::vector<RunRecord>& runs,
                  const Reproduction& reproduction) const override;
};

using Whole = std::int64_t;

struct Grid {
    std::vector<Whole> depths;
    std::vector<double> shares;
    int seeds;
};

Grid grid_of(Scale scale) {
    if (scale == Scale::smoke) return {{2}, {0.1, 0.5, 1.2, 1.4}, 2};
    return {
        {2, 3},
        {0.03, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 2.0, 2.5, 3.0},
        scale == Scale::quick ? 20 : 50};
}

}  // namespace

Fields StepSizeExperiment::parameters() const {
    Fields specs = circle_parameters();
    specs.push_back(
        {"stable_share", 0.5, "step size over the largest stable one at the start", 1e-6, 1e3});
    return specs;
}

RunResult StepSizeExperiment::run(const Parameters& parameters, Observer* observer) const {
    const double share = number(parameters, "stable_share");
    RunResult run = circle_run(
        parameters, [&](double stable) { return share * stable; }, observer);
    const bool diverged = run.status == Status::diverged;
    run.metrics["fits"] = run.converged ? 1.0 : 0.0;
    run.metrics["diverged"] = diverged ? 1.0 : 0.0;
    const bool cancelled = observer != nullptr && observer->cancelled();
    if (share > 1.0 && !cancelled) run.converged = true;
    return run;
}

std::vector<Parameters> StepSizeExperiment::tasks(const Reproduction& reproduction) const {
    const Grid grid = grid_of(reproduction.scale);
    const int seeds = reproduction.seeds > 0 ? reproduction.seeds : grid.seeds;
    std::vector<Parameters> tasks;
    for (Whole seed = 0; seed < seeds; ++seed) {
        for (const Whole depth : grid.depths) {
            for (const double share : grid.shares) {
                tasks.push_back(with_defaults(parameters(), {{"depth", depth},
                                                             {"alpha", 2.0},
                                                             {"stable_share", share},
                                                             {"max_steps", Whole{100000}},
                                                             {"seed", seed}}));
            }
        }
    }
    return tasks;
}

Figure StepSizeExperiment::figure(const std::vector<RunRecord>& runs, const Reproduction&) const {
    Figure figure = empty_figure(*this);
    const RunSettings settings(parameters(), runs);
    const std::string alpha = settings.text("alpha");
    figure.caption = fmt::format(
        "ReLU networks as in Figure 5(a), {} units wide, on {} points of a circle, started at "
        "alpha = {}{}, trained with steps from tiny to unstable: (c) test error and (d) gradient "
        "distance of the runs that fit their data, and the share of the runs that do. The step "
        "size is relative to the largest one that is stable at the start, 1 / lambda_max of the "
        "tangent kernel. Lines are medians over points, teachers and starts, with 10 to 90 % "
        "bands.",
        settings.text("width"), settings.text("samples"), alpha,
        alpha == "2" ? ", where gradient flow stays near the kernel regime" : "");
    const auto curves = step_curves(runs);
    figure.rows = step_rows(curves);
    if (!curves.empty()) {
        figure.claims = step_claims(curves);
        figure.notes.push_back(edge_note(curves));
    }
    figure.notes.emplace_back(
        "Open in the paper: depth, alpha and the steps; its curves were not read off.");
    return figure;
}

const Experiment& step_size_experiment() {
    static const StepSizeExperiment experiment;
    return experiment;
}

}  // namespace regimes
