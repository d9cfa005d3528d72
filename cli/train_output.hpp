// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "cli/train_run.hpp"

namespace regimes::cli {

/// The document of `train --json` and of train.json. Numbers that do not exist are null.
nlohmann::ordered_json train_json(const TrainRecord& record, const TrainOptions& options,
                                  const TrainData& data);

/// The table of `train` for people, with what was trained above it.
std::string train_text(const TrainRecord& record, const TrainOptions& options,
                       const TrainData& data);

/// The page of `train`: the same, with curves.
std::string train_page(const TrainRecord& record, const TrainOptions& options,
                       const TrainData& data);

}  // namespace regimes::cli
