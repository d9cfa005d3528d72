// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/simulation_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "regimes/diagnostics/excess_norm.hpp"
#include "regimes/dynamics/gradient_flow.hpp"
#include "regimes/experiments/curve.hpp"
#include "regimes/models/diagonal_network.hpp"
#include "regimes/solvers/interpolation.hpp"

namespace regimes {

namespace {

constexpr double agreement = 1e-4;

std::vector<const RunRecord*> with_quantity(const std::vector<RunRecord>& runs,
                                            const std::string& quantity) {
    std::vector<const RunRecord*> found;
    for (const RunRecord& run : runs) {
        if (run.failure.empty() && text(run.parameters, "quantity") == quantity) {
            found.push_back(&run);
        }
    }
    return found;
}

Claim agreement_claim(const std::vector<const RunRecord*>& simulated) {
    double worst = 0.0;
    bool ended = true;
    for (const RunRecord* run : simulated) {
        worst = std::max(worst, run->result.metrics.at("distance_from_exact"));
        ended = ended && run->result.converged;
    }
    Claim claim;
    claim.claim = "Gradient flow lands on the interpolant of least Q_alpha";
    claim.paper = "Theorems 1 and 3";
    claim.measured =
        fmt::format("simulated end points within {:.1e} of the exact ones, {} samples{}", worst,
                    simulated.size(), ended ? "" : "; not all had ended");
    claim.tolerance = fmt::format("{:g}, relative l2 distance", agreement);
    claim.decide(ended && worst <= agreement, "The integration did not end, or lost its digits.");
    return claim;
}

std::string cost_note(const std::vector<const RunRecord*>& searches,
                      const std::vector<const RunRecord*>& simulated) {
    double solves = 0.0;
    double exact_seconds = 0.0;
    for (const RunRecord* run : searches) {
        solves += run->result.metrics.at("solves");
        exact_seconds += run->provenance.seconds;
    }
    std::vector<double> seconds;
    for (const RunRecord* run : simulated) seconds.push_back(run->provenance.seconds);
    const double each = median(seconds);
    return fmt::format(
        "Cost: {} searches for the largest alpha took {:.0f} exact solves and {:.3g} s of one "
        "core. Plain simulation of {} such points (gradient flow of the 2d weights by CVODE) took "
        "{:.2g} s each (median; longest {:.2g} s), so the same solves would have cost about {:.3g} "
        "s, {:.0f} times as much; a smaller alpha takes longer still.",
        searches.size(), solves, exact_seconds, seconds.size(), each,
        *std::max_element(seconds.begin(), seconds.end()), solves * each,
        solves * each / exact_seconds);
}

}  // namespace

RunResult simulated_point(const SparseRegression& data, double depth, double l,
                          Observer* observer) {
    const auto& problem = data.problem;
    const DiagonalNetwork network(LinearInputs(problem.x), depth);
    const Vector start = diagonal_network_start(problem.x.cols(), l / depth);
    const TrainingResult flow = gradient_flow(network, problem.y, start, {.observer = observer});
    const Vector beta = network.coefficients(flow.parameters);
    const Solution exact =
        interpolate(problem.x, problem.y, {.depth = depth, .log_alpha = l / depth},
                    Regularization::implicit, {.threads = 1});
    RunResult result;
    result.metrics["population_error"] = population_error(beta, data.coefficients);
    result.metrics["distance_from_exact"] =
        (beta - exact.coefficients).norm() / exact.coefficients.norm();
    result.metrics["evaluations"] = static_cast<double>(flow.evaluations);
    result.converged = flow.status == Status::converged && exact.status == Status::converged;
    return result;
}

void add_simulation_check(Figure& figure, const std::vector<RunRecord>& runs) {
    const auto simulated = with_quantity(runs, "simulation");
    const auto searches = with_quantity(runs, "largest-alpha");
    if (simulated.empty()) return;
    figure.claims.push_back(agreement_claim(simulated));
    const bool timed = std::any_of(searches.begin(), searches.end(), [](const RunRecord* run) {
        return run->provenance.seconds > 0.0;
    });
    if (timed) figure.notes.push_back(cost_note(searches, simulated));
}

}  // namespace regimes
