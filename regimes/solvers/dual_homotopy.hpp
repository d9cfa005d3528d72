// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/observer.hpp"
#include "regimes/core/status.hpp"
#include "regimes/solvers/normal_equations.hpp"
#include "regimes/solvers/reduced_system.hpp"
#include "regimes/solvers/slack_form.hpp"

namespace regimes {

/// Primal-dual Newton and path following on X (E(kappa_+) - E(kappa_-)) = y.
///
/// Unknowns: dual nu (N), and for every coordinate its near slack (see slack_form.hpp). Newton at
/// fixed Lambda solves (X W X^T) dnu = y - X beta, W = diag(-E'(kappa_+) - E'(kappa_-)), over the
/// columns that carry weight in W. Along the path, (X W X^T) dnu/dLambda = X (the drift of beta at
/// fixed nu); the tangent predicts, Newton corrects, the step adapts to the first correction.
///
/// The equations are those of a ReducedSystem, y() in units of `unit`: these and Lambda must be
/// such that |beta| is of order one; Lambda >= 0.
class DualHomotopy {
public:
    /// `data` must outlive the path.
    DualHomotopy(const ReducedSystem& data, SlackForm form, int threads, int max_iterations);

    /// Puts the path at its kernel end, Lambda = 0, nu = 0 (alpha = 1 in the units of y).
    void reset();
    /// First-order change of the weights on the way from nu = 0 to X beta = y: half of the largest
    /// |beta_i| / (alpha w_i)^D. Call after `reset`.
    double nonlinearity(double unit = 1.0);
    /// Newton from the present point to full accuracy; leaves beta and nu. Polishes beta until
    /// X beta = y holds to rounding.
    Status solve(double unit);
    /// Follows the path to a larger Lambda; the point there is rough until `solve`.
    Status advance(double lambda, double unit, const Observer* observer);

    const Vector& beta() const { return beta_; }
    const Vector& nu() const { return point_.nu; }
    double lambda() const { return point_.lambda; }
    /// Factorisations since the last call of this function.
    int take_iterations() { return system_.take_count(); }

private:
    struct Point {
        double lambda = 0.0;
        Vector nu;
        Vector xi;    ///< X^T nu
        Vector near;  ///< near slacks
    };

    bool is_carried(double near, double half) const;
    double side(Index i) const;
    void set_unit(double unit);
    void evaluate();
    void factorize();
    void find_direction();
    double relative_change(const Vector& largest_slack) const;
    void apply(double step);
    void take_step(double change);
    Status step_back(const Point& start);
    double nonlinearity_of_point() const;
    double noise() const;
    bool is_rounding(double residual, int idle) const;
    void polish();
    void find_tangent();
    bool is_rounding_of_rate(Index i, double rate, double own) const;
    void predict(double step);
    bool correct(double& first_change);

    const ReducedSystem* data_;
    const DesignView x_;
    const SlackForm form_;
    const int threads_;
    const int max_iterations_;
    NormalEquations system_;
    double unit_ = 0.0;    ///< y() is divided by it
    double y_norm_ = 0.0;  ///< ||y() / unit||_2
    double largest_residual_ = 0.0;
    Vector followed_slack_;  ///< near slacks beyond this do not limit steps along the path
    Vector resolved_slack_;  ///< near slacks beyond this carry no coefficient that y resolves

    Point point_;
    Vector beta_;
    Vector powers_;  ///< E(near slack), the larger of the two terms of beta
    Vector weights_;
    Vector drift_;  ///< d beta / d Lambda at fixed nu
    Vector residual_;
    Vector nu_change_;
    Vector xi_change_;
    Vector nu_rate_;
    Vector xi_rate_;

    double dropped_ = 0.0;  ///< share of the N-th largest column weight below which columns drop
    double factor_change_ = 0.0;  ///< bound on the weights' relative change since factorisation
    double moved_ = 0.0;          ///< the same since `reset`
    double step_ = 0.0;           ///< of Lambda, to try next
    bool has_factor_ = false;
};

}  // namespace regimes
