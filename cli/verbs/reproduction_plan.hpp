// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "regimes/experiments/experiment.hpp"
#include "regimes/store/run_store.hpp"

namespace regimes::cli {

/// One figure, and how it is reproduced.
struct PlannedFigure {
    const Experiment* experiment = nullptr;
    Reproduction reproduction;
};
using ReproductionPlan = std::vector<PlannedFigure>;

/// The experiments of these names and aliases, or of "all", once each in the order of the paper.
/// Errors: UsageError naming the nearest name.
std::vector<const Experiment*> experiments_of(const std::vector<std::string>& names);

/// The experiments of these names and aliases, or of "all" that this build can run, once each and
/// in the order of the paper. Settings, "NAME=VALUE", go to each that has the parameter.
/// Errors: UsageError naming the nearest name, the setting that does not fit, or what the build
/// lacks for a figure that is named.
ReproductionPlan plan_figures(const std::vector<std::string>& names,
                              const Reproduction& reproduction,
                              const std::vector<std::string>& settings = {});

/// Records in the store how these figures were reproduced, beside those recorded before.
void record_plan(RunStore& store, const ReproductionPlan& plan);

/// The figures that were reproduced into this store, each as it was last, in the order of the
/// paper. Empty if there are none. Errors: StoreError if the record cannot be understood.
ReproductionPlan recorded_plan(const RunStore& store);

}  // namespace regimes::cli
