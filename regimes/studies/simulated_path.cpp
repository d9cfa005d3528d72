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

Solution train(const ReducedSystem& data, const TrainingEquations& equations,
               const Initialization& given, const SimulationOptions& options, int threads) {
    Initialization start = given;
    start.log_alpha -= data.beta_exponent() * std::numbers::ln2 / start.depth;
    TrainingResult result = options.descent
                                ? descend(equations.x, equations.y, start, options.steps)
                                : dual_flow(equations.x, equations.y, start, options.flow);
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
                                     const SimulationOptions& options, int threads) {
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
        solutions.push_back(train(data, equations, start, mine, threads));
    }
    return solutions;
}

}  // namespace regimes
