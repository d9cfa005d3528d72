// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "regimes/core/matrix_view.hpp"
#include "regimes/core/observer.hpp"
#include "regimes/core/status.hpp"
#include "regimes/dynamics/network_loss.hpp"
#include "regimes/models/relu_layers.hpp"

namespace regimes {

/// Of arithmetic: float or double.
enum class Precision { single_precision, double_precision };

/// How training stands after so many steps.
struct TrainingPoint {
    long steps = 0;                     ///< steps done
    double loss = 0.0;                  ///< L on all samples
    Index wrong = 0;                    ///< labels that are wrong
    std::vector<double> measured = {};  ///< what else was asked for there
};

/// Steps and stopping of gradient descent on a network of any kind.
struct NetworkTrainingOptions {
    /// How the losses of the samples are combined.
    enum class Reduction {
        sum,  ///< L is the sum over the samples: the convention of the other dynamics
        mean  ///< L is their mean: steps N times as large do the same
    };

    Reduction reduction = Reduction::sum;  ///< of the loss L over samples
    double step_size = 0.01;               ///< > 0
    Index batch_size = 0;            ///< in [1, N], or 0: all samples, which is gradient descent
    double loss_tolerance = 1e-9;    ///< > 0; stop when L on all samples falls to this and, for
                                     ///< labels, none is wrong
    long max_steps = 10000000;       ///< >= 1
    long check_every = 0;            ///< >= 0; steps between looks at L on all samples where steps
                                     ///< take batches; 0: an epoch, N / batch_size. Where steps
                                     ///< take all samples, the ReLU engine looks at every step
    double divergence_factor = 1e8;  ///< > 1; diverged where L exceeds this times the larger of
                                     ///< that of the start and of outputs 0
    std::uint64_t seed = 0;          ///< of the batches
    double log_spacing = 0.0;        ///< 0: no curve; >= 1: the next look that enters it comes
                                     ///< after this times as many steps; the last look is in it
    Observer* observer = nullptr;    ///< progress and cancellation, not owned

    /// What L is of the sum of the losses of all samples: 1, or 1 / samples.
    double unit(Index samples) const {
        return reduction == Reduction::sum ? 1.0 : 1.0 / static_cast<double>(samples);
    }
};

/// How the ReLU engine computes.
struct ReluTrainingOptions {
    Precision precision = Precision::double_precision;  ///< of the arithmetic
    Index frozen_layers = 0;  ///< in [0, depth); the first layers, which stay as they start
    int threads = 1;          ///< >= 0; 0: all cores; used where products are large
    /// Called with each look that enters the curve, and the parameters there.
    std::function<void(const TrainingPoint&, ConstVectorRef)> watch = {};
};

/// Throws std::invalid_argument naming the first option that is outside its domain.
void validate(const NetworkTrainingOptions& options, Index samples);
/// Likewise.
void validate(const ReluTrainingOptions& options, const ReluShape& shape);

/// Where training ended, and how.
struct NetworkTrainingResult {
    Status status = Status::stalled;   ///< why training ended
    double loss = 0.0;                 ///< L on all samples
    Index wrong = 0;                   ///< labels that are wrong
    long steps = 0;                    ///< taken
    double seconds = 0.0;              ///< wall time
    std::vector<TrainingPoint> curve;  ///< empty unless asked for
};

/// The same with the parameters that loss and wrong labels are those of. A diverged run gives the
/// number of the step at which it showed, and the parameters and score of the last look that was
/// kept, up to 64 looks earlier.
struct ReluTrainingResult : NetworkTrainingResult {
    Vector parameters;  ///< always finite
};

/// Gradient descent, full or in batches, on a dense ReLU network.
///
///     w <- w - step_size (scale) sum_(n in batch) grad l_n(w),   scale N / |batch| or 1 / |batch|
///
/// for a reduction to the sum or to the mean; l_n is the squared loss (no 1/2) for targets that are
/// numbers, cross-entropy for labels. An epoch takes every sample once, in an order drawn anew.
/// Shapes: x is N x widths[0]; numbers N widths[D], sample by sample; start in R^p as `ReluShape`
/// lays it out. The same model as `ReluNetwork`, in the precision asked for; holds a copy of x in
/// it, and N (or batch_size) times the number of units.
/// Status: converged, iteration_limit, diverged, cancelled. The number of threads does not show.
/// Errors: std::invalid_argument naming an argument or option outside its domain.
/// Source: Woodworth et al. (2020), section 7.
ReluTrainingResult train_network(const ReluShape& shape, const MatrixView& x,
                                 const NetworkTargets& targets, ConstVectorRef start,
                                 const NetworkTrainingOptions& options = {},
                                 const ReluTrainingOptions& relu = {});

/// The score of a network at parameters w on any data, in the precision asked for; the loss is the
/// sum. Errors: as train_network.
NetworkScore score_network(const ReluShape& shape, const MatrixView& x,
                           const NetworkTargets& targets, ConstVectorRef w,
                           Precision precision = Precision::double_precision, int threads = 1);

}  // namespace regimes
