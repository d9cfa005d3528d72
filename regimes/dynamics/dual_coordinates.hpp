// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>

#include "regimes/dynamics/diagonal_start.hpp"

namespace regimes {

/// The weights of a diagonal network in the variables in which its flow is linear.
///
/// The slacks  P = r w_+^(2-D),  M = r w_-^(2-D),  r = 2 / (D-2)   (D = 2: P = -2 ln w_+, ...)
/// of feature i move by  P - xi_i,  M + xi_i  where X^T mu moves by xi, and
///
///     beta = w_+^D - w_-^D.
///
/// Slacks are moved step by step, never found from the start again: a weight that has grown keeps
/// all digits of its slack, however large that was, and what rounding does is to change its start
/// by a few units of rounding. For D > 2 slacks, xi and mu are in units of the least slack at the
/// start, so that nothing overflows where alpha^(2-D) nearly does.
class DualCoordinates {
public:
    explicit DualCoordinates(const DiagonalStart& start);

    Index size() const { return plus_.size(); }
    double log_unit() const { return log_unit_; }  ///< ln of the unit; 0 at D = 2

    struct Coefficient {
        double value;  ///< beta
        double slope;  ///< dbeta / dxi
    };
    /// Of feature i, once moved by xi. Not a number where a slack would not be positive (D > 2).
    Coefficient coefficient(Index i, double xi) const;

    void move(Index i, double xi);

    /// In units of the least of all at the start (D > 2).
    double least_slack(Index i) const { return std::min(plus_[i], minus_[i]); }
    /// The change of ln w^2 of the larger weight of feature i by an `error` in xi, where xi moves
    /// by `xi`: there or here, whichever is larger.
    double relative_error(Index i, double xi, double error) const;
    /// How far xi may go, in the direction given by its sign, before a slack is 0; infinite at 2.
    double room(Index i, double direction) const;
    /// How far xi may go either way while w_+^D and w_-^D stay below e^log_floor; may be negative.
    double margin(Index i, double log_floor) const;

private:
    double depth_;
    double p_;
    double log_ratio_unit_;  ///< ln(unit / r)
    double log_unit_;
    Vector plus_;
    Vector minus_;
    Vector difference_;  ///< minus_ - plus_, with its own digits
};

}  // namespace regimes
