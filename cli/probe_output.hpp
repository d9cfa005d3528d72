// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/probe_run.hpp"

namespace regimes::cli {

/// The document of `probe --json` and of probe.json. Numbers that do not exist are null.
nlohmann::ordered_json probe_json(const ProbeRecord& record, const ProbeOptions& options,
                                  const ProbeInput& input);

/// What `probe` says to people: the verdict, what was trained, and a table of the runs.
std::string probe_text(const ProbeRecord& record, const ProbeOptions& options,
                       const ProbeInput& input);

/// The page of `probe`: the same, with curves.
std::string probe_page(const ProbeRecord& record, const ProbeOptions& options,
                       const ProbeInput& input);

}  // namespace regimes::cli
