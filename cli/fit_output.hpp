// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "regimes/report/fit_record.hpp"

namespace regimes::cli {

/// The document of `fit --json` and of fit.json. Numbers that do not exist are null.
nlohmann::ordered_json fit_json(const FitRecord& record, const nlohmann::ordered_json& provenance,
                                bool with_coefficients);

/// The table of `fit` for people, with the transition in words below it.
std::string fit_text(const FitRecord& record);

/// One line for each way in which solutions did not converge; empty if all did.
std::string unfinished_text(const FitRecord& record);

}  // namespace regimes::cli
