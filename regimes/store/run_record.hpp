// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "regimes/core/status.hpp"
#include "regimes/store/parameters.hpp"

namespace regimes {

/// What one run found: a pure function of its parameters, so that it never tells who computed it.
struct RunResult {
    std::map<std::string, double> metrics;              ///< by name; may be infinite, not NaN
    std::map<std::string, std::vector<double>> traces;  ///< by name, each of its own length
    std::string certificate = {};  ///< JSON: status and residuals of the solves behind it, or empty
    bool converged = true;         ///< false: numbers are there, but a solve did not converge
    /// How the one solve or training ended that the numbers are of; none: there were several.
    std::optional<Status> status = {};
};

/// Where and when a run was computed. Never part of its key.
struct Provenance {
    std::string host;
    std::string version;      ///< of Regimes, with the commit where it is known
    std::string finished_at;  ///< ISO 8601, UTC
    double seconds = 0.0;
};

/// One run as it is kept.
struct RunRecord {
    std::string experiment;
    int experiment_version = 0;
    Parameters parameters;
    RunResult result;
    std::string failure = {};  ///< what went wrong; empty if the run was done
    Provenance provenance;
};

}  // namespace regimes
