// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/networks/module.hpp"

namespace regimes {

/// SGD in batches without replacement (batches.hpp), until a look finds the tolerance met. Looks at
/// all samples come with the curve and, without `check_every`, after epochs whose own loss (of each
/// batch before its step) is at most twice the tolerance.
///
/// Status: converged, iteration_limit, diverged (parameters as they were before the step whose loss
/// was not finite; L infinite), cancelled. A run that was killed and resumes from its checkpoint
/// ends with the same bits on the CPU.
/// Errors: std::invalid_argument naming an option outside its domain, or a checkpoint of another
/// run; FileError for one that cannot be read or written; what the module throws.
NetworkTrainingResult train_module(Module& module, const TakenSamples& samples,
                                   const MeasuredTrainingOptions& options);

}  // namespace regimes
