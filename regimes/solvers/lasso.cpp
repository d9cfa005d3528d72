// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/lasso.hpp"

#include <algorithm>
#include <cmath>

#include "regimes/numerics/design_product.hpp"

namespace regimes {

namespace {

constexpr int most_rounds = 100;          // of growth of the working set, for each penalty
constexpr int most_sweeps = 10000;        // of coordinate descent, for each round
constexpr std::size_t least_growth = 20;  // features that a round may add at least
// A round ends where a coordinate brings no more than this share of the gap's tolerance, the less
// the more rounds there were: many small gains may be left.
constexpr double inner_share = 1e-2;
constexpr double inner_factor = 0.3;

double soft(double value, double threshold) {
    return std::copysign(std::max(std::abs(value) - threshold, 0.0), value);
}

class LassoPath {
public:
    LassoPath(const DesignView& x, ConstVectorRef y, double tolerance)
        : x_(x),
          y_(y),
          samples_(static_cast<double>(x.rows)),
          tolerance_(tolerance),
          is_working_(static_cast<std::size_t>(x.cols)),
          residual_(y),
          gradient_(x.cols),
          beta_(Vector::Zero(x.cols)) {
        multiply_transposed(x_, residual_, gradient_);
    }

    LassoSolution solve(double penalty) {
        LassoSolution solution;
        solution.penalty = penalty;
        for (int round = 0; round < most_rounds; ++round) {
            solution.relative_gap = relative_gap(penalty);
            solution.converged = solution.relative_gap <= tolerance_;
            if (solution.converged) break;
            grow(penalty);
            descend(penalty, inner_share * std::pow(inner_factor, round));
            multiply_transposed(x_, residual_, gradient_);
        }
        solution.coefficients = beta_;
        return solution;
    }

private:
    /// Of the point (beta, residual scaled into the dual feasible set).
    double relative_gap(double penalty) const {
        const double size = y_.squaredNorm();
        if (!(size > 0.0)) return 0.0;
        const double steepest = gradient_.lpNorm<Eigen::Infinity>();
        const double bound = samples_ * penalty;
        const double scale = steepest > bound ? bound / steepest : 1.0;
        const double primal = 0.5 * residual_.squaredNorm() + bound * beta_.lpNorm<1>();
        const double dual = 0.5 * size - 0.5 * (scale * residual_ - y_).squaredNorm();
        return (primal - dual) / (0.5 * size);
    }

    /// Takes in the worst violators, as many as there are working already, and a few at least.
    void grow(double penalty) {
        std::vector<Index> violators;
        for (Index i = 0; i < x_.cols; ++i) {
            const bool works = is_working_[static_cast<std::size_t>(i)] != 0;
            if (!works && std::abs(gradient_[i]) > samples_ * penalty) violators.push_back(i);
        }
        const std::size_t most = std::max(least_growth, working_.size());
        if (violators.size() > most) {
            const auto worse = [&](Index a, Index b) {
                return std::abs(gradient_[a]) > std::abs(gradient_[b]);
            };
            std::nth_element(violators.begin(),
                             violators.begin() + static_cast<std::ptrdiff_t>(most), violators.end(),
                             worse);
            violators.resize(most);
        }
        const Index before = static_cast<Index>(working_.size());
        const Index added = static_cast<Index>(violators.size());
        if (added == 0) return;
        columns_.conservativeResize(x_.rows, before + added);
        x_.copy_columns(violators.data(), added, columns_.rightCols(added));
        for (const Index i : violators) {
            is_working_[static_cast<std::size_t>(i)] = 1;
            working_.push_back(i);
            squared_norms_.push_back(
                columns_.col(static_cast<Index>(working_.size()) - 1).squaredNorm());
        }
    }

    /// Sweeps over the working set, mostly over its nonzero part, until nothing moves.
    void descend(double penalty, double share) {
        const double enough = share * tolerance_ * y_.squaredNorm();
        for (int sweep = 0; sweep < most_sweeps; ++sweep) {
            if (sweep_once(penalty, false) <= enough) return;
            for (int k = 0; k < most_sweeps; ++k) {
                if (sweep_once(penalty, true) <= enough) break;
            }
        }
    }

    /// The largest fall of ||residual||^2 that one coordinate brought, about.
    double sweep_once(double penalty, bool only_nonzero) {
        double largest = 0.0;
        for (std::size_t k = 0; k < working_.size(); ++k) {
            double& beta = beta_[working_[k]];
            if (!(squared_norms_[k] > 0.0) || (only_nonzero && beta == 0.0)) continue;
            const auto column = columns_.col(static_cast<Index>(k));
            const double target = column.dot(residual_) + squared_norms_[k] * beta;
            const double next = soft(target, samples_ * penalty) / squared_norms_[k];
            if (next == beta) continue;
            residual_ += (beta - next) * column;
            largest = std::max(largest, squared_norms_[k] * (next - beta) * (next - beta));
            beta = next;
        }
        return largest;
    }

    const DesignView& x_;
    const Vector y_;
    const double samples_;
    const double tolerance_;
    std::vector<Index> working_;
    std::vector<char> is_working_;
    std::vector<double> squared_norms_;
    Matrix columns_;  ///< of the working set
    Vector residual_;
    Vector gradient_;  ///< X^T residual
    Vector beta_;
};

}  // namespace

std::vector<double> lasso_penalties(const DesignView& x, ConstVectorRef y, std::size_t count,
                                    double ratio) {
    Vector products(x.cols);
    multiply_transposed(x, y, products);
    const double greatest = products.lpNorm<Eigen::Infinity>() / static_cast<double>(x.rows);
    std::vector<double> penalties;
    if (!(greatest > 0.0)) return penalties;
    for (std::size_t k = 0; k < count; ++k) {
        const double share = static_cast<double>(k) / static_cast<double>(count - 1);
        penalties.push_back(greatest * std::pow(ratio, share));
    }
    return penalties;
}

std::vector<LassoSolution> lasso_path(const DesignView& x, ConstVectorRef y,
                                      const std::vector<double>& penalties, double gap_tolerance) {
    LassoPath path(x, y, gap_tolerance);
    std::vector<LassoSolution> solutions;
    for (const double penalty : penalties) solutions.push_back(path.solve(penalty));
    return solutions;
}

}  // namespace regimes
