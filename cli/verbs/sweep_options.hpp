// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <CLI/App.hpp>
#include <string>

#include "regimes/sweep/sweep.hpp"

namespace regimes::cli {

/// What `sweep` was asked for.
struct SweepArguments {
    std::string file;
    std::string out;
    bool has_out = false;  ///< --out was given
    std::string jobs;
    std::string shard;
    bool retry_failed = false;
    bool extend = false;
    bool json = false;

    void add_to(CLI::App& app);
    /// Errors: UsageError.
    SweepOptions resolve() const;
    /// The folder of --out, or the name of the file without its ending.
    std::string folder() const;
};

/// The points of the sweep in this file, complete. Errors: SweepFileError, UsageError with the line
/// of the file that names an unknown experiment, or a parameter that it does not take.
SweepPlan plan_of_file(const std::string& path);

}  // namespace regimes::cli
