// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/axis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace regimes {

namespace {

constexpr double tick_goal = 5.0;
constexpr double margin = 0.03;

/// The round step (1, 2 or 5 times a power of ten) nearest above width / tick_goal.
double round_step(double width) {
    const double rough = width / tick_goal;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= rough * (1.0 - 1e-9)) return factor * power;
    }
    return 10.0 * power;
}

}  // namespace

Axis::Axis(Scale scale, const std::vector<double>& values) : scale_(scale) {
    double least = std::numeric_limits<double>::infinity();
    double greatest = -least;
    for (const double value : values) {
        if (!shows(value)) continue;
        least = std::min(least, value);
        greatest = std::max(greatest, value);
    }
    if (least > greatest) {
        least = scale == Scale::linear ? 0.0 : 1.0;
        greatest = least + 1.0;
    }
    set_range(least, greatest);
    if (scale == Scale::logarithmic && greatest > 10.0 * least) {
        set_decade_ticks();
    } else {
        set_round_ticks();
    }
}

bool Axis::shows(double value) const {
    return std::isfinite(value) && (scale_ == Scale::linear || value > 0.0);
}

double Axis::coordinate(double value) const {
    return scale_ == Scale::linear ? value : std::log10(value);
}

double Axis::place(double value) const {
    return (coordinate(value) - coordinate(low_)) / (coordinate(high_) - coordinate(low_));
}

void Axis::set_range(double least, double greatest) {
    if (scale_ == Scale::logarithmic) {
        const double factor = std::max(1.1, std::pow(greatest / least, margin));
        low_ = least / factor;
        high_ = greatest * factor;
        return;
    }
    const double size = std::max(std::fabs(least), std::fabs(greatest));
    const double width = greatest - least;
    const double room = width > 1e-9 * size ? margin * width : (size > 0.0 ? 0.1 * size : 1.0);
    low_ = least - room;
    high_ = greatest + room;
}

void Axis::set_round_ticks() {
    const double step = round_step(high_ - low_);
    for (double k = std::ceil(low_ / step); k * step <= high_; k += 1.0) ticks_.push_back(k * step);
}

void Axis::set_decade_ticks() {
    const double first = std::ceil(std::log10(low_));
    const double last = std::floor(std::log10(high_));
    const double step = std::max(1.0, std::ceil((last - first) / (tick_goal + 1.0)));
    for (double k = first; k <= last; k += step) ticks_.push_back(std::pow(10.0, k));
}

std::string tick_label(double value) {
    if (std::fabs(value) < 1e-300) return "0";
    const double size = std::fabs(value);
    if (size >= 1e5 || size < 1e-3) {
        const double power = std::floor(std::log10(size) + 1e-9);
        return fmt::format("{:.3g}e{:g}", value / std::pow(10.0, power), power);
    }
    return fmt::format("{:.6g}", value);
}

}  // namespace regimes
