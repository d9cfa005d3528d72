// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>

namespace regimes {

class RunStore;

struct RunsTable {
    std::string text;
    std::size_t rows = 0;  ///< below the head
};

/// The runs of the store's plan as CSV, in the plan's order: a column for each parameter, one for
/// each metric, and "status" (done, unconverged, failed); points without a run are left out. No
/// provenance, and numbers with the shortest digits that give them back, so that the bytes follow
/// from the plan and the results alone. An infinite metric is inf; one that a run lacks is empty;
/// one with the name of a parameter is headed metric.NAME. Errors: StoreError.
RunsTable runs_table(const RunStore& store);

}  // namespace regimes
