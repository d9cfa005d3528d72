// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/core/types.hpp"

namespace regimes {

/// What training minimises: a sum over the samples of a loss of output f_n and target y_n.
///
///     squared    (f_n - y_n)^2   (no 1/2)
///     logistic   ln(1 + exp(-y_n f_n)),   y_n = 1 or -1
enum class SampleLoss { squared, logistic };

/// The sum over the samples. No loss overflows, and a small one keeps its digits.
double loss_of(SampleLoss loss, ConstVectorRef outputs, ConstVectorRef targets);

/// First and second derivatives by the outputs, one of each for each sample; the second are >= 0.
void differentiate(SampleLoss loss, ConstVectorRef outputs, ConstVectorRef targets, VectorRef first,
                   VectorRef second);

/// How well the outputs fit, relative to outputs of 0: ||f - y|| / ||y|| (||f|| if y = 0) for the
/// squared loss, the ratio of the losses for the logistic.
double relative_misfit(SampleLoss loss, ConstVectorRef outputs, ConstVectorRef targets);

}  // namespace regimes
