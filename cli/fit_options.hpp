// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/fit_simulation.hpp"
#include "regimes/report/coefficient_picture.hpp"
#include "regimes/solvers/interpolation.hpp"

namespace CLI {
class App;
}

namespace regimes::cli {

/// What `fit` was asked for, checked.
struct FitOptions {
    std::string x;
    std::string y;
    std::string test_x;  ///< empty: no test data
    std::string test_y;
    std::vector<double> depths;
    std::vector<double> log10_alphas;  ///< as given, in the order given
    Regularization regularization = Regularization::implicit;
    std::string regularizer;
    std::string method;
    std::optional<ImageShape> image;
    InterpolationOptions solver;
    SimulationOptions simulation;  ///< for the methods flow and descent
    std::string out;               ///< empty: no files
    bool coefficients = false;
    bool json = false;
};

/// Version, commit and options of this run, for fit.json and the page.
nlohmann::ordered_json provenance(const FitOptions& options);

/// The options of `fit` as typed.
class FitArguments {
public:
    void add_to(CLI::App& app);
    /// Errors: UsageError naming the first option that is wrong.
    FitOptions settle() const;

private:
    void add_training(CLI::App& app);
    Regularization settle_regularization(const std::vector<double>& depths) const;
    std::vector<double> settle_depths() const;
    std::vector<double> settle_alphas() const;
    std::optional<ImageShape> settle_image() const;
    InterpolationOptions settle_solver() const;
    SimulationOptions settle_simulation() const;
    void check_training_options() const;

    FitOptions given_;
    std::string depth_ = "2";
    std::string alpha_;
    std::string log10_alpha_;
    std::string image_;
    std::string primal_tolerance_;
    std::string stationarity_tolerance_;
    std::string gap_tolerance_;
    std::string max_iterations_;
    std::string threads_;
    std::string residual_tolerance_;
    std::string step_size_;
    std::string momentum_;
    std::string max_steps_;
};

}  // namespace regimes::cli
