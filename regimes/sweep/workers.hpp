// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "regimes/sweep/sweep.hpp"

namespace regimes {

class RunStore;

/// Where runs are computed: threads of this process, or other processes.
///
/// Each run goes to whoever is free next. All methods are called by one thread.
class Workers {
public:
    virtual ~Workers() = default;  ///< stops what is still going on
    /// What has finished since the last call. Waits for it, but at most for about 50 ms, so that
    /// nothing lies around unrecorded for longer.
    virtual std::vector<RunRecord> collect() = 0;
    /// True when everything has been collected.
    virtual bool finished() const = 0;
    /// How much of the runs that are being computed is done, summed over them, as far as is known.
    virtual double underway() const { return 0.0; }
    /// Begins no further run, and asks those that are going on to stop.
    virtual void stop() = 0;
};

/// The workers for these points of the plan; both outlive the workers.
using MakeWorkers = std::function<std::unique_ptr<Workers>(
    const SweepPlan& plan, const std::vector<const Parameters*>& points)>;

/// run_sweep with workers of any kind (`options.jobs` is not used).
SweepSummary run_sweep_on(const MakeWorkers& make_workers, const SweepPlan& plan, RunStore& store,
                          const SweepOptions& options);

}  // namespace regimes
