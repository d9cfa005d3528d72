// SPDX-License-Identifier: BSD-3-Clause
// Step and tolerance that suit a module, its data and its scale, for those who name none.
#pragma once

#include "regimes/studies/module_run.hpp"

namespace regimes {

/// `options.training` with a step size and a loss tolerance in place of those that are 0, as
/// module_run.hpp says. `start` is the module at its scale, before its start is subtracted;
/// `samples` are those that kernels are compared on, the first of `data`.
/// Errors: std::invalid_argument naming step_size or loss_tolerance where none can be chosen.
ModuleTrainingOptions tuned(const Module& start, const ModuleSamples& samples,
                            const ModuleData& data, const ModuleRunOptions& options);

/// The step size for the module linearised at its start, whose kernel never grows: likewise, by the
/// kernel there. Errors: as above.
double linearized_step_size(const Module& start, const ModuleSamples& samples,
                            const ModuleData& data, const ModuleRunOptions& options);

}  // namespace regimes
