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

namespace regimes {

namespace {

TrainingResult descend(const MatrixView& x, ConstVectorRef y, const Initialization& start,
                       const DescentOptions& options) {
    const DiagonalNetwork network{LinearInputs(x), start.depth};
    TrainingResult result =
        gradient_descent(network, y, diagonal_network_start(x.cols, start.log_alpha), options);
    result.parameters = network.coefficients(result.parameters);
    return result;
}

/// Trains on the equations of the reduced system, in its units.
Solution train(const ReducedSystem& data, const Initialization& given,
               const SimulationOptions& options, int threads) {
    Initialization start = given;
    start.log_alpha -= data.beta_exponent() * std::numbers::ln2 / start.depth;
    const MatrixView& x = data.equations();
    TrainingResult result = options.descent ? descend(x, data.right_side(), start, options.steps)
                                            : dual_flow(x, data.right_side(), start, options.flow);
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

std::vector<Solution> simulated_path(const MatrixView& x, ConstVectorRef y, double depth,
                                     const std::vector<double>& log_alphas,
                                     const SimulationOptions& options, int threads) {
    const ReducedSystem data(x, y, threads);
    std::vector<Solution> solutions;
    for (std::size_t k = 0; k < log_alphas.size(); ++k) {
        PartObserver part(options.descent ? options.steps.observer : options.flow.observer, k,
                          log_alphas.size(),
                          fmt::format("log10 alpha {:.4g}", log_alphas[k] / std::numbers::ln10));
        SimulationOptions mine = options;
        mine.flow.observer = mine.steps.observer = &part;
        solutions.push_back(
            train(data, {.depth = depth, .log_alpha = log_alphas[k]}, mine, threads));
    }
    return solutions;
}

}  // namespace regimes
