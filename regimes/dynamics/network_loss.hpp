// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <variant>
#include <vector>

#include "regimes/core/types.hpp"

namespace regimes {

/// What a network is trained to: numbers, N times its outputs, sample by sample (squared loss), or
/// one class for each sample (cross-entropy).
using NetworkTargets = std::variant<Vector, std::vector<int>>;

/// Labels as numbers, for squared loss: 1 for the class of a sample, 0 for the others.
/// Errors: std::invalid_argument for a label outside [0, classes).
Vector indicators(const std::vector<int>& labels, Index classes);

/// How well a network does on some samples.
struct NetworkScore {
    double loss = 0.0;  ///< sum over the samples
    Index wrong = 0;    ///< labels that are not the single largest output; 0 for numbers
};

/// The loss of a network's outputs f, with its derivative, for Scalar float or double.
///
///     sum_n ||f_n - y_n||^2   (no 1/2)   or   sum_n (ln sum_k e^(f_nk) - f_n,label)
///
/// Errors: std::invalid_argument for targets that do not fit `samples` and `outputs`, a number not
/// finite, a label outside [0, outputs), or cross-entropy with one output.
template <typename Scalar>
class NetworkLoss {
public:
    /// Errors: std::invalid_argument where targets and outputs do not fit together.
    NetworkLoss(const NetworkTargets& targets, Index samples, Index outputs);

    /// The score of `count` samples whose outputs lie one after the other in f; puts `scale` times
    /// the derivative in their place. Summed in double; the loss and derivative of a sample that
    /// fits well keep their digits.
    NetworkScore evaluate(Scalar* f, const Index* samples, Index count, double scale) const;

    /// The loss of outputs 0 on all samples.
    double at_zero() const;

private:
    NetworkScore squared(Scalar* f, const Index* samples, Index count, double scale) const;
    NetworkScore cross_entropy(Scalar* f, const Index* samples, Index count, double scale) const;

    Index outputs_;
    std::vector<Scalar> values_;
    std::vector<int> labels_;
};

}  // namespace regimes
