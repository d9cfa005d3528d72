// SPDX-License-Identifier: BSD-3-Clause
#include "bench/networks.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <vector>

#include "bench/problem.hpp"
#include "regimes/core/random.hpp"
#include "regimes/diagnostics/tangent_kernel.hpp"
#include "regimes/dynamics/network_training.hpp"
#include "regimes/models/relu_network.hpp"
#include "regimes/models/relu_network_start.hpp"
#include "regimes/numerics/blas.hpp"
#include "regimes/numerics/blas_library.hpp"
#include "regimes/numerics/blas_threads.hpp"

namespace regimes::bench {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t seed = 1;
constexpr Index batch = 256;
const std::vector<Index> mnist_widths = {784, 5000, 10};
const std::vector<Index> kernel_widths = {784, 1024, 1024, 1};

struct NetworkTask {
    ReluShape shape;
    Matrix x;  ///< one column for each sample
    NetworkTargets targets;
    Vector start;
    NetworkTrainingOptions options;
    ReluTrainingOptions relu;

    MatrixView inputs() const {
        return {x.data(), x.cols(), x.rows(), x.rows(), MatrixView::Order::rows};
    }
};

NetworkTask make_task(Index samples, std::vector<Index> widths) {
    NetworkTask task;
    task.shape.widths = std::move(widths);
    const Index size = task.shape.inputs() * samples;
    task.x = RandomStream(seed, "x").normals(size).reshaped(task.shape.inputs(), samples);
    task.start = relu_network_start({.shape = task.shape, .seed = seed});
    // To the last step, and looking at the loss as seldom as training allows.
    task.options.loss_tolerance = 1e-300;
    task.options.check_every = 1L << 40;
    if (task.shape.widths != mnist_widths) {
        task.targets = RandomStream(seed, "y").normals(samples * task.shape.outputs());
        task.options.step_size = 1e-3;
        return task;
    }
    std::vector<int> labels;
    for (Index n = 0; n < samples; ++n) labels.push_back(static_cast<int>(n % 10));
    task.targets = labels;
    task.relu.precision = Precision::single_precision;
    task.options.reduction = NetworkTrainingOptions::Reduction::mean;
    task.options.batch_size = batch;
    task.options.step_size = 0.1;
    return task;
}

NetworkTask task_named(const std::string& name) {
    if (name == "depth2") return make_task(10, {2, 30, 1});
    if (name == "depth5") return make_task(10, {2, 30, 30, 30, 30, 1});
    if (name == "mnist") return make_task(2 * batch, mnist_widths);
    if (name == "mnist_batch") return make_task(batch, mnist_widths);
    if (name == "kernel") return make_task(256, kernel_widths);
    throw std::invalid_argument("task: depth2, depth5, mnist, mnist_batch or kernel expected, '" +
                                name + "' given");
}

template <typename Call>
double seconds_of(const Call& call) {
    const auto start = std::chrono::steady_clock::now();
    call();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

ReluNetwork network_of(const NetworkTask& task) {
    return {LinearInputs(task.inputs()), task.shape};
}

/// What one product of m x k with k x n does, in floats, and how often.
struct Shape {
    int m, n, k;
    bool a, b;  // transposed
};

double rate_of(const std::vector<Shape>& shapes) {
    double flops = 0.0;
    double seconds = 0.0;
    for (const Shape& s : shapes) {
        const Eigen::MatrixXf a =
            s.a ? Eigen::MatrixXf::Random(s.k, s.m) : Eigen::MatrixXf::Random(s.m, s.k);
        const Eigen::MatrixXf b =
            s.b ? Eigen::MatrixXf::Random(s.n, s.k) : Eigen::MatrixXf::Random(s.k, s.n);
        Eigen::MatrixXf c(s.m, s.n);
        double best = INFINITY;
        for (int round = 0; round < 5; ++round) {
            best = std::min(best, seconds_of([&] {
                                blas::gemm<float>({s.m,
                                                   s.n,
                                                   s.k,
                                                   1.0F,
                                                   0.0F,
                                                   {a.data(), a.rows(), s.a},
                                                   {b.data(), b.rows(), s.b},
                                                   c.data(),
                                                   s.m});
                            }));
        }
        flops += 2.0 * s.m * s.n * s.k;
        seconds += best;
    }
    return flops / seconds;
}

}  // namespace

Json run_training(const std::string& name, long steps, int threads) {
    static std::string last;
    static NetworkTask task;
    if (last != name) task = task_named(last = name);
    task.options.max_steps = steps;
    task.relu.threads = threads;
    const ReluTrainingResult run =
        train_network(task.shape, task.inputs(), task.targets, task.start, task.options, task.relu);
    if (run.steps != steps) throw std::runtime_error(name + ": training ended early");
    return {{"seconds", run.seconds}, {"loss", run.loss}, {"steps", run.steps}};
}

Json run_kernel(int threads) {
    static const NetworkTask task = task_named("kernel");
    const ReluNetwork network = network_of(task);
    Matrix kernel;
    const double seconds =
        seconds_of([&] { kernel = tangent_kernel(network, task.start, {.threads = threads}); });
    return {{"seconds", seconds}};
}

Json write_network(const std::string& name, const std::string& folder) {
    const NetworkTask task = task_named(name);
    const auto* labels = std::get_if<std::vector<int>>(&task.targets);
    const Vector y = labels == nullptr
                         ? std::get<Vector>(task.targets)
                         : Vector(Eigen::Map<const Eigen::VectorXi>(
                                      labels->data(), static_cast<Index>(labels->size()))
                                      .cast<double>());
    write_doubles(folder + "/x.f64", task.x.data(), task.x.size());
    write_doubles(folder + "/y.f64", y.data(), y.size());
    write_doubles(folder + "/w.f64", task.start.data(), task.start.size());
    if (name == "kernel") {
        const Matrix kernel = tangent_kernel(network_of(task), task.start);
        write_doubles(folder + "/kernel.f64", kernel.data(), kernel.size());
    }
    return {{"widths", task.shape.widths},
            {"step_size", task.options.step_size},
            {"batch", task.options.batch_size}};
}

Json sgemm_rates() {
    const SingleThreadedBlas guard;
    const int in = 784;
    const int hidden = 5000;
    const int out = 10;
    const int n = batch;
    const std::vector<Shape> step = {{hidden, n, in, false, false},
                                     {out, n, hidden, false, false},
                                     {hidden, n, out, true, false},
                                     {out, hidden, n, false, true},
                                     {hidden, in, n, false, true}};
    double flops = 0.0;
    for (const Shape& s : step) flops += 2.0 * s.m * s.n * s.k;
    const int side = 2048;
    const std::string kernels = blas_library().kernels;
    return {{"kernels", kernels.empty() ? "unknown" : kernels},
            {"flops", flops},
            {"step", rate_of(step)},
            {"square", rate_of({{side, side, side, false, false}})}};
}

std::string run_kernel_size(long samples) {
    const NetworkTask task = make_task(samples, kernel_widths);
    const ReluNetwork network = network_of(task);
    const TangentKernelOptions options;
    const double before = peak_memory();
    const double seconds = seconds_of([&] { tangent_kernel(network, task.start, options); });
    const double entries = static_cast<double>(samples) * static_cast<double>(samples);
    const Json result = {
        {"seconds", seconds},
        {"grown", peak_memory() - before},
        {"kernel", sizeof(double) * entries},
        {"features", options.memory},
        {"jacobian", sizeof(double) * static_cast<double>(samples * network.parameters())}};
    return result.dump();
}

}  // namespace regimes::bench
