// SPDX-License-Identifier: BSD-3-Clause
#include "cli/fit_run.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "cli/interrupt.hpp"
#include "cli/progress_bar.hpp"
#include "regimes/regularizers/registry.hpp"
#include "regimes/report/prediction_error.hpp"
#include "regimes/solvers/basis_pursuit.hpp"
#include "regimes/solvers/minimum_l2.hpp"

namespace regimes::cli {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// One run of `fit`: solves stage by stage and takes notes.
class FitRun {
public:
    FitRun(const FitInput& input, const FitOptions& options)
        : input_(input),
          options_(options),
          x_(input.training.x.view()),
          classes_(classes_of(input)),
          solver_(options.solver),
          simulation_(options.simulation) {
        solver_.observer = &progress_;
        simulation_.flow.observer = simulation_.steps.observer = &progress_;
    }

    FitRecord record() {
        FitRecord record;
        record.samples = x_.rows;
        record.features = x_.cols;
        record.depths = options_.depths;
        record.regularizer = options_.regularizer;
        record.method = options_.method;
        record.image = options_.image;
        catch_interrupts();
        record.minimum_l2 = end_point("minimum l2", minimum_l2);
        for (const double depth : options_.depths) {
            for (FitPoint& point : path(depth)) record.points.push_back(std::move(point));
        }
        record.minimum_l1 = end_point("minimum l1", basis_pursuit);
        return record;
    }

private:
    using Solve = Solution (*)(const MatrixView&, ConstVectorRef, const InterpolationOptions&);

    /// The two values of y, if the test data take no other.
    static std::optional<std::array<double, 2>> classes_of(const FitInput& input) {
        const auto values = two_values(input.training.y);
        if (!values || !input.test) return std::nullopt;
        for (const double y : input.test->y) {
            if (y != (*values)[0] && y != (*values)[1]) return std::nullopt;
        }
        return values;
    }

    void next_stage(const std::string& name) {
        progress_.stage(stage_++, options_.depths.size() + 2, name);
    }

    FitPoint end_point(const char* name, Solve solve) {
        next_stage(name);
        Solution solution;
        solution.status = Status::cancelled;
        if (!interrupted()) solution = solve(x_, input_.training.y, solver_);
        FitPoint point = note(std::move(solution));
        point.name = name;
        return point;
    }

    std::vector<FitPoint> path(double depth) {
        next_stage(fmt::format("depth {:g}", depth));
        std::vector<FitPoint> points;
        std::vector<Solution> solutions = solve_path(depth);
        for (std::size_t k = 0; k < solutions.size(); ++k) {
            const double log_alpha = solutions[k].log_alpha;
            FitPoint point = note(std::move(solutions[k]));
            point.depth = depth;
            point.log10_alpha = options_.log10_alphas[k];
            if (point.status != Status::cancelled) {
                point.log10_regularizer_value = log10_value(point, depth, log_alpha);
            }
            points.push_back(std::move(point));
        }
        return points;
    }

    std::vector<Solution> solve_path(double depth) {
        std::vector<double> log_alphas;
        for (const double log10_alpha : options_.log10_alphas) {
            log_alphas.push_back(log10_alpha * std::numbers::ln10);
        }
        if (interrupted()) {
            Solution none;
            none.status = Status::cancelled;
            return std::vector<Solution>(log_alphas.size(), none);
        }
        if (options_.method != "exact") {
            return simulate(x_, input_.training.y, depth, log_alphas, simulation_, solver_.threads);
        }
        return interpolation_path(x_, input_.training.y, {.depth = depth}, log_alphas,
                                  options_.regularization, solver_);
    }

    /// log10 of the regulariser in the paper's units, where the value itself underflows too.
    std::optional<double> log10_value(const FitPoint& point, double depth, double log_alpha) const {
        const Initialization initialization{.depth = depth, .log_alpha = log_alpha};
        const auto regularizer = options_.regularization == Regularization::implicit
                                     ? implicit_regularizer(initialization)
                                     : make_regularizer("r_alpha", initialization);
        const double value = regularizer->value(point.coefficients);
        if (!(value > 0.0)) return std::nullopt;
        return (std::log(value) + regularizer->log_unit()) / std::numbers::ln10;
    }

    FitPoint note(Solution solution) const {
        FitPoint point;
        point.status = solution.status;
        point.iterations = solution.iterations;
        point.seconds = solution.seconds;
        if (solution.status == Status::cancelled) {
            point.l1_norm = point.l2_norm = point.regularizer_value = unknown;
            point.primal_residual = point.stationarity_residual = point.duality_gap = unknown;
            return point;
        }
        point.l1_norm = solution.l1_norm;
        point.l2_norm = solution.l2_norm;
        point.regularizer_value = solution.regularizer_value;
        point.primal_residual = solution.certificate.primal_residual;
        point.stationarity_residual = solution.certificate.stationarity_residual;
        point.duality_gap = solution.certificate.duality_gap;
        point.coefficients = std::move(solution.coefficients);
        note_test(point);
        return point;
    }

    void note_test(FitPoint& point) const {
        if (!input_.test) return;
        const Vector prediction = predict(input_.test->x.view(), point.coefficients);
        point.test_mse =
            (prediction - input_.test->y).squaredNorm() / static_cast<double>(prediction.size());
        if (classes_) point.test_error = error_rate(prediction, input_.test->y, *classes_);
    }

    const FitInput& input_;
    const FitOptions& options_;
    const MatrixView x_;
    const std::optional<std::array<double, 2>> classes_;
    ProgressBar progress_;
    InterpolationOptions solver_;
    SimulationOptions simulation_;
    std::size_t stage_ = 0;
};

}  // namespace

FitRecord run_fit(const FitInput& input, const FitOptions& options) {
    return FitRun(input, options).record();
}

}  // namespace regimes::cli
