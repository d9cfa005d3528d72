// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/sweep/eta.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace regimes {

namespace {

std::string duration_text(double seconds) {
    const auto whole = static_cast<long long>(std::ceil(seconds));
    if (whole < 60) return fmt::format("{} s", whole);
    if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
    return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace

std::string eta_text(std::size_t done, std::size_t all, std::size_t computed, double seconds,
                     double underway) {
    std::string text = fmt::format("{} of {} runs", done, all);
    if (computed == 0 || seconds <= 0.0) return text;
    const double rate = (static_cast<double>(computed) + underway) / seconds;
    text += rate >= 1.0 ? fmt::format(", {:.3g} runs/s", rate)
                        : fmt::format(", {:.3g} s a run", 1.0 / rate);
    if (done < all) {
        const double left = std::max(static_cast<double>(all - done) - underway, 0.0);
        text += fmt::format(", {} left", duration_text(left / rate));
    }
    return text;
}

}  // namespace regimes
