// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/solvers/l1_vertex.hpp"

#include <Eigen/LU>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "regimes/numerics/design_product.hpp"

namespace regimes {

namespace {

constexpr double entering_margin = 1e-11;  // of |x_i^T nu| above 1: below it, rounding
constexpr double tied_margin = 1e-9;       // of 1 - |x_i^T nu| off the basis: below it, a tie
constexpr double usable_rcond = 1e-14;     // of a basis, its columns scaled
constexpr Index candidates = 4;            // columns for each place in the first basis
constexpr int refinements = 2;

/// A basis B of the columns: beta_B = X_B^-1 y, nu = X_B^-T sign.
class Basis {
public:
    Basis(const ReducedSystem& data, std::vector<Index> columns, int threads)
        : data_(data), columns_(std::move(columns)), threads_(threads), s_(data.x().cols) {}

    /// False if the columns depend on each other.
    bool factor() {
        const Index rank = data_.x().rows;
        matrix_.resize(rank, rank);
        scales_.resize(rank);
        for (Index k = 0; k < rank; ++k) {
            const Index i = column(k);
            scales_[k] = 1.0 / std::sqrt(data_.squared_norms()[i]);
            matrix_.col(k) = data_.x().column(i) * scales_[k];
        }
        lu_.compute(matrix_);
        transposed_.compute(matrix_.transpose());
        return lu_.rcond() > usable_rcond;
    }

    /// Solves for beta, refined against the equations before their reduction.
    void solve_primal() {
        beta_ = Vector::Zero(data_.x().cols);
        Vector residual = data_.y();
        for (int round = 0; round <= refinements; ++round) {
            const Vector change = lu_.solve(residual).cwiseProduct(scales_);
            for (Index k = 0; k < change.size(); ++k) beta_[column(k)] += change[k];
            data_.residual(beta_, 1.0, residual);
        }
    }

    void take_signs() {
        signs_.resize(data_.x().rows);
        for (Index k = 0; k < signs_.size(); ++k) {
            signs_[k] = std::copysign(1.0, beta_[column(k)]);
        }
    }

    void solve_dual() {
        nu_ = Vector::Zero(signs_.size());
        for (int round = 0; round <= refinements; ++round) {
            const Vector miss = signs_.cwiseProduct(scales_) - matrix_.transpose() * nu_;
            nu_ += transposed_.solve(miss);
        }
        multiply_transposed(data_.x(), nu_, s_, threads_);
        for (const Index i : columns_) s_[i] = 0.0;
    }

    /// The column that violates |x_i^T nu| <= 1 most; its violation is left in `excess`.
    Index entering(double& excess) const {
        Index worst = 0;
        excess = s_.cwiseAbs().maxCoeff(&worst) - 1.0;
        return worst;
    }

    /// Moves column i in, along its sign, past every zero of a basic coefficient at which the norm
    /// still falls; the coefficient at which it stops leaves.
    bool exchange(Index i) {
        const Index rank = data_.x().rows;
        const double direction = std::copysign(1.0, s_[i]);
        const Vector entry = direction * data_.x().column(i);
        const Vector fall = lu_.solve(entry).cwiseProduct(scales_);  // of beta_B for a unit of i
        std::vector<std::pair<double, Index>> zeros;
        for (Index k = 0; k < rank; ++k) {
            if (!(signs_[k] * fall[k] > 0.0)) continue;
            const double at = std::max(0.0, signs_[k] * beta_[column(k)]) / std::fabs(fall[k]);
            zeros.emplace_back(at, k);
        }
        std::sort(zeros.begin(), zeros.end());
        double slope = 1.0 - std::fabs(s_[i]);
        for (const auto& [at, k] : zeros) {
            slope += 2.0 * std::fabs(fall[k]);
            if (slope >= 0.0) {
                columns_[static_cast<std::size_t>(k)] = i;
                signs_[k] = direction;
                return true;
            }
            signs_[k] = -signs_[k];
        }
        return false;
    }

    /// Basic coefficients that are rounding have the sign that the path through zero gave them.
    bool signs_agree() const {
        const double noise = data_.rounding(beta_);
        for (Index k = 0; k < signs_.size(); ++k) {
            const double b = beta_[column(k)];
            if (signs_[k] * b < 0.0 && std::fabs(b) > noise * scales_[k]) return false;
        }
        return true;
    }

    L1Vertex vertex() const {
        L1Vertex result{.coefficients = beta_, .dual = nu_};
        const double noise = data_.rounding(beta_);
        for (Index k = 0; k < signs_.size(); ++k) {
            double& b = result.coefficients[column(k)];
            if (std::fabs(b) <= noise * scales_[k]) b = 0.0;
        }
        result.unique = s_.cwiseAbs().maxCoeff() < 1.0 - tied_margin;
        return result;
    }

private:
    Index column(Index k) const { return columns_[static_cast<std::size_t>(k)]; }

    const ReducedSystem& data_;
    std::vector<Index> columns_;
    const int threads_;
    Matrix matrix_;  ///< X_B with columns of norm 1
    Vector scales_;
    Eigen::PartialPivLU<Matrix> lu_;
    Eigen::PartialPivLU<Matrix> transposed_;
    Vector beta_;
    Vector signs_;
    Vector nu_;
    Vector s_;  ///< X^T nu; 0 on the basis
};

/// rank(X) columns that span the rows, by QR with pivoting on x_i start_i.
std::vector<Index> first_basis(const ReducedSystem& data, const Vector& start) {
    const Index rank = data.x().rows;
    const Vector terms = start.array().square() * data.squared_norms().array();
    std::vector<Index> ranked(static_cast<std::size_t>(terms.size()));
    std::iota(ranked.begin(), ranked.end(), Index{0});
    std::stable_sort(ranked.begin(), ranked.end(),
                     [&](Index a, Index b) { return terms[a] > terms[b]; });
    // Light columns keep enough weight to complete a basis.
    const double floor = std::numeric_limits<double>::epsilon() * std::sqrt(terms.maxCoeff());
    for (Index count = std::min<Index>(candidates * rank, terms.size());; count = terms.size()) {
        Matrix chosen(rank, count);
        data.x().copy_columns(ranked.data(), count, chosen);
        for (Index k = 0; k < count; ++k) {
            const Index i = ranked[static_cast<std::size_t>(k)];
            const double norm = std::sqrt(data.squared_norms()[i]);
            chosen.col(k) *= norm > 0.0 ? std::max(std::fabs(start[i]), floor / norm) : 0.0;
        }
        Eigen::ColPivHouseholderQR<Matrix> qr(chosen);
        qr.setThreshold(1e-14);
        if (qr.rank() < rank && count < terms.size()) continue;
        std::vector<Index> basis;
        for (Index k = 0; k < rank; ++k) {
            const Index at = qr.colsPermutation().indices()[k];
            basis.push_back(ranked[static_cast<std::size_t>(at)]);
        }
        return basis;
    }
}

}  // namespace

std::optional<L1Vertex> l1_vertex(const ReducedSystem& data, const Vector& start,
                                  int max_iterations, int threads) {
    if (data.x().rows > data.x().cols || !start.allFinite() || start.isZero(0.0)) return {};
    Basis basis(data, first_basis(data, start), threads);
    bool has_signs = false;
    for (int iteration = 1; iteration <= max_iterations; ++iteration) {
        if (!basis.factor()) return {};
        basis.solve_primal();
        if (!has_signs || !basis.signs_agree()) basis.take_signs();
        has_signs = true;
        basis.solve_dual();
        double excess = 0.0;
        const Index i = basis.entering(excess);
        if (std::isnan(excess)) return {};
        if (excess <= entering_margin) {
            L1Vertex vertex = basis.vertex();
            vertex.iterations = iteration;
            return vertex;
        }
        if (!basis.exchange(i)) return {};
    }
    return {};
}

}  // namespace regimes
