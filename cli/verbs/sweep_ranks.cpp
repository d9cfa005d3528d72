// SPDX-License-Identifier: BSD-3-Clause
// Sweeps without MPI.
#include "cli/verbs/sweep_ranks.hpp"

#include <cstdlib>

#include "cli/terminal/exit_code.hpp"

namespace regimes::cli {

struct SweepRanks::Implementation {};

SweepRanks::SweepRanks() {
    // What Open MPI, and MPICH and its kin, tell each process that they start.
    for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"}) {
        const char* size = std::getenv(name);
        if (size == nullptr || std::atoi(size) < 2) continue;
        throw UsageError(
            "started by mpirun, but built without MPI: build with REGIMES_MPI=ON, or use --shard");
    }
}

SweepRanks::~SweepRanks() = default;

bool SweepRanks::serves() const { return false; }

void SweepRanks::serve(const std::function<SweepPlan()>&) {}

SweepSummary SweepRanks::run(const SweepPlan& plan, RunStore& store, const SweepOptions& options) {
    return run_sweep(plan, store, options);
}

}  // namespace regimes::cli
