// SPDX-License-Identifier: BSD-3-Clause
// Theorems 1 to 3 of Woodworth et al. (2020) as statements about the engine: where the flow ends,
// and how small or large alpha must be for the l1 or the l2 norm.
#include <gtest/gtest.h>

#include <Eigen/LU>
#include <boost/numeric/odeint.hpp>
#include <cmath>
#include <vector>

#include "regimes/core/random.hpp"
#include "regimes/regularizers/regime_bounds.hpp"
#include "regimes/regularizers/registry.hpp"
#include "regimes/solvers/basis_pursuit.hpp"
#include "regimes/solvers/interpolation.hpp"
#include "regimes/solvers/minimum_l2.hpp"

namespace regimes {
namespace {

Matrix normal_matrix(RandomStream& random, Index rows, Index cols) {
    Matrix x(rows, cols);
    for (Index i = 0; i < cols; ++i) x.col(i) = random.normals(rows);
    return x;
}

/// Gradient flow on ||X (w_+^D - w_-^D) - y||^2 by Boost's Dormand-Prince, in the weights
/// themselves; state (w_+, w_-).
class WeightFlow {
public:
    using State = std::vector<double>;

    WeightFlow(const Matrix& x, const Vector& y, const Initialization& start)
        : x_(x), y_(y), depth_(start.depth) {
        const double alpha = std::exp(start.log_alpha);
        const Vector ones = Vector::Ones(x.cols());
        const Vector plus = start.plus.size() ? start.plus : ones;
        const Vector minus = start.minus.size() ? start.minus : plus;
        for (const double w : plus) weights_.push_back(alpha * w);
        for (const double w : minus) weights_.push_back(alpha * w);
    }

    Vector coefficients() const { return beta(weights_); }

    /// Until the residual is this share of y; false if it does not get there.
    bool run(double tolerance) {
        namespace odeint = boost::numeric::odeint;
        const auto stepper =
            odeint::make_controlled<odeint::runge_kutta_dopri5<State>>(1e-13, 1e-11);
        const auto rates = [this](const State& w, State& dw, double) { find_rates(w, dw); };
        double span = 1e-3;
        for (int round = 0; round < 26; ++round, span *= 1.5) {
            odeint::integrate_adaptive(stepper, rates, weights_, 0.0, span, 1e-6 * span);
            if ((x_ * coefficients() - y_).norm() <= tolerance * y_.norm()) return true;
        }
        return false;
    }

private:
    Vector beta(const State& w) const {
        Vector b(x_.cols());
        for (Index i = 0; i < b.size(); ++i) {
            const auto k = static_cast<std::size_t>(i);
            b[i] = std::pow(w[k], depth_) -
                   std::pow(w[k + static_cast<std::size_t>(b.size())], depth_);
        }
        return b;
    }

    void find_rates(const State& w, State& dw) const {
        const Vector pull = 2.0 * depth_ * (x_.transpose() * (x_ * beta(w) - y_));
        const auto d = static_cast<std::size_t>(x_.cols());
        for (std::size_t k = 0; k < 2 * d; ++k) {
            const double sign = k < d ? -1.0 : 1.0;
            dw[k] = sign * pull[static_cast<Index>(k % d)] * std::pow(w[k], depth_ - 1.0);
        }
    }

    const Matrix x_;
    const Vector y_;
    const double depth_;
    State weights_;
};

TEST(Theorem1And3, GradientFlowEndsAtTheMinimiser) {
    RandomStream random(21, "flow");
    const Matrix x = normal_matrix(random, 3, 8);
    const Vector y = random.normals(3);
    const Vector shape = (0.2 * random.normals(8)).array().exp();
    const Vector other = (0.2 * random.normals(8)).array().exp();
    for (const double depth : {2.0, 3.0, 3.5}) {
        for (const double log_alpha : {0.3, -0.4}) {
            const Initialization starts[] = {
                {.depth = depth, .log_alpha = log_alpha},
                {.depth = depth, .log_alpha = log_alpha, .plus = shape},
                {.depth = depth, .log_alpha = log_alpha, .plus = shape, .minus = other}};
            for (const Initialization& start : starts) {
                WeightFlow flow(x, y, start);
                ASSERT_TRUE(flow.run(1e-7));
                const Solution solution = interpolate(x, y, start);
                EXPECT_EQ(solution.status, Status::converged);
                // Integrated to 1e-11 a step, stopped at 1e-7.
                EXPECT_LE((flow.coefficients() - solution.coefficients).norm(),
                          1e-5 * solution.l2_norm)
                    << "depth " << depth << ", ln alpha " << log_alpha;
            }
        }
    }
}

TEST(Theorem1And3, NoOtherInterpolantHasALowerRegulariser) {
    RandomStream random(22, "lower");
    for (int problem = 0; problem < 1000; ++problem) {
        const auto n = static_cast<Index>(1 + random.below(4));
        const Index d = n + 1 + static_cast<Index>(random.below(10));
        const Matrix x = normal_matrix(random, n, d);
        const Initialization start{.depth = 2.0 + static_cast<double>(random.below(4)),
                                   .log_alpha = 6.0 * random.uniform() - 5.0};
        const Solution solution = interpolate(x, random.normals(n), start);
        EXPECT_EQ(solution.status, Status::converged);
        const auto regularizer = implicit_regularizer(start);
        const double least = regularizer->value(solution.coefficients);
        const Matrix kernel = x.fullPivLu().kernel();
        for (const double size : {1e-4, 1e-2, 1.0}) {
            const Vector other = solution.coefficients + size * kernel * random.normals(d - n);
            EXPECT_GE(regularizer->value(other), least * (1.0 - 1e-13)) << problem;
        }
    }
}

TEST(Theorem2, SmallAlphaReachesTheLeastL1Norm) {
    RandomStream random(23, "theorem 2");
    for (int problem = 0; problem < 1500; ++problem) {
        const auto n = static_cast<Index>(1 + random.below(4));
        const Index d = n + static_cast<Index>(random.below(9));
        const Matrix x = normal_matrix(random, n, d);
        const Vector y = random.normals(n) * std::exp(2.0 * random.uniform() - 1.0);
        const double eps = std::exp(-4.0 * random.uniform()) * 0.9;
        const double least = basis_pursuit(x, y).l1_norm;
        const double bound = log_alpha_reaching_l1(eps, least, d);
        for (const double below : {0.0, 1.0, 30.0}) {
            const Solution solution = interpolate(x, y, {.depth = 2.0, .log_alpha = bound - below});
            EXPECT_EQ(solution.status, Status::converged) << problem;
            EXPECT_LE(solution.l1_norm, (1.0 + eps) * least * (1.0 + 1e-12)) << problem;
        }
    }
}

TEST(Theorem2, LargeAlphaReachesTheLeastL2Norm) {
    RandomStream random(24, "theorem 2");
    for (int problem = 0; problem < 1500; ++problem) {
        const auto n = static_cast<Index>(1 + random.below(4));
        const Index d = n + static_cast<Index>(random.below(9));
        const Matrix x = normal_matrix(random, n, d);
        const Vector y = random.normals(n) * std::exp(2.0 * random.uniform() - 1.0);
        const double eps = std::exp(-6.0 * random.uniform());
        const double least = minimum_l2(x, y).l2_norm;
        const double bound = log_alpha_reaching_l2(eps, least);
        for (const double above : {0.0, 1.0, 30.0}) {
            const Solution solution = interpolate(x, y, {.depth = 2.0, .log_alpha = bound + above});
            EXPECT_EQ(solution.status, Status::converged) << problem;
            EXPECT_LE(solution.l2_norm * solution.l2_norm,
                      (1.0 + eps) * least * least * (1.0 + 1e-12))
                << problem;
        }
    }
}

TEST(Limits, EveryDepthRunsFromTheL2ToTheL1Norm) {
    RandomStream random(25, "limits");
    const Matrix x = normal_matrix(random, 5, 20);
    const Vector y = random.normals(5);
    const Solution l2 = minimum_l2(x, y), l1 = basis_pursuit(x, y);
    for (const double depth : {2.0, 2.5, 3.0, 10.0, 100.0}) {
        const Solution kernel = interpolate(x, y, {.depth = depth, .log_alpha = 14.0});
        EXPECT_LE((kernel.coefficients - l2.coefficients).norm(), 1e-10 * l2.l2_norm) << depth;
        const Solution rich = interpolate(x, y, {.depth = depth, .log_alpha = -690.0});
        // Depth 2 reaches the l1 norm logarithmically, the others polynomially.
        EXPECT_LE(rich.l1_norm, l1.l1_norm * (1.0 + (depth == 2.0 ? 1e-3 : 1e-12))) << depth;
    }
}

}  // namespace
}  // namespace regimes
