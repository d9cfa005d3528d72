// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/dual_flow.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "regimes/dynamics/log_ratio_flow.hpp"
#include "regimes/dynamics/row_space_flow.hpp"
#include "regimes/numerics/blas_threads.hpp"

namespace regimes {

namespace {

constexpr double largest_logarithm = 600.0;
constexpr double largest_slack = 1e5;  // r w^(2-D) up to which N unknowns carry every coefficient

void check_data(const DesignView& x, ConstVectorRef y) {
    if (x.rows < 1 || x.cols < 1) {
        throw std::invalid_argument(
            fmt::format("x: {} x {} given, at least 1 x 1 expected", x.rows, x.cols));
    }
    if (y.size() != x.rows) {
        throw std::invalid_argument(fmt::format(
            "y: {} entries given, one for each of the {} rows of X expected", y.size(), x.rows));
    }
    for (Index n = 0; n < x.rows; ++n) {
        bool finite = std::isfinite(y[n]);
        for (Index i = 0; i < x.cols; ++i) finite = finite && std::isfinite(x(n, i));
        if (finite) continue;
        throw std::invalid_argument(
            fmt::format("x, y: row {} holds an entry that is not finite, finite ones expected", n));
    }
}

void check_range(const DiagonalStart& start, double log_alpha) {
    const double largest = std::max(start.log_plus.maxCoeff(), start.log_minus.maxCoeff());
    const double smallest = std::min(start.log_plus.minCoeff(), start.log_minus.minCoeff());
    const bool deep_enough = start.exponential()
                                 ? smallest > -1e6
                                 : -(start.depth - 2.0) * smallest <= largest_logarithm;
    if ((2.0 * start.depth - 2.0) * largest <= largest_logarithm && deep_enough) return;
    throw std::invalid_argument(fmt::format(
        "log_alpha: {} given, one expected with (2 depth - 2) log_alpha <= {:g} and (depth - 2) "
        "log_alpha >= -{:g} (shape included; -1e6 at depth 2)",
        log_alpha, largest_logarithm, largest_logarithm));
}

}  // namespace

TrainingResult dual_flow(const DesignView& x, ConstVectorRef y,
                         const Initialization& initialization, const FlowOptions& options) {
    validate(options);
    check_data(x, y);
    DiagonalStart start(initialization, x.cols);
    check_range(start, initialization.log_alpha);
    const SingleThreadedBlas guard;
    const double smallest = std::min(start.log_plus.minCoeff(), start.log_minus.minCoeff());
    if (start.exponential() || start.log_slack(smallest) <= std::log(largest_slack)) {
        RowSpaceFlow flow(x, y, std::move(start));
        return run_flow(flow.system(options.absolute_tolerance), options);
    }
    LogRatioFlow flow(x, y, std::move(start));
    return run_flow(flow.system(options.absolute_tolerance), options);
}

}  // namespace regimes
