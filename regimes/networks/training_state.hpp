// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "regimes/dynamics/network_training.hpp"

namespace regimes {

/// Where training stands, beside the module: what a checkpoint keeps in words.
struct TrainingState {
    std::string key;  ///< of the run
    long steps = 0;
    long next_record = 1;       ///< step of the next look that enters the curve
    double epoch_loss = 0.0;    ///< sum over the batches of this epoch
    double largest_loss = 0.0;  ///< beyond which it has diverged
    double last_loss = 0.0;     ///< of the last look
    Index last_wrong = 0;
    std::optional<Status> ended;  ///< how, if it has
    double seconds = 0.0;
    std::vector<TrainingPoint> curve;
};

/// As JSON, with every bit of its numbers.
std::string training_state_text(const TrainingState& state);
/// Errors: FileError naming `path`.
TrainingState parse_training_state(const std::string& text, const std::filesystem::path& path);

}  // namespace regimes
