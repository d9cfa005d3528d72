// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/relu_synthetic/circle_data.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/models/relu_network.hpp"
#include "regimes/models/relu_network_start.hpp"

namespace regimes {

namespace {

constexpr Index test_points = 1000;
constexpr Index teacher_units = 3;
// The student's start is drawn from the seed itself; a teacher may not share its first layer.
constexpr std::uint64_t teacher_seeds = std::uint64_t{1} << 63;

void set_point(Matrix& x, Index n, double turns) {
    const double angle = 2.0 * std::numbers::pi * turns;
    x.row(n) << std::cos(angle), std::sin(angle);
}

Matrix training_points(const CircleDataOptions& options) {
    RandomStream stream(options.seed, "circle");
    const double phase = stream.uniform();
    Matrix x(options.samples, 2);
    for (Index n = 0; n < options.samples; ++n) {
        const double turns =
            options.spaced ? (static_cast<double>(n) + phase) / static_cast<double>(options.samples)
                           : stream.uniform();
        set_point(x, n, turns);
    }
    return x;
}

double root_mean_square(const Vector& y) {
    return y.norm() / std::sqrt(static_cast<double>(y.size()));
}

void validate(const CircleDataOptions& options) {
    if (options.samples < 1) {
        throw std::invalid_argument(
            fmt::format("samples: {} given, at least 1 expected", options.samples));
    }
    if (!(options.teacher_rms >= 0.0 && std::isfinite(options.teacher_rms))) {
        throw std::invalid_argument(fmt::format(
            "teacher_rms: {} given, a finite number from 0 on expected", options.teacher_rms));
    }
}

}  // namespace

CircleData circle_data(const CircleDataOptions& options) {
    validate(options);
    CircleData data;
    data.x = training_points(options);
    data.x_test.resize(test_points, 2);
    for (Index n = 0; n < test_points; ++n) {
        set_point(data.x_test, n, static_cast<double>(n) / static_cast<double>(test_points));
    }
    const ReluNetworkStart teacher{.shape = {{2, teacher_units, 1}},
                                   .seed = options.seed ^ teacher_seeds};
    const Vector w = relu_network_start(teacher);
    data.y = ReluNetwork(MatrixView(data.x), teacher.shape)(w);
    data.y_test = ReluNetwork(MatrixView(data.x_test), teacher.shape)(w);
    if (options.teacher_rms == 0.0) return data;
    const double size = root_mean_square(data.y_test);
    if (size == 0.0) {
        throw std::invalid_argument(fmt::format(
            "teacher_rms: {} given, 0 expected: the teacher of seed {} is 0 all around the circle",
            options.teacher_rms, options.seed));
    }
    data.y *= options.teacher_rms / size;
    data.y_test *= options.teacher_rms / size;
    return data;
}

}  // namespace regimes
