// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/completion_run.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "regimes/diagnostics/balancedness.hpp"
#include "regimes/dynamics/lifted_flow.hpp"
#include "regimes/models/matrix_factorization.hpp"
#include "regimes/numerics/svd.hpp"

namespace regimes {

namespace {

constexpr double unknown = CompletedPoint::unknown;
constexpr Index leading = 10;  // singular values that are kept
constexpr int harmless = 60;   // exponents up to which training takes entries as they are

double effective_rank(const Vector& s) {
    const double sum = s.sum();
    if (!(sum > 0.0)) return 0.0;
    double entropy = 0.0;
    for (const double value : s) {
        const double share = value / sum;
        if (share > 0.0) entropy -= share * std::log(share);
    }
    return std::exp(entropy);
}

void measure_held_out(CompletedPoint& point, const std::vector<ObservedEntry>& entries) {
    if (entries.empty()) return;
    Vector errors(static_cast<Index>(entries.size()));
    Vector values(errors.size());
    for (Index n = 0; n < errors.size(); ++n) {
        const ObservedEntry& entry = entries[static_cast<std::size_t>(n)];
        values[n] = entry.value;
        errors[n] = point.matrix(entry.row, entry.col) - entry.value;
    }
    const double error = errors.stableNorm();
    const double size = values.stableNorm();
    point.held_out_rmse = error / std::sqrt(static_cast<double>(errors.size()));
    point.held_out_error = size > 0.0 ? error / size : unknown;
}

}  // namespace

const CompletedPoint* chosen_point(const CompletionRecord& record) {
    const CompletedPoint* best = nullptr;
    for (const CompletedPoint& point : record.points) {
        if (point.status != Status::converged) continue;
        const bool is_better =
            best == nullptr || (point.held_out_rmse ? *point.held_out_rmse < *best->held_out_rmse
                                                    : *point.log10_alpha < *best->log10_alpha);
        if (is_better) best = &point;
    }
    return best;
}

std::vector<const CompletedPoint*> trained_points(const CompletionRecord& record) {
    std::vector<const CompletedPoint*> points;
    for (const CompletedPoint& point : record.points) {
        if (point.status != Status::cancelled) points.push_back(&point);
    }
    std::stable_sort(points.begin(), points.end(),
                     [](const CompletedPoint* a, const CompletedPoint* b) {
                         return *a->log10_alpha > *b->log10_alpha;
                     });
    return points;
}

CompletionRun::CompletionRun(const PartialMatrix& problem,
                             const std::vector<ObservedEntry>& held_out,
                             const CompletionRunOptions& options)
    : problem_(problem),
      held_out_(held_out),
      options_(options),
      unseen_(Matrix::Ones(problem.rows, problem.cols) - observed_mask(problem)) {
    const LiftedStart start = with_same_product(lifted_start(options.start));
    left_ = start.left;
    right_ = start.right;
    product_ = left_ * right_.transpose();
    std::vector<MatrixEntry> places;
    y_.resize(static_cast<Index>(problem.observed.size()));
    for (const ObservedEntry& entry : problem.observed) {
        y_[static_cast<Index>(places.size())] = entry.value;
        places.push_back({entry.row, entry.col});
    }
    const double largest = y_.lpNorm<Eigen::Infinity>();
    if (largest > 0.0 && std::abs(std::ilogb(largest)) > harmless) {
        exponent_ = std::ilogb(largest);
        for (double& value : y_) value = std::ldexp(value, -exponent_);
    }
    measurements_ = observed_entries(problem.rows, problem.cols, places, options.threads);
}

CompletedPoint CompletionRun::train(double log10_alpha, Observer* observer) const {
    CompletedPoint point = cancelled_point();
    point.log10_alpha = log10_alpha;
    // In units of 2^e the weights are in units of 2^(e / 2), and time in units of 2^-e.
    const double log_unit = exponent_ * std::numbers::ln2;
    const LiftedStart start{left_, right_, log10_alpha * std::numbers::ln10 - log_unit / 2.0};
    FlowOptions flow = options_.flow;
    flow.observer = observer;
    const TrainingResult result = lifted_flow(measurements_, y_, start, flow);
    if (result.status == Status::cancelled) return point;
    point.status = result.status;
    point.steps = result.steps;
    point.seconds = result.seconds;
    point.relative_residual = result.relative_residual;
    point.log_time = result.log_time - log_unit;
    const MatrixFactorization model(measurements_, left_.cols());
    const auto in_units_given = [this](double value) { return std::ldexp(value, exponent_); };
    point.matrix = model.product(result.parameters).unaryExpr(in_units_given);
    Vector parameters(result.parameters.size());
    parameters << left_.reshaped(), right_.reshaped();
    parameters *= std::exp(start.log_alpha);
    point.balancedness_drift = balancedness_drift(model, parameters, result.parameters);
    measure(point, (std::exp(2.0 * start.log_alpha) * product_).unaryExpr(in_units_given));
    return point;
}

CompletedPoint CompletionRun::minimum_frobenius() const {
    return end_point(minimum_frobenius_completion(problem_));
}

CompletedPoint CompletionRun::minimum_nuclear(Observer* observer) const {
    CompletionOptions solver = options_.solver;
    solver.observer = observer;
    return end_point(nuclear_norm_completion(problem_, solver));
}

CompletedPoint CompletionRun::cancelled_point() const {
    CompletedPoint point;
    point.nuclear_norm = point.frobenius_norm = point.effective_rank = unknown;
    point.movement = point.relative_residual = unknown;
    point.matrix = Matrix::Constant(unseen_.rows(), unseen_.cols(), unknown);
    if (!held_out_.empty()) point.held_out_rmse = point.held_out_error = unknown;
    return point;
}

CompletedPoint CompletionRun::end_point(Completion completion) const {
    if (completion.status == Status::cancelled) return cancelled_point();
    CompletedPoint point;
    point.status = completion.status;
    point.steps = completion.iterations;
    point.seconds = completion.seconds;
    point.duality_gap = completion.duality_gap;
    point.matrix = std::move(completion.matrix);
    measure(point, Matrix::Zero(unseen_.rows(), unseen_.cols()));
    return point;
}

/// What follows from the matrix, and from where it came.
void CompletionRun::measure(CompletedPoint& point, const Matrix& start) const {
    const Vector s = singular_values(point.matrix);
    point.nuclear_norm = s.sum();
    point.effective_rank = effective_rank(s);
    point.singular_values = s.head(std::min(leading, s.size()));
    point.frobenius_norm = point.matrix.stableNorm();
    point.movement =
        (point.matrix - start).cwiseProduct(unseen_).stableNorm() / std::sqrt(unseen_.sum());
    measure_held_out(point, held_out_);
}

}  // namespace regimes
