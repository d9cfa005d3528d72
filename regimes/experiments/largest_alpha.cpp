// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/largest_alpha.hpp"

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <limits>

#include "regimes/diagnostics/excess_norm.hpp"
#include "regimes/experiments/certificates.hpp"
#include "regimes/solvers/regularization_path.hpp"

namespace regimes {

namespace {

constexpr double first_step = 1.0;
constexpr double even_until = -10.0;  // of l: steps are even down to here ...
constexpr double growth = 1.3;        // ... and then grow
constexpr std::uintmax_t most_solves = 100;

/// The error as a function of l, and what it took to know it.
class ErrorCurve {
public:
    ErrorCurve(const SparseRegression& data, const LargestAlphaOptions& options)
        : data_(data),
          options_(options),
          path_(data.problem.x, data.problem.y, {.depth = options.depth}, Regularization::implicit,
                {.threads = 1, .observer = options.observer}) {}

    /// ln(error / threshold).
    double operator()(double l) {
        const Solution solution = path_.solve(l / options_.depth);
        certificates_.add(solution);
        factorisations_ += solution.iterations;
        const double error = population_error(solution.coefficients, data_.coefficients);
        least_ = std::min(least_, error);
        const double excess = std::log(error / options_.threshold);
        if (excess > 0.0) path_.keep();
        return excess;
    }

    RunResult result() const {
        RunResult result;
        result.metrics["least_error"] = least_;
        result.metrics["solves"] = certificates_.count();
        result.metrics["factorisations"] = factorisations_;
        result.certificate = certificates_.json();
        result.converged = certificates_.all_converged();
        return result;
    }

private:
    const SparseRegression& data_;
    const LargestAlphaOptions& options_;
    RegularizationPath path_;
    Certificates certificates_;
    double least_ = std::numeric_limits<double>::infinity();
    double factorisations_ = 0.0;
};

struct Bracket {
    double poor = 0.0;  ///< l at which the error is above the threshold
    double poor_excess = 0.0;
    double good = 0.0;
    double good_excess = 1.0;
};

Bracket walk(ErrorCurve& curve, const LargestAlphaOptions& options) {
    Bracket bracket{.good = options.ceiling};
    double step = first_step;
    bracket.good_excess = curve(bracket.good);
    while (bracket.good_excess > 0.0 && bracket.good > options.floor) {
        bracket.poor = bracket.good;
        bracket.poor_excess = bracket.good_excess;
        if (bracket.good < even_until) step *= growth;
        bracket.good = std::max(bracket.good - step, options.floor);
        bracket.good_excess = curve(bracket.good);
    }
    return bracket;
}

}  // namespace

RunResult largest_alpha(const SparseRegression& data, const LargestAlphaOptions& options) {
    ErrorCurve curve(data, options);
    const Bracket bracket = walk(curve, options);
    double found = bracket.good;
    if (bracket.good_excess < 0.0 && bracket.good < options.ceiling) {
        std::uintmax_t solves = most_solves;
        const auto close = [&](double a, double b) { return b - a <= options.tolerance; };
        found = boost::math::tools::toms748_solve([&](double l) { return curve(l); }, bracket.good,
                                                  bracket.poor, bracket.good_excess,
                                                  bracket.poor_excess, close, solves)
                    .first;
    }
    RunResult result = curve.result();
    const bool success = bracket.good_excess <= 0.0;
    result.metrics["success"] = success ? 1.0 : 0.0;
    if (success) result.metrics["log_alpha_to_the_depth"] = found;
    return result;
}

}  // namespace regimes
