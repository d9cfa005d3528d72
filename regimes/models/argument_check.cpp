// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/argument_check.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

namespace regimes {

void require_size(std::string_view argument, Index given, Index expected) {
    if (given == expected) return;
    throw std::invalid_argument(
        fmt::format("{}: {} entries given, {} expected", argument, given, expected));
}

void require_positive_count(std::string_view argument, Index given) {
    if (given >= 1) return;
    throw std::invalid_argument(fmt::format("{}: {} given, at least 1 expected", argument, given));
}

void require_samples(const std::vector<Index>& samples, Index count) {
    if (samples.empty()) {
        throw std::invalid_argument("samples: none given, at least 1 expected");
    }
    for (std::size_t k = 0; k < samples.size(); ++k) {
        if (samples[k] >= 0 && samples[k] < count) continue;
        throw std::invalid_argument(fmt::format(
            "samples: entry {} is {}, an index in 0 to {} expected", k, samples[k], count - 1));
    }
}

double alpha_from_log(double log_alpha) {
    if (std::fabs(log_alpha) <= 708.0) return std::exp(log_alpha);
    throw std::invalid_argument(fmt::format(
        "log_alpha: {} given, a number in -708 to 708 expected: parameters are stored as numbers, "
        "not as logarithms",
        log_alpha));
}

}  // namespace regimes
