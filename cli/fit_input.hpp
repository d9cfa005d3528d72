// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <optional>

#include "cli/fit_options.hpp"
#include "regimes/data/table.hpp"

namespace regimes::cli {

/// Samples and their targets, as many of the one as of the other.
struct Samples {
    Table x;
    Vector y;
};

/// What `fit` works on.
struct FitInput {
    Samples training;
    std::optional<Samples> test;
};

/// Reads and checks the files of a fit. Errors: FileError; UsageError where sizes do not agree.
FitInput read_input(const FitOptions& options);

}  // namespace regimes::cli
