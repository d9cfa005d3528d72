// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/lifted_flow.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

#include "regimes/dynamics/factor_preconditioner.hpp"
#include "regimes/dynamics/flow_run.hpp"
#include "regimes/dynamics/option_check.hpp"
#include "regimes/dynamics/squared_loss.hpp"
#include "regimes/models/matrix_factorization.hpp"
#include "regimes/numerics/blas_threads.hpp"
#include "regimes/numerics/gemm.hpp"
#include "regimes/numerics/symmetric_eigen.hpp"

namespace regimes {

namespace {

constexpr double growth_between_turns = 1e4;
constexpr int most_sweeps = 30;

/// One sweep over all pairs of columns; true if a pair was turned.
bool turn_pairs(Matrix& w, Vector& norms, double orthogonal) {
    Matrix directions = w;
    for (Index i = 0; i < w.cols(); ++i) {
        norms[i] = w.col(i).stableNorm();
        if (norms[i] > 0.0) directions.col(i) /= norms[i];
    }
    Matrix cosines(w.cols(), w.cols());  // all pairs at once, to begin with
    gemm<double>(w.cols(), w.cols(), w.rows(), 1.0, {directions.data(), w.rows(), true},
                 {directions.data(), w.rows(), false}, 0.0, cosines.data(), w.cols(), 0);
    std::vector<bool> moved(static_cast<std::size_t>(w.cols()), false);
    bool turned = false;
    for (Index i = 0; i + 1 < w.cols(); ++i) {
        for (Index j = i + 1; j < w.cols(); ++j) {
            const auto at_i = static_cast<std::size_t>(i);
            const auto at_j = static_cast<std::size_t>(j);
            const double a = norms[i];
            const double b = norms[j];
            if (a == 0.0 || b == 0.0) continue;
            const double cosine =
                moved[at_i] || moved[at_j] ? (w.col(i) / a).dot(w.col(j) / b) : cosines(i, j);
            if (std::fabs(cosine) <= orthogonal) continue;
            turned = moved[at_i] = moved[at_j] = true;
            const double zeta = (b / a - a / b) / (2.0 * cosine);
            const double tangent =
                std::copysign(1.0, zeta) / (std::fabs(zeta) + std::hypot(1.0, zeta));
            const double c = 1.0 / std::hypot(1.0, tangent);
            const Vector left = c * (w.col(i) - tangent * w.col(j));
            w.col(j) = c * (w.col(j) + tangent * w.col(i));
            w.col(i) = left;
            norms[i] = w.col(i).stableNorm();
            norms[j] = w.col(j).stableNorm();
        }
    }
    return turned;
}

/// Turns many columns at once by the eigenvectors of their Gram matrix, where their scales are so
/// near to each other that its rounding leaves at least ten digits of the smallest.
void turn_together(Matrix& w) {
    constexpr Index many = 64;  // with fewer, sweeps take no time
    constexpr double nearest = 1e-10;
    if (w.cols() < many) return;
    Matrix gram(w.cols(), w.cols());
    gemm<double>(w.cols(), w.cols(), w.rows(), 1.0, {w.data(), w.rows(), true},
                 {w.data(), w.rows(), false}, 0.0, gram.data(), gram.rows(), 0);
    if (gram.isDiagonal(0.0)) return;
    const SymmetricEigen turned = symmetric_eigen(std::move(gram));
    if (!(turned.values[0] > nearest * turned.values[w.cols() - 1])) return;
    const Matrix before = w;
    gemm<double>(w.rows(), w.cols(), w.cols(), 1.0, {before.data(), w.rows(), false},
                 {turned.vectors.data(), w.cols(), false}, 0.0, w.data(), w.rows(), 0);
}

/// Turns pairs of columns until all are orthogonal (one-sided Jacobi): each column keeps the digits
/// of its own scale, however different the scales are.
void orthogonalise_columns(Matrix& w) {
    // below this the cosine of two columns is the rounding of its own sum
    const double orthogonal = std::max(
        1e-15, std::numeric_limits<double>::epsilon() * std::sqrt(static_cast<double>(w.rows())));
    turn_together(w);
    Vector norms(w.cols());
    for (int sweep = 0; sweep < most_sweeps && turn_pairs(w, norms, orthogonal); ++sweep) {
    }
}

/// The square root W of M between its parameter vector (U, then V) and one matrix, and its turning.
class ColumnScales {
public:
    /// `motion`: how far an entry goes if the start is so large that it hardly moves.
    ColumnScales(Index rows, Index cols, Index width, double absolute_tolerance, double motion)
        : rows_(rows),
          cols_(cols),
          width_(width),
          absolute_tolerance_(absolute_tolerance),
          motion_(motion) {}

    /// Orthogonal columns with tolerances of their own.
    void turn(Vector& w, Vector& absolute) {
        Matrix stacked = stack(w);
        orthogonalise_columns(stacked);
        norms_ = stacked.colwise().norm();
        const double largest = norms_.maxCoeff();
        const double entries = std::sqrt(static_cast<double>(rows_ + cols_));
        Matrix tolerances(stacked.rows(), width_);
        for (Index k = 0; k < width_; ++k) {
            const double norm = norms_[k] > 0.0 ? norms_[k] : (largest > 0.0 ? largest : 1.0);
            tolerances.col(k).setConstant(absolute_tolerance_ * std::min(norm / entries, motion_));
        }
        w = unstack(stacked);
        absolute = unstack(tolerances);
    }

    bool due(const Vector& w) const {
        const Vector now = stack(w).colwise().norm();
        return (now.array() > growth_between_turns * norms_.array()).any();
    }

private:
    Matrix stack(const Vector& w) const {
        Matrix stacked(rows_ + cols_, width_);
        stacked << Eigen::Map<const Matrix>(w.data(), rows_, width_),
            Eigen::Map<const Matrix>(w.data() + rows_ * width_, cols_, width_);
        return stacked;
    }
    Vector unstack(const Matrix& stacked) const {
        Vector w(stacked.size());
        Eigen::Map<Matrix>(w.data(), rows_, width_) = stacked.topRows(rows_);
        Eigen::Map<Matrix>(w.data() + rows_ * width_, cols_, width_) = stacked.bottomRows(cols_);
        return w;
    }

    Index rows_;
    Index cols_;
    Index width_;
    double absolute_tolerance_;
    double motion_;
    Vector norms_;
};

Vector start_parameters(const LiftedStart& start) {
    const double alpha = std::exp(start.log_alpha);
    Vector w(start.left.size() + start.right.size());
    w << alpha * start.left.reshaped(), alpha * start.right.reshaped();
    return w;
}

void check(const LiftedStart& start, const MatrixMeasurements& x) {
    if (start.left.rows() != x.rows() || start.right.rows() != x.cols()) {
        throw std::invalid_argument(fmt::format(
            "start: left has {} rows and right {}, {} and {} expected, as the measurements have",
            start.left.rows(), start.right.rows(), x.rows(), x.cols()));
    }
    require_option(std::fabs(start.log_alpha) <= 300.0, "log_alpha", start.log_alpha,
                   "a number between -300 and 300");
}

}  // namespace

TrainingResult lifted_flow(const std::shared_ptr<const MatrixMeasurements>& x, ConstVectorRef y,
                           const LiftedStart& start, const FlowOptions& options) {
    validate(options);
    const LiftedStart narrowed = narrow(start);
    check(narrowed, *x);
    const Index width = narrowed.left.cols();
    const MatrixFactorization model(x, width);
    SquaredLoss loss(model, y);
    const Vector w = start_parameters(narrowed);
    loss.check_start(w);
    const SingleThreadedBlas guard;
    FlowSystem system = flow_of(loss);
    FactorPreconditioner preconditioner(model);
    precondition_by(preconditioner, system.ode);
    system.start = w;
    ColumnScales scales(x->rows(), x->cols(), width, options.absolute_tolerance, loss.motion(w));
    scales.turn(system.start, system.absolute);
    system.rearrange = [&](Vector& state, Vector& absolute) {
        if (!scales.due(state)) return false;
        scales.turn(state, absolute);
        return true;
    };
    return run_flow(system, options);
}

}  // namespace regimes
