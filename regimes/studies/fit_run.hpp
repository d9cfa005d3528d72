// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "regimes/core/observer.hpp"
#include "regimes/data/table.hpp"
#include "regimes/solvers/interpolation.hpp"
#include "regimes/studies/fit_record.hpp"
#include "regimes/studies/simulated_path.hpp"

namespace regimes {

/// Samples and their targets, as many of the one as of the other.
struct Samples {
    Table x;
    Vector y;
};

/// What a fit works on.
struct FitProblem {
    Samples training;
    std::optional<Samples> test;
    /// Shape and bias of the start, of the features that are trained on (standardised ones, where
    /// they are); depth and scale are those of the options.
    Initialization start = {};
    std::vector<std::string> notes = {};  ///< on what was read
};

/// Which solutions a fit computes, and how.
struct FitOptions {
    std::vector<double> depths = {2.0};
    std::vector<double> log10_alphas;  ///< in any order
    Regularization regularization = Regularization::implicit;
    enum class Method { exact, flow, descent } method = Method::exact;
    ScalingOptions scaling = {};
    InterpolationOptions solver;
    SimulationOptions simulation;  ///< for the methods flow and descent
    Observer* observer = nullptr;
};

/// Solves for both end points and every depth and alpha; what was cancelled says so.
FitRecord run_fit(const FitProblem& problem, const FitOptions& options);

/// One point: the only depth and alpha of the options, without end points.
FitPoint run_fit_point(const FitProblem& problem, const FitOptions& options);

}  // namespace regimes
