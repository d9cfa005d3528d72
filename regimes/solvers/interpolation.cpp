// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/interpolation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "regimes/solvers/regularization_path.hpp"

namespace regimes {

void validate(const InterpolationOptions& options) {
    const auto positive = [](const char* name, double value) {
        if (value > 0.0) return;
        throw std::invalid_argument(
            fmt::format("{}: {} given, a positive number expected", name, value));
    };
    positive("primal_tolerance", options.primal_tolerance);
    positive("stationarity_tolerance", options.stationarity_tolerance);
    positive("gap_tolerance", options.gap_tolerance);
    positive("max_iterations", options.max_iterations);
    if (options.threads < 0) {
        throw std::invalid_argument(
            fmt::format("threads: {} given, 0 or more expected", options.threads));
    }
}

std::vector<Solution> interpolation_path(const DesignView& x, ConstVectorRef y,
                                         const Initialization& initialization,
                                         const std::vector<double>& log_alphas,
                                         Regularization regularization,
                                         const InterpolationOptions& options) {
    validate(options);
    Initialization at = initialization;
    for (const double log_alpha : log_alphas) {
        at.log_alpha = log_alpha;
        validate(at);
    }
    RegularizationPath path(x, y, at, regularization, options);

    std::vector<std::size_t> order(log_alphas.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return log_alphas[a] > log_alphas[b]; });
    std::vector<Solution> solutions(log_alphas.size());
    double done = 0.0;
    for (const std::size_t k : order) {
        if (options.observer != nullptr) {
            options.observer->report(
                {done / static_cast<double>(order.size()),
                 fmt::format("log10 alpha {:.4g}", log_alphas[k] / std::log(10.0))});
        }
        solutions[k] = path.solve(log_alphas[k]);
        done += 1.0;
    }
    if (options.observer != nullptr) options.observer->report({1.0, "done"});
    return solutions;
}

Solution interpolate(const DesignView& x, ConstVectorRef y, const Initialization& initialization,
                     Regularization regularization, const InterpolationOptions& options) {
    return interpolation_path(x, y, initialization, {initialization.log_alpha}, regularization,
                              options)
        .front();
}

}  // namespace regimes
