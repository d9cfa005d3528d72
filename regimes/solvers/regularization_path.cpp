// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/regularization_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numbers>
#include <optional>
#include <stdexcept>

#include "regimes/numerics/blas_threads.hpp"
#include "regimes/regularizers/r_alpha.hpp"
#include "regimes/regularizers/registry.hpp"
#include "regimes/solvers/certificate.hpp"
#include "regimes/solvers/dual_homotopy.hpp"
#include "regimes/solvers/reduced_system.hpp"

namespace regimes {

namespace {

// ln of the largest useful alpha^D over |beta|: past it, Q and its parabola differ by z^2 = 1e-20.
constexpr double kernel_clamp = 23.0;
// Coefficients whose term x_i beta_i is below this share of the largest are taken from the
// regulariser where Lambda is capped.
constexpr double negligible_share = 1e-9;
constexpr double underflow_share = 1e-290;

using Clock = std::chrono::steady_clock;

void check(const DesignView& x, const Initialization& initialization, Regularization regularization,
           const InterpolationOptions& options) {
    validate(options);
    validate(initialization);
    if (regularization == Regularization::explicit_) equivalent_of_explicit(initialization);
    const Index given = initialization.plus.size();
    if (given != 0 && given != x.cols) {
        throw std::invalid_argument(fmt::format(
            "plus: {} entries given, one for each of the {} columns of x expected", given, x.cols));
    }
}

}  // namespace

/// One path through one problem.
class RegularizationPath::Run {
public:
    Run(const DesignView& x, ConstVectorRef y, const Initialization& initialization,
        Regularization regularization, const InterpolationOptions& options)
        : initialization_(initialization),
          regularization_(regularization),
          options_(options),
          data_(x, y, options.threads),
          biased_(is_biased(initialization)) {
        path_.emplace(data_, SlackForm(network(initialization.log_alpha)), options.threads,
                      options.max_iterations);
        path_->reset();
        // The first-order change of a weight is |z| / 2 at alpha = 1.
        log_size_ = std::log(2.0 * path_->nonlinearity());
    }

    Solution solve(double log_alpha) {
        const auto start = Clock::now();
        // alpha^D in the units in which the equations are solved.
        const double inner =
            log_alpha - data_.beta_exponent() * std::numbers::ln2 / initialization_.depth;
        Solution solution = find(inner);
        solution.log_alpha = log_alpha;
        solution.depth = initialization_.depth;
        solution.iterations = path_->take_iterations();
        const auto penalty = regularizer(inner);
        complete(solution, data_, *penalty, options_);
        if (data_.beta_exponent() != 0) {
            solution.dual *= std::exp(penalty->log_unit() - regularizer(log_alpha)->log_unit());
        }
        solution.seconds = std::chrono::duration<double>(Clock::now() - start).count();
        return solution;
    }

    void keep() {
        if (on_path_) kept_.emplace(*path_);
    }

private:
    /// The network whose implicit regulariser is minimised, at this alpha.
    Initialization network(double log_alpha) const {
        Initialization at = initialization_;
        at.log_alpha = log_alpha;
        return regularization_ == Regularization::implicit ? at : equivalent_of_explicit(at);
    }

    std::unique_ptr<Regularizer> regularizer(double log_alpha) const {
        Initialization at = initialization_;
        at.log_alpha = log_alpha;
        return regularization_ == Regularization::implicit ? implicit_regularizer(at)
                                                           : make_regularizer("r_alpha", at);
    }

    Solution find(double log_alpha) {
        const Initialization at = network(log_alpha);
        if (data_.y().isZero(0.0) && !biased_) return zero_solution();
        const double log_scale = at.depth * at.log_alpha;
        return log_scale >= log_size_ ? kernel_side(at) : rich_side(at, log_alpha);
    }

    Solution zero_solution() const {
        Solution solution;
        solution.coefficients = Vector::Zero(data_.x().cols);
        solution.dual = Vector::Zero(data_.x().rows);
        solution.status = Status::converged;
        return solution;
    }

    /// alpha^D at or above the size of beta: Newton from nu = 0, in units of alpha^D.
    Solution kernel_side(const Initialization& at) {
        double log_unit = at.depth * at.log_alpha;
        if (!biased_) log_unit = std::min(log_unit, log_size_ + kernel_clamp);
        path_->reset();
        on_path_ = false;
        const Status status = path_->solve(std::exp(log_unit));
        return assemble(at, status, log_unit);
    }

    /// alpha^D below the size of beta: along the path, in units of beta.
    Solution rich_side(const Initialization& at, double log_alpha) {
        const double unit = std::exp(log_size_);
        const double lambda = SlackForm(at).lambda(at.log_alpha - log_size_ / at.depth);
        Status status = Status::converged;
        if (!on_path_ || lambda < path_->lambda()) status = start_before(lambda, unit);
        if (status == Status::converged) status = path_->advance(lambda, unit, options_.observer);
        if (status == Status::converged) status = path_->solve(unit);
        Solution solution = assemble(at, status, log_size_);
        fix_negligible(solution, log_alpha, lambda == SlackForm::largest_lambda);
        return solution;
    }

    /// Puts the path at the kept point, or else at its kernel end.
    Status start_before(double lambda, double unit) {
        on_path_ = true;
        if (kept_ && kept_->lambda() <= lambda) {
            path_.emplace(*kept_);
            return Status::converged;
        }
        path_->reset();
        return path_->solve(unit);
    }

    Solution assemble(const Initialization& at, Status status, double log_unit) const {
        Solution solution;
        solution.status = status;
        solution.coefficients = path_->beta() * std::exp(log_unit);
        const SlackForm form({.depth = at.depth});
        const double log_normal =
            implicit_regularizer({.depth = at.depth, .log_alpha = at.log_alpha})->log_unit();
        // Where the unit was clamped below alpha^D, the dual is linear in beta / alpha^D.
        const double log_shrink = std::min(0.0, log_unit - at.depth * at.log_alpha);
        const double scale = form.dual_scale(path_->lambda()) * std::exp(log_shrink - log_normal);
        solution.dual = path_->nu() * scale;
        if (!solution.coefficients.allFinite() || !solution.dual.allFinite()) {
            solution.status = Status::stalled;
        }
        return solution;
    }

    /// Takes coefficients too small for the path to tell from the regulariser: where Lambda is
    /// capped they are smaller than the path says, else they underflow in its units.
    void fix_negligible(Solution& solution, double log_alpha, bool capped) const {
        const Vector terms =
            solution.coefficients.cwiseAbs().cwiseProduct(data_.squared_norms().cwiseSqrt());
        const double floor = (capped ? negligible_share : underflow_share) * terms.maxCoeff();
        if (!(terms.array() < floor).any()) return;
        const auto penalty = regularizer(log_alpha);
        Vector s(data_.x().cols);
        multiply_transposed(data_.x(), solution.dual, s, options_.threads);
        for (Index i = 0; i < s.size(); ++i) {
            double& b = solution.coefficients[i];
            if (!(terms[i] < floor)) continue;
            const double own = penalty->inverse_gradient(i, s[i]);
            if (!capped || std::fabs(own) < std::fabs(b)) b = own;
        }
    }

    const Initialization initialization_;
    const Regularization regularization_;
    const InterpolationOptions options_;
    const ReducedSystem data_;
    std::optional<DualHomotopy> path_;
    std::optional<DualHomotopy> kept_;
    const bool biased_;
    double log_size_ = 0.0;
    bool on_path_ = false;  // in units of beta; else in those of alpha^D
};

RegularizationPath::RegularizationPath(const DesignView& x, ConstVectorRef y,
                                       const Initialization& initialization,
                                       Regularization regularization,
                                       const InterpolationOptions& options) {
    Initialization at = initialization;
    at.log_alpha = 0.0;
    check(x, at, regularization, options);
    const SingleThreadedBlas guard;
    run_ = std::make_unique<Run>(x, y, at, regularization, options);
}

RegularizationPath::~RegularizationPath() = default;

Solution RegularizationPath::solve(double log_alpha) {
    if (!std::isfinite(log_alpha)) {
        throw std::invalid_argument(
            fmt::format("log_alpha: {} given, a finite number expected", log_alpha));
    }
    const SingleThreadedBlas guard;
    return run_->solve(log_alpha);
}

void RegularizationPath::keep() { run_->keep(); }

}  // namespace regimes
