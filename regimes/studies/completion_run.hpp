// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <vector>

#include "regimes/core/observer.hpp"
#include "regimes/core/partial_matrix.hpp"
#include "regimes/dynamics/flow_options.hpp"
#include "regimes/models/matrix_factorization_start.hpp"
#include "regimes/models/matrix_measurements.hpp"
#include "regimes/solvers/nuclear_norm_completion.hpp"
#include "regimes/studies/completion_record.hpp"

namespace regimes {

/// How a factorisation is trained.
struct CompletionRunOptions {
    MatrixFactorizationStart start;  ///< at alpha = 1
    FlowOptions flow;
    CompletionOptions solver;  ///< of the least nuclear norm
    int threads = 0;           ///< of one training; 0: all cores
};

/// Trains from any alpha, and solves for both end points. What was cancelled says so. May be used
/// from several threads; the problem must outlive it.
class CompletionRun {
public:
    /// `held_out`: entries whose prediction is measured.
    CompletionRun(const PartialMatrix& problem, const std::vector<ObservedEntry>& held_out,
                  const CompletionRunOptions& options);

    CompletedPoint train(double log10_alpha, Observer* observer) const;
    CompletedPoint minimum_frobenius() const;
    CompletedPoint minimum_nuclear(Observer* observer) const;
    /// What stands for a point that was not computed.
    CompletedPoint cancelled_point() const;

private:
    void measure(CompletedPoint& point, const Matrix& start) const;
    CompletedPoint end_point(Completion completion) const;

    const PartialMatrix& problem_;
    const std::vector<ObservedEntry>& held_out_;
    CompletionRunOptions options_;
    Matrix left_, right_;  ///< a start of the same product as that of the options
    Matrix product_;       ///< U V^T at the start with alpha = 1
    Matrix unseen_;        ///< 1 where nothing is observed
    Vector y_;             ///< in units of 2^exponent_
    int exponent_ = 0;     ///< not 0 where squares of the entries would overflow or vanish
    std::shared_ptr<const MatrixMeasurements> measurements_;
};

}  // namespace regimes
