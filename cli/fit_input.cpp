// SPDX-License-Identifier: BSD-3-Clause
#include "cli/fit_input.hpp"

#include <fmt/format.h>

#include "cli/exit_code.hpp"
#include "regimes/data/read_table.hpp"

namespace regimes::cli {

namespace {

Samples read_samples(const std::string& x, const std::string& y) {
    Samples samples{read_table(x), read_vector(y)};
    if (samples.x.view().rows != samples.y.size()) {
        throw UsageError(fmt::format("{} has {} rows, but {} has {} entries; one for each expected",
                                     x, samples.x.view().rows, y, samples.y.size()));
    }
    return samples;
}

}  // namespace

FitInput read_input(const FitOptions& options) {
    FitInput input{read_samples(options.x, options.y), std::nullopt};
    const Index features = input.training.x.view().cols;
    if (options.image && options.image->rows * options.image->cols != features) {
        throw UsageError(fmt::format(
            "--image: {} x {} = {} pixels given, but {} has {} columns", options.image->rows,
            options.image->cols, options.image->rows * options.image->cols, options.x, features));
    }
    if (options.test_x.empty()) return input;
    input.test = read_samples(options.test_x, options.test_y);
    if (input.test->x.view().cols != features) {
        throw UsageError(fmt::format("{} has {} columns, but {} has {}", options.test_x,
                                     input.test->x.view().cols, options.x, features));
    }
    return input;
}

}  // namespace regimes::cli
