// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/fit_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <utility>

#include "regimes/core/part_observer.hpp"
#include "regimes/regularizers/registry.hpp"
#include "regimes/solvers/basis_pursuit.hpp"
#include "regimes/solvers/minimum_l2.hpp"
#include "regimes/studies/prediction_error.hpp"
#include "regimes/studies/sample_table.hpp"
#include "regimes/studies/used_features.hpp"

namespace regimes {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// One fit, stage by stage.
class FitRun {
public:
    FitRun(const FitProblem& problem, const FitOptions& options)
        : problem_(problem),
          options_(options),
          used_(problem, options.method),
          start_(used_.start()),
          scaling_(used_.x().design(), problem.training.y, options.scaling),
          classes_(classes_of(problem)) {}

    FitRecord record() {
        FitRecord record;
        record.samples = problem_.training.y.size();
        record.features = problem_.training.x.cols();
        record.names = problem_.training.x.names();
        record.first_feature = problem_.training.x.first_feature();
        record.classes = two_values(problem_.training.y);
        if (record.classes) std::sort(record.classes->begin(), record.classes->end());
        record.notes = problem_.notes;
        note_constant_features(record);
        record.scaling = options_.scaling;
        record.depths = options_.depths;
        record.minimum_l2 = end_point("minimum l2", minimum_l2);
        for (const double depth : options_.depths) {
            for (FitPoint& point : path(depth)) record.points.push_back(std::move(point));
        }
        record.minimum_l1 = end_point("minimum l1", basis_pursuit);
        return record;
    }

    std::vector<FitPoint> path(double depth) {
        PartObserver observer = next_stage(fmt::format("depth {:g}", depth));
        std::vector<FitPoint> points;
        std::vector<Trajectory> trajectories;
        std::vector<Solution> solutions = solve_path(depth, &observer, trajectories);
        const std::vector<Solution> limits = limits_of(depth);
        for (std::size_t k = 0; k < solutions.size(); ++k) {
            const double log_alpha = solutions[k].log_alpha;
            FitPoint point = point_of(std::move(solutions[k]));
            point.depth = depth;
            if (k < trajectories.size()) set_trajectory(point, std::move(trajectories[k]));
            if (!limits.empty()) set_limit_distance(point, limits[k]);
            point.log10_alpha = options_.log10_alphas[k];
            if (point.status != Status::cancelled) {
                point.log10_regularizer_value = log10_value(point, depth, log_alpha);
            }
            points.push_back(std::move(point));
        }
        return points;
    }

private:
    const DesignView& x() const { return scaling_.x(); }
    const Vector& y() const { return scaling_.y(); }

    void note_constant_features(FitRecord& record) const {
        std::vector<Index> columns;
        if (options_.scaling.any()) columns = used_.empty_columns();
        for (const Index i : scaling_.constant_features()) columns.push_back(used_.column(i));
        std::sort(columns.begin(), columns.end());
        const auto note = constant_features_note(record.names, columns, options_.scaling);
        if (note) record.notes.push_back(*note);
    }

    using Solve = Solution (*)(const DesignView&, ConstVectorRef, const InterpolationOptions&);

    /// The two values of y, if the test data take no other.
    static std::optional<std::array<double, 2>> classes_of(const FitProblem& problem) {
        const auto values = two_values(problem.training.y);
        if (!values || !problem.test) return std::nullopt;
        for (const double y : problem.test->y) {
            if (y != (*values)[0] && y != (*values)[1]) return std::nullopt;
        }
        return values;
    }

    bool cancelled() const {
        return options_.observer != nullptr && options_.observer->cancelled();
    }

    PartObserver next_stage(const std::string& name) {
        PartObserver observer(options_.observer, stage_++, options_.depths.size() + 2, name);
        observer.report({});
        return observer;
    }

    InterpolationOptions solver_options(Observer* observer) const {
        InterpolationOptions solver = options_.solver;
        solver.observer = observer;
        return solver;
    }

    FitPoint end_point(const char* name, Solve solve) {
        PartObserver observer = next_stage(name);
        Solution solution;
        solution.status = Status::cancelled;
        if (!cancelled()) solution = solve(x(), y(), solver_options(&observer));
        FitPoint point = point_of(std::move(solution));
        point.name = name;
        return point;
    }

    std::vector<Solution> solve_path(double depth, Observer* observer,
                                     std::vector<Trajectory>& trajectories) const {
        if (cancelled()) {
            Solution none;
            none.status = Status::cancelled;
            return std::vector<Solution>(options_.log10_alphas.size(), none);
        }
        if (options_.method == FitOptions::Method::exact) {
            return exact_path(depth, solver_options(observer));
        }
        SimulationOptions simulation = options_.simulation;
        simulation.descent = options_.method == FitOptions::Method::descent;
        simulation.flow.observer = simulation.steps.observer = observer;
        return simulated_path(x(), y(), start(depth), log_alphas(), simulation,
                              options_.solver.threads, &trajectories);
    }

    void set_trajectory(FitPoint& point, Trajectory from) const {
        if (point.status == Status::cancelled) return;
        FitTrajectory& trajectory = point.trajectory;
        trajectory.times = std::move(from.times);
        trajectory.residuals = std::move(from.residuals);
        for (const Vector& beta : from.parameters) {
            const Vector coefficients = scaling_.coefficients(beta);
            const double intercept =
                options_.scaling.intercept ? scaling_.intercept(coefficients) : 0.0;
            trajectory.solved.push_back(used_.whole(beta));
            trajectory.coefficients.push_back(used_.whole(coefficients));
            if (!problem_.test) continue;
            trajectory.test_mse.push_back(test_mse(
                predict(problem_.test->x.design(), trajectory.coefficients.back(), intercept)));
        }
    }

    double test_mse(const Vector& prediction) const {
        return (prediction - problem_.test->y).squaredNorm() /
               static_cast<double>(prediction.size());
    }

    /// The start at alpha = 1.
    Initialization start(double depth) const {
        Initialization initialization = start_;
        initialization.depth = depth;
        return initialization;
    }

    bool is_explicit() const { return options_.regularization == Regularization::explicit_; }

    std::vector<Solution> exact_path(double depth, const InterpolationOptions& solver) const {
        if (is_explicit() && start_.plus.size() > 0) return explicit_path(solver);
        return interpolation_path(x(), y(), start(depth), log_alphas(), options_.regularization,
                                  solver);
    }

    /// With a shape w the explicit regulariser, sum_i alpha^2 w_i^2 r(beta_i / (alpha^2 w_i^2)), is
    /// still the implicit one of depth 4, r = q_4, at the scale sqrt(alpha) and of the same shape,
    /// but in other units: of b_i = w_i^2 beta_i, whose features are x_i / w_i^2. (Then a_i =
    /// alpha^2 w_i^4, b_i / a_i = beta_i / (alpha^2 w_i^2) and w_i^-2 a_i = alpha^2 w_i^2.)
    std::vector<Solution> explicit_path(const InterpolationOptions& solver) const {
        const Vector units = start_.plus.cwiseAbs2();
        Matrix scaled(x().rows, x().cols);
        for (Index i = 0; i < x().cols; ++i) {
            for (Index n = 0; n < x().rows; ++n) scaled(n, i) = x()(n, i) / units[i];
        }
        std::vector<double> halved = log_alphas();
        for (double& log_alpha : halved) log_alpha *= 0.5;
        std::vector<Solution> path =
            interpolation_path(scaled, y(), start(4.0), halved, Regularization::implicit, solver);
        for (Solution& solution : path) {
            solution.depth = 2.0;
            solution.log_alpha *= 2.0;
            if (solution.status == Status::cancelled) continue;
            solution.coefficients.array() /= units.array();
            solution.l1_norm = solution.coefficients.lpNorm<1>();
            solution.l2_norm = solution.coefficients.stableNorm();
        }
        return path;
    }

    /// Where gradient flow would land, if that was simulated.
    std::vector<Solution> limits_of(double depth) const {
        if (options_.method == FitOptions::Method::exact || cancelled()) return {};
        InterpolationOptions solver = options_.solver;
        solver.observer = nullptr;
        return exact_path(depth, solver);
    }

    static void set_limit_distance(FitPoint& point, const Solution& limit) {
        if (point.status == Status::cancelled || limit.status != Status::converged) return;
        const double size = limit.coefficients.stableNorm();
        const double distance = (point.solved() - limit.coefficients).stableNorm();
        point.limit_distance = size > 0.0 ? distance / size : distance;
    }

    std::vector<double> log_alphas() const {
        std::vector<double> result;
        for (const double log10_alpha : options_.log10_alphas) {
            result.push_back(log10_alpha * std::numbers::ln10);
        }
        return result;
    }

    /// log10 of the regulariser in the paper's units, where the value itself underflows too.
    std::optional<double> log10_value(const FitPoint& point, double depth, double log_alpha) const {
        Initialization at = start(is_explicit() ? 4.0 : depth);
        at.log_alpha = is_explicit() ? 0.5 * log_alpha : log_alpha;
        const auto regularizer = implicit_regularizer(at);
        Vector coefficients = used_.part(point.solved());
        if (is_explicit() && at.plus.size() > 0) coefficients.array() *= at.plus.array().square();
        const double value = regularizer->value(coefficients);
        if (!(value > 0.0)) return std::nullopt;
        return (std::log(value) + regularizer->log_unit()) / std::numbers::ln10;
    }

    FitPoint point_of(Solution solution) const {
        FitPoint point;
        point.status = solution.status;
        point.iterations = solution.iterations;
        point.seconds = solution.seconds;
        if (solution.status == Status::cancelled) {
            point.l1_norm = point.l2_norm = point.regularizer_value = unknown;
            point.training_residual = point.primal_residual = unknown;
            point.stationarity_residual = point.duality_gap = unknown;
            return point;
        }
        point.l1_norm = solution.l1_norm;
        point.l2_norm = solution.l2_norm;
        point.regularizer_value = solution.regularizer_value;
        point.training_residual = solution.training_residual;
        point.fits_exactly = solution.fits_exactly;
        point.primal_residual = solution.certificate.primal_residual;
        point.stationarity_residual = solution.certificate.stationarity_residual;
        point.duality_gap = solution.certificate.duality_gap;
        if (options_.scaling.standardize) {
            point.standardized = used_.whole(solution.coefficients);
        }
        Vector coefficients = scaling_.coefficients(std::move(solution.coefficients));
        if (options_.scaling.intercept) point.intercept = scaling_.intercept(coefficients);
        point.coefficients = used_.whole(std::move(coefficients));
        set_test_errors(point);
        return point;
    }

    void set_test_errors(FitPoint& point) const {
        if (!problem_.test) return;
        const Vector prediction =
            predict(problem_.test->x.design(), point.coefficients, point.intercept.value_or(0.0));
        point.test_mse = test_mse(prediction);
        if (classes_) point.test_error = error_rate(prediction, problem_.test->y, *classes_);
    }

    const FitProblem& problem_;
    const FitOptions& options_;
    const UsedFeatures used_;
    const Initialization start_;
    const FeatureScaling scaling_;
    const std::optional<std::array<double, 2>> classes_;
    std::size_t stage_ = 0;
};

}  // namespace

FitRecord run_fit(const FitProblem& problem, const FitOptions& options) {
    return FitRun(problem, options).record();
}

FitPoint run_fit_point(const FitProblem& problem, const FitOptions& options) {
    return std::move(FitRun(problem, options).path(options.depths.front()).front());
}

}  // namespace regimes
