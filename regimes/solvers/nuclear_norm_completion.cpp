// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/nuclear_norm_completion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/numerics/anderson.hpp"
#include "regimes/numerics/blas_threads.hpp"
#include "regimes/numerics/svd.hpp"

namespace regimes {

namespace {

using Clock = std::chrono::steady_clock;

constexpr Index memory = 20;
constexpr int between_checks = 10;
constexpr int balances[] = {20, 50, 100};
// Shares found by trial on recoverable, noisy, full-rank and rectangular problems; the number of
// iterations changes by a factor of two for a factor of five in either.
constexpr double first_penalty = 0.1;     // of the largest singular value of Y
constexpr double balanced_penalty = 0.1;  // of ||M||_F / ||subgradient||_F
constexpr double tolerated_growth = 2.0;  // of the residual, after an accelerated step

/// Z scaled to spectral norm 1, if it is not zero.
Matrix scaled_to_ball(Matrix z) {
    const double norm = singular_values(z)[0];
    if (norm > 0.0) z /= norm;
    return z;
}

Eigen::Map<const Vector> as_vector(const Matrix& a) { return {a.data(), a.size()}; }

double relative_gap(double norm, double bound) { return norm > 0.0 ? (norm - bound) / norm : 0.0; }

/// Douglas-Rachford for the indicator of the observed entries plus the nuclear norm, in units of
/// the largest |Y_ij|. The iterate is w; x has the observed entries of Y and the others of w, and
/// (x - w) / penalty, which is supported on the observed entries, tends to the dual matrix.
class Splitting {
public:
    Splitting(const Matrix& y, const Matrix& mask, const CompletionOptions& options)
        : y_(y), mask_(mask), options_(options), anderson_(y.size(), memory), w_(y), x_(y) {
        penalty_ = first_penalty * singular_values(y)[0];
    }

    /// Leaves the best pair found in `matrix` and `dual`.
    Status run() {
        while (iterations_ < options_.max_iterations) {
            if (options_.observer != nullptr && options_.observer->cancelled()) {
                note_best();
                return Status::cancelled;
            }
            step();
            if (iterations_ % between_checks != 0) continue;
            note_best();
            if (gap_ <= options_.gap_tolerance) return Status::converged;
            if (residual_.norm() <= 4.0 * std::numeric_limits<double>::epsilon() * x_.norm()) {
                return Status::stalled;
            }
            report();
        }
        note_best();
        return gap_ <= options_.gap_tolerance ? Status::converged : Status::iteration_limit;
    }

    const Matrix& matrix() const { return matrix_; }
    const Matrix& dual() const { return dual_; }
    int iterations() const { return iterations_; }

private:
    void step() {
        evaluate();
        const double norm = residual_.norm();
        if (accelerated_ && !(norm <= tolerated_growth * least_residual_)) {
            w_ = plain_;
            forget();
            return;
        }
        least_residual_ = std::min(least_residual_, norm);
        if (std::count(std::begin(balances), std::end(balances), iterations_) > 0) {
            balance();
            return;
        }
        plain_ = w_ + residual_;
        accelerated_ = true;
        const Vector next = anderson_.next(as_vector(w_), as_vector(residual_));
        w_ = Eigen::Map<const Matrix>(next.data(), w_.rows(), w_.cols());
    }

    /// x and the residual prox(2 x - w) - x at w.
    void evaluate() {
        ++iterations_;
        x_ = w_ + mask_.cwiseProduct(y_ - w_);
        const Svd parts = svd(2.0 * x_ - w_);
        const Index rank = (parts.s.array() > penalty_).count();
        const Vector kept = parts.s.head(rank).array() - penalty_;
        residual_.noalias() = parts.u.leftCols(rank) * kept.asDiagonal() * parts.vt.topRows(rank);
        residual_ -= x_;
    }

    /// Sets the penalty to the ratio of the sizes of the two residuals, keeping x and the dual.
    void balance() {
        const Matrix subgradient = (x_ - w_ - residual_) / penalty_;
        const double penalty = balanced_penalty * x_.norm() / subgradient.norm();
        if (penalty > 0.0 && std::isfinite(penalty)) {
            w_ = x_ + (w_ - x_) * (penalty / penalty_);
            penalty_ = penalty;
        }
        forget();
    }

    void forget() {
        anderson_.reset();
        accelerated_ = false;
        least_residual_ = std::numeric_limits<double>::infinity();
    }

    void note_best() {
        const Matrix x = w_ + mask_.cwiseProduct(y_ - w_);
        const Matrix dual = scaled_to_ball(mask_.cwiseProduct(y_ - w_));
        const double gap = relative_gap(singular_values(x).sum(), dual.cwiseProduct(y_).sum());
        if (!(gap < gap_)) return;
        gap_ = gap;
        matrix_ = x;
        dual_ = dual;
    }

    void report() {
        if (options_.observer == nullptr) return;
        first_gap_ = std::max(first_gap_, gap_);
        const double all = std::log(first_gap_ / options_.gap_tolerance);
        const double done = std::log(first_gap_ / gap_);
        options_.observer->report(
            {std::clamp(done / all, 0.0, 1.0), fmt::format("duality gap {:.1e}", gap_)});
    }

    const Matrix& y_;
    const Matrix& mask_;
    const CompletionOptions& options_;
    Anderson anderson_;
    Matrix w_, x_, residual_, plain_;
    Matrix matrix_, dual_;
    double penalty_ = 1.0;
    double least_residual_ = std::numeric_limits<double>::infinity();
    double gap_ = std::numeric_limits<double>::infinity();
    double first_gap_ = 0.0;
    int iterations_ = 0;
    bool accelerated_ = false;
};

/// Norms, and the gap of a norm of M against the dual's bound.
void complete(Completion& completion, const PartialMatrix& problem, double Completion::*norm) {
    const Matrix y = zero_filled(problem);
    for (const ObservedEntry& entry : problem.observed) {
        completion.matrix(entry.row, entry.col) = entry.value;
    }
    completion.nuclear_norm = singular_values(completion.matrix).sum();
    completion.frobenius_norm = completion.matrix.stableNorm();
    completion.duality_gap = relative_gap(completion.*norm, completion.dual.cwiseProduct(y).sum());
}

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

void validate(const CompletionOptions& options) {
    if (!(options.gap_tolerance > 0.0)) {
        throw std::invalid_argument(fmt::format(
            "gap_tolerance: {} given, a positive number expected", options.gap_tolerance));
    }
    if (options.max_iterations < 1) {
        throw std::invalid_argument(
            fmt::format("max_iterations: {} given, at least 1 expected", options.max_iterations));
    }
}

Completion minimum_frobenius_completion(const PartialMatrix& problem) {
    const auto start = Clock::now();
    validate(problem);
    const SingleThreadedBlas guard;
    Completion completion;
    completion.matrix = zero_filled(problem);
    completion.dual = completion.matrix.stableNormalized();
    completion.status = Status::converged;
    complete(completion, problem, &Completion::frobenius_norm);
    completion.seconds = seconds_since(start);
    return completion;
}

Completion nuclear_norm_completion(const PartialMatrix& problem, const CompletionOptions& options) {
    const auto start = Clock::now();
    validate(problem);
    validate(options);
    const SingleThreadedBlas guard;
    Matrix y = zero_filled(problem);
    const double unit = y.lpNorm<Eigen::Infinity>();
    if (unit == 0.0) return minimum_frobenius_completion(problem);
    y /= unit;
    const Matrix mask = observed_mask(problem);
    Splitting splitting(y, mask, options);
    Completion completion;
    completion.status = splitting.run();
    completion.matrix = splitting.matrix() * unit;
    completion.dual = splitting.dual();
    completion.iterations = splitting.iterations();
    complete(completion, problem, &Completion::nuclear_norm);
    completion.seconds = seconds_since(start);
    return completion;
}

}  // namespace regimes
