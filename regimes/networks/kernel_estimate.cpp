// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/kernel_estimate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/diagnostics/gradient_distance.hpp"

namespace regimes {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// The standard error of an estimate from its values without one direction each.
double jackknife_error(const Vector& without) {
    const auto count = static_cast<double>(without.size());
    const double squares = (without.array() - without.mean()).square().sum();
    return std::sqrt((count - 1.0) / count * squares);
}

void estimate_gradient_distance(const Matrix& start, const Matrix& change, KernelEstimate& result) {
    const Vector squares = start.colwise().squaredNorm();
    const Vector cross = start.cwiseProduct(change).colwise().sum();
    const Vector differences = change.colwise().squaredNorm();
    const double s = squares.sum();
    const double c = cross.sum();
    const double d = differences.sum();
    result.gradient_distance = gradient_distance(s, c, d);
    Vector without(start.cols());
    for (Index r = 0; r < start.cols(); ++r) {
        without[r] = gradient_distance(s - squares[r], c - cross[r], d - differences[r]);
    }
    result.gradient_distance_error = jackknife_error(without);
}

/// Sum over pairs of different directions, and the share of each direction in it.
struct PairSums {
    explicit PairSums(Matrix pairs) {
        pairs.diagonal().setZero();
        shares = 2.0 * pairs.rowwise().sum();
        total = pairs.sum();
    }
    Vector shares;
    double total = 0.0;
};

/// ||K - K_0||_F^2 / ||K_0||_F^2 from pairs of directions: with D_r the estimate of K - K_0 from
/// direction r alone, <D_r, D_s> has the mean ||K - K_0||_F^2 for r != s, whatever the noise of
/// each. D_r = (e s^T + s e^T) / 2 for e = J v - J_0 v and s = J v + J_0 v, which does not cancel.
void estimate_kernel_distance(const Matrix& start, const Matrix& end, KernelEstimate& result) {
    const Matrix change = end - start;
    const Matrix sum = end + start;
    const Matrix crossed = change.transpose() * sum;
    const Matrix both = (change.transpose() * change).cwiseProduct(sum.transpose() * sum);
    const PairSums moved(0.5 * (both + crossed.cwiseProduct(crossed.transpose())));
    const PairSums from((start.transpose() * start).cwiseAbs2());
    const double squared = moved.total / from.total;
    result.kernel_distance_error = nothing;
    result.kernel_distance = nothing;
    if (!std::isfinite(squared)) return;
    result.kernel_distance = std::sqrt(std::max(0.0, squared));
    if (start.cols() < 3) return;
    Vector without(start.cols());
    for (Index r = 0; r < start.cols(); ++r) {
        without[r] = (moved.total - moved.shares[r]) / (from.total - from.shares[r]);
    }
    // The root is not smooth at 0: its error is that of the square, carried over as a difference.
    const double upper = std::max(0.0, squared) + jackknife_error(without);
    result.kernel_distance_error = std::sqrt(upper) - result.kernel_distance;
}

}  // namespace

KernelEstimate estimate_from_products(const Matrix& start, const Matrix& end) {
    if (start.rows() != end.rows() || start.cols() != end.cols()) {
        throw std::invalid_argument(
            fmt::format("end: {} x {} given, {} x {} expected, the shape of start", end.rows(),
                        end.cols(), start.rows(), start.cols()));
    }
    if (start.cols() < 2) {
        throw std::invalid_argument(
            fmt::format("start: {} directions given, at least 2 expected", start.cols()));
    }
    const auto directions = static_cast<double>(start.cols());
    KernelEstimate result;
    result.start = start * start.transpose() / directions;
    result.end = end * end.transpose() / directions;
    result.directions = static_cast<int>(start.cols());
    estimate_gradient_distance(start, end - start, result);
    estimate_kernel_distance(start, end, result);
    return result;
}

}  // namespace regimes
