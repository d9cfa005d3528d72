// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/simulated_path.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "regimes/core/part_observer.hpp"
#include "regimes/dynamics/dual_flow.hpp"
#include "regimes/dynamics/gradient_descent.hpp"
#include "regimes/models/diagonal_network.hpp"
#include "regimes/regularizers/registry.hpp"
#include "regimes/solvers/certificate.hpp"
#include "regimes/solvers/implied_dual.hpp"
#include "regimes/solvers/interpolation.hpp"
#include "regimes/studies/training_problem.hpp"

namespace regimes {

namespace {

TrainingResult descend(const DesignView& x, ConstVectorRef y, const Initialization& start,
                       const DescentOptions& options) {
    const DiagonalNetwork network{LinearInputs(x), start.depth};
    TrainingResult result = gradient_descent(
        network, y, diagonal_network_start(x.cols, start.log_alpha, start.plus, start.minus),
        options);
    result.parameters = network.coefficients(result.parameters);
    return result;
}

constexpr int times_per_decade = 10;
constexpr int most_times = 300;

/// Evenly in the logarithm, from the flow's first time.
std::vector<double> recorded_times(const TrainingEquations& equations, const Initialization& start,
                                   const FlowOptions& options) {
    const DualStepper flow(equations.x, equations.y, start, SampleLoss::squared,
                           options.relative_tolerance);
    const double first = flow.first_time() * flow.unit();
    std::vector<double> times;
    for (int k = 0; k < most_times; ++k) {
        const double time = first * std::pow(10.0, static_cast<double>(k) / times_per_decade);
        if (std::isfinite(time) && time > 0.0) times.push_back(time);
    }
    return times;
}

/// The flow of E beta' = e, beta = 2^b beta' and y = 2^a e, runs in another clock: weights are in
/// units of 2^(b / D), the loss in units of 2^(2 a).
double time_unit(const ReducedSystem& data, double depth) {
    return std::exp2(2.0 * data.beta_exponent() / depth - 2.0 * data.y_exponent());
}

/// With its end, in the units of the data.
Trajectory trajectory_of(TrainingResult& result, const ReducedSystem& data, double depth) {
    Trajectory path = std::move(result.trajectory);
    path.times.push_back(result.time);
    path.residuals.push_back(result.relative_residual);
    path.parameters.push_back(result.parameters);
    for (double& time : path.times) time *= time_unit(data, depth);
    for (Vector& beta : path.parameters) beta *= std::exp2(data.beta_exponent());
    return path;
}

Solution train(const ReducedSystem& data, const TrainingEquations& equations,
               const Initialization& given, const SimulationOptions& options, int threads,
               Trajectory* trajectory) {
    Initialization start = given;
    start.log_alpha -= data.beta_exponent() * std::numbers::ln2 / start.depth;
    FlowOptions flow = options.flow;
    const bool records = trajectory != nullptr && !options.descent;
    if (records) flow.snapshots = recorded_times(equations, start, flow);
    TrainingResult result = options.descent
                                ? descend(equations.x, equations.y, start, options.steps)
                                : dual_flow(equations.x, equations.y, start, flow);
    if (records) *trajectory = trajectory_of(result, data, start.depth);
    Solution solution;
    solution.log_alpha = given.log_alpha;
    solution.depth = start.depth;
    solution.coefficients = std::move(result.parameters);
    const auto regularizer = implicit_regularizer(start);
    solution.dual = implied_dual(data, *regularizer, solution.coefficients, threads);
    complete(solution, data, *regularizer, {.threads = threads});
    solution.status = result.status;
    solution.iterations = static_cast<int>(result.steps);
    solution.seconds = result.seconds;
    return solution;
}

}  // namespace

std::vector<Solution> simulated_path(const DesignView& x, ConstVectorRef y,
                                     const Initialization& initialization,
                                     const std::vector<double>& log_alphas,
                                     const SimulationOptions& options, int threads,
                                     std::vector<Trajectory>* trajectories) {
    if (trajectories != nullptr) trajectories->assign(log_alphas.size(), {});
    const ReducedSystem data(x, y, threads);
    const TrainingEquations equations(data);
    std::vector<Solution> solutions;
    for (std::size_t k = 0; k < log_alphas.size(); ++k) {
        PartObserver part(options.descent ? options.steps.observer : options.flow.observer, k,
                          log_alphas.size(),
                          fmt::format("log10 alpha {:.4g}", log_alphas[k] / std::numbers::ln10));
        SimulationOptions mine = options;
        mine.flow.observer = mine.steps.observer = &part;
        Initialization start = initialization;
        start.log_alpha = log_alphas[k];
        solutions.push_back(train(data, equations, start, mine, threads,
                                  trajectories == nullptr ? nullptr : &(*trajectories)[k]));
    }
    return solutions;
}

}  // namespace regimes
