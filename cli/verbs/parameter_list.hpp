// SPDX-License-Identifier: BSD-3-Clause
// The parameters of experiments, for `reproduce --parameters`.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "regimes/experiments/experiment.hpp"

namespace regimes::cli {

/// A table for each experiment, in 80 columns: name, default, domain, meaning.
std::string parameters_text(const std::vector<const Experiment*>& experiments);

/// {"experiments": [{"name", "title", "parameters": [{"name", "default", "domain", "meaning"}]}]}.
nlohmann::ordered_json parameters_json(const std::vector<const Experiment*>& experiments);

}  // namespace regimes::cli
