// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>
#include <string>

#include "cli/train_options.hpp"
#include "regimes/data/table.hpp"

namespace regimes::cli {

/// What `train` works on.
struct TrainData {
    std::string name;  ///< of the data set, or of the file of inputs
    Table x;           ///< all rows of the file
    std::optional<Table> x_test;
    NetworkData network;  ///< views the above
    Index outputs = 0;
    std::string digest;  ///< of all numbers that are used: equal data, equal digest
};

/// Reads and checks. Errors: FileError; UsageError where files do not go together, a label is no
/// class, or there are fewer samples than asked for.
TrainData read_data(const TrainOptions& options);

}  // namespace regimes::cli
