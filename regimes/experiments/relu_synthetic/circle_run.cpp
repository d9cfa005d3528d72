// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/relu_synthetic/circle_run.hpp"

#include <cmath>

#include "regimes/diagnostics/stable_step_size.hpp"
#include "regimes/diagnostics/tangent_kernel.hpp"
#include "regimes/experiments/relu_synthetic/circle_data.hpp"
#include "regimes/models/relu_network.hpp"
#include "regimes/networks/dense_network.hpp"
#include "regimes/studies/network_run.hpp"

namespace regimes {

namespace {

using Whole = std::int64_t;

CircleData data_of_circle(const Parameters& parameters) {
    return circle_data({.samples = whole_number(parameters, "samples"),
                        .spaced = text(parameters, "points") == "spaced",
                        .teacher_rms = number(parameters, "teacher_rms"),
                        .seed = static_cast<std::uint64_t>(whole_number(parameters, "seed"))});
}

ReluNetworkStart start_of(const Parameters& parameters) {
    ReluNetworkStart start;
    const Whole depth = whole_number(parameters, "depth");
    start.shape.widths.assign(static_cast<std::size_t>(depth + 1),
                              whole_number(parameters, "width"));
    start.shape.widths.front() = 2;
    start.shape.widths.back() = 1;
    start.log_alpha = std::log(number(parameters, "alpha"));
    start.seed = static_cast<std::uint64_t>(whole_number(parameters, "seed"));
    return start;
}

/// For the loss summed over the samples.
double stable_step(const MatrixView& x, const ReluNetworkStart& start) {
    const ReluNetwork model(x, start.shape);
    const Matrix kernel = tangent_kernel(model, relu_network_start(start));
    return stable_step_size(kernel, {.samples = x.rows}) / static_cast<double>(x.rows);
}

}  // namespace

Fields circle_parameters() {
    const CircleDataOptions data;
    return {
        {"depth", Whole{2}, "D: layers of weights", 2, 20},
        {"alpha", 1.0, "scale of the start", 1e-6, 1e3},
        {"width", Whole{30}, "units in each hidden layer", 1, 10000},
        {"samples", Whole{data.samples}, "N: points on the circle", 1, 1000},
        {"points",
         std::string("spaced"),
         "equally, from a random phase, or uniform and independent",
         {},
         {},
         {"spaced", "uniform"}},
        {"teacher_rms", data.teacher_rms, "size of the teacher's output; 0: as drawn", 0.0, 1e6},
        {"loss_tolerance", 1e-9, "on the sum of the squared residuals", 1e-25, 1e3},
        {"max_steps", Whole{10000000}, "of gradient descent", 1, 1000000000},
        {"seed", Whole{0}, "of points, teacher and start", 0, 1e15},
    };
}

RunResult circle_run(const Parameters& parameters, const std::function<double(double)>& step_size,
                     Observer* observer) {
    const CircleData circle = data_of_circle(parameters);
    const NetworkData data{circle.x, circle.y, circle.x_test, circle.y_test};
    NetworkRunOptions options;
    options.training.loss_tolerance = number(parameters, "loss_tolerance");
    options.training.max_steps = static_cast<long>(whole_number(parameters, "max_steps"));
    options.training.observer = observer;
    options.kernel_samples = data.x.samples();
    const ReluNetworkStart start = start_of(parameters);
    const double stable = stable_step(data.x.values, start);
    options.training.step_size = step_size(stable);
    RunResult run = network_run(*dense_network(start), data, options);
    run.metrics["stable_step_size"] = stable;
    return run;
}

}  // namespace regimes
