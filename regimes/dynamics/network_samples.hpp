// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/core/matrix_view.hpp"
#include "regimes/dynamics/network_descent.hpp"
#include "regimes/dynamics/network_loss.hpp"

namespace regimes {

/// Samples in one precision, each in a column.
template <typename Scalar>
using SampleColumns = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;

template <typename Scalar>
SampleColumns<Scalar> sample_columns(const MatrixView& x);

/// What the first `layers` layers, 1 or more hidden ones, make of samples: inputs of the next.
template <typename Scalar>
SampleColumns<Scalar> hidden_units(const ReluShape& shape, ConstVectorRef w, Index layers,
                                   const SampleColumns<Scalar>& x, int threads);

/// A network with the samples and targets that it learns. Errors: as NetworkLoss.
template <typename Scalar>
class NetworkSamples {
public:
    /// `most`: samples that a step takes.
    NetworkSamples(const ReluShape& shape, ConstVectorRef w, SampleColumns<Scalar> x,
                   const NetworkTargets& targets, Index most, int threads);

    /// These samples forward, ready for a step.
    NetworkScore take(const std::vector<Index>& samples, double scale);
    NetworkScore take_all(double scale);
    /// All samples, some at a time, so that no step can follow.
    NetworkScore score();
    /// The loss of outputs 0, summed.
    double zero_loss() const { return loss_.at_zero(); }

    NetworkDescent<Scalar>& descent() { return descent_; }

private:
    NetworkLoss<Scalar> loss_;
    NetworkDescent<Scalar> descent_;
    SampleColumns<Scalar> x_;
    SampleColumns<Scalar> batch_;
    std::vector<Index> all_;
};

}  // namespace regimes
