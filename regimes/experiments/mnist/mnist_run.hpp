// SPDX-License-Identifier: BSD-3-Clause
// One network trained on images: a point of Figure 5(e), with the search for its step size.
#pragma once

#include <vector>

#include "regimes/experiments/experiment.hpp"
#include "regimes/studies/network_run.hpp"

namespace regimes {

/// What such a run depends on, with the paper's values as defaults.
Fields mnist_parameters();

/// How well one candidate did.
struct StepTrial {
    double step_size = 0.0;
    double error_rate = 1.0;  ///< of the held-out labels
    double loss = 0.0;        ///< on what it was trained on; infinite if it diverged
};

/// Candidates 0.1 * 10^(k/2), from k = 0 on towards where they get better until they get worse.
/// Each trains for `epochs` on all but the last fifth of these samples and is judged by that
/// fifth: fewest wrong labels win, then the smaller loss. In the order tried.
/// Domain: labels as targets, at least 5 samples.
std::vector<StepTrial> search_step_size(const Network& start, const NetworkData& data,
                                        const MeasuredTrainingOptions& options, long epochs);

/// The winner of a search. Domain: at least one trial.
const StepTrial& best_trial(const std::vector<StepTrial>& trials);

/// Trains a ReLU network with one hidden layer on the data set that the parameters name, with the
/// step size they give, or (0) the one that a search on the first `search_samples` images finds.
///
/// Metrics: those of `network_run`; epochs.
/// Traces: those of `network_run`; trial_step_sizes, trial_wrong_shares.
/// Errors: as image_samples and network_run.
RunResult mnist_run(const Parameters& parameters, Observer* observer);

}  // namespace regimes
