// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <vector>

#include "regimes/core/observer.hpp"
#include "regimes/core/status.hpp"
#include "regimes/networks/module.hpp"

namespace regimes {

/// How training of a module stands after so many steps.
struct ModuleTrainingPoint {
    long steps = 0;                     ///< steps done
    double loss = 0.0;                  ///< mean over all samples, module as it is used
    Index wrong = 0;                    ///< labels that are wrong
    std::vector<double> measured = {};  ///< what `measure` of the options found
};

/// Steps and stopping of SGD on a module.
struct ModuleTrainingOptions {
    double step_size = 0.01;         ///< > 0
    Index batch_size = 128;          ///< >= 1; more than N is N
    double loss_tolerance = 1e-3;    ///< > 0; on the mean loss; for labels none may be wrong too
    long max_steps = 100000;         ///< >= 1
    double divergence_factor = 1e8;  ///< > 1; diverged where the mean loss of an epoch is not
                                     ///< finite or exceeds this times the larger of that of the
                                     ///< start and of outputs 0
    std::uint64_t seed = 0;          ///< of the batches
    double log_spacing = 0.0;        ///< 0: no curve; > 1: the next look that enters it comes after
                                     ///< this times as many steps; the last look is in it
    /// Called with each look that enters the curve; what it returns is kept with the look.
    std::function<std::vector<double>(const ModuleTrainingPoint&)> measure = {};
    Observer* observer = nullptr;  ///< progress and cancellation, not owned

    /// A file that training goes on from, if it is there, and writes after every
    /// `checkpoint_seconds` and when it is cancelled; removed when it ends otherwise, unless it is
    /// to be kept. Empty: none.
    std::filesystem::path checkpoint = {};
    double checkpoint_seconds = 60.0;  ///< > 0
    bool keep_checkpoint = false;      ///< also when it ends: going on from there ends at once
    /// What the run is: a checkpoint of another is an error.
    std::string key = {};
};

/// Where training ended, and how.
struct ModuleTrainingResult {
    Status status = Status::stalled;  ///< why training ended
    double loss = 0.0;                ///< mean over all samples, of the module as training left it
    Index wrong = 0;                  ///< labels that are wrong
    long steps = 0;                   ///< taken
    double seconds = 0.0;             ///< wall time, that before a checkpoint included
    std::vector<ModuleTrainingPoint> curve;  ///< empty unless asked for
};

/// SGD on the mean loss, in batches without replacement (batches.hpp), until a look finds the
/// tolerance met. Looks at all samples come with the curve and after epochs whose own mean loss
/// (of each batch before its step) is at most twice the tolerance.
///
/// Status: converged, iteration_limit, diverged (parameters as they were before the step whose loss
/// was not finite), cancelled. A run that was killed and goes on from its checkpoint ends with the
/// same bits on the CPU.
/// Errors: std::invalid_argument naming an option outside its domain, or a checkpoint of another
/// run; FileError for one that cannot be read or written; what the module throws.
ModuleTrainingResult train_module(Module& module, const ModuleSamples& samples,
                                  const ModuleTrainingOptions& options);

}  // namespace regimes
