// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <functional>
#include <memory>

#include "regimes/sweep/sweep.hpp"

namespace regimes::cli {

/// The processes of this sweep: those that mpirun started, in a build with MPI; else this one.
///
/// There are two of its source file, this folder's and mpi/sweep_ranks.cpp; a build takes one.
class SweepRanks {
public:
    /// Errors: UsageError if mpirun started several, and this build has no MPI.
    SweepRanks();
    ~SweepRanks();  ///< in the first process: sends the others home
    SweepRanks(const SweepRanks&) = delete;
    SweepRanks& operator=(const SweepRanks&) = delete;

    /// True where the process only computes what the first one hands out.
    bool serves() const;
    /// ... which it does here, until there is no more. `make_plan` is called if there is any.
    void serve(const std::function<SweepPlan()>& make_plan);

    /// run_sweep on all of them.
    SweepSummary run(const SweepPlan& plan, RunStore& store, const SweepOptions& options);

private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;  ///< null if this process is alone
};

}  // namespace regimes::cli
