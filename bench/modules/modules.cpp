// SPDX-License-Identifier: BSD-3-Clause
#include "bench/modules/modules.hpp"

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <stdexcept>
#include <vector>

#include "bench/problem.hpp"
#include "regimes/core/random.hpp"
#include "regimes/dynamics/batches.hpp"
#include "regimes/networks/modules.hpp"

namespace regimes::bench {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t seed = 1;
constexpr double step_size = 0.01;

struct ModuleTask {
    ConvolutionalShape shape;
    Index batch = 0;
    SampleArray x;
    std::vector<int> labels;
    std::unique_ptr<Module> start;

    TakenSamplesPointer take(Index samples) const {
        return start->take(SampleView(x).range(0, samples),
                           std::vector<int>(labels.begin(), labels.begin() + samples));
    }
};

ModuleTask make_task(ConvolutionalShape shape, Index samples, Index batch) {
    ModuleTask task;
    task.shape = std::move(shape);
    task.batch = batch;
    task.x.shape = task.shape.input;
    const Vector values = RandomStream(seed, "x").normals(samples * task.x.size());
    task.x.values.assign(values.begin(), values.end());
    for (Index n = 0; n < samples; ++n) task.labels.push_back(static_cast<int>(n % 10));
    task.start = convolutional_module(task.shape, 0.0, seed);
    return task;
}

const ModuleTask& task_named(const std::string& name) {
    static std::map<std::string, ModuleTask> tasks;
    const auto found = tasks.find(name);
    if (found != tasks.end()) return found->second;
    if (name == "vgg11") return tasks[name] = make_task(vgg11(), 512, 128);
    if (name == "vgg11_quarter") return tasks[name] = make_task(vgg11(4), 512, 128);
    if (name == "cnn") return tasks[name] = make_task({{1, 28, 28}, {32, 0, 64, 0, 64}}, 64, 64);
    throw std::invalid_argument("task: vgg11, vgg11_quarter or cnn expected, '" + name + "' given");
}

template <typename Call>
double seconds_of(const Call& call) {
    const auto start = std::chrono::steady_clock::now();
    call();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Json write_module(const std::string& name, const std::string& folder) {
    const ModuleTask& task = task_named(name);
    const Vector y =
        Eigen::Map<const Eigen::VectorXi>(task.labels.data(), task.x.samples()).cast<double>();
    write_doubles(folder + "/x.f64", task.x.values.data(),
                  static_cast<Index>(task.x.values.size()));
    write_doubles(folder + "/y.f64", y.data(), y.size());
    task.start->save(folder + "/start.pt");
    if (name == "cnn") {
        const Matrix kernel = task.start->tangent_kernel(*task.take(task.x.samples()));
        write_doubles(folder + "/kernel.f64", kernel.data(), kernel.size());
    }
    return {{"input", task.shape.input},
            {"layers", task.shape.layers},
            {"batch", task.batch},
            {"step_size", step_size}};
}

Json run_steps(const std::string& name, bool linearized, long samples, long steps, int threads) {
    set_module_threads(threads);
    const ModuleTask& task = task_named(name);
    const TakenSamplesPointer taken = task.take(samples);
    const auto module = linearized ? task.start->linearized() : task.start->copy();
    Batches batches(samples, task.batch, false, seed);
    double loss = 0.0;
    const double seconds = seconds_of([&] {
        for (long step = 0; step < steps; ++step) {
            loss = module->descend(*taken, batches.next(), step_size).loss;
        }
    });
    return {{"seconds", seconds}, {"loss", loss / static_cast<double>(task.batch)}};
}

Json run_module_kernel(int threads) {
    set_module_threads(threads);
    const ModuleTask& task = task_named("cnn");
    const TakenSamplesPointer samples = task.take(task.x.samples());
    return {{"seconds", seconds_of([&] { task.start->tangent_kernel(*samples); })}};
}

Json run_module_distance(int threads) {
    set_module_threads(threads);
    const ModuleTask& task = task_named("cnn");
    const TakenSamplesPointer samples = task.take(task.x.samples());
    const auto moved = task.start->copy();
    std::vector<Index> all(task.labels.size());
    std::iota(all.begin(), all.end(), Index{0});
    moved->descend(*samples, all, step_size);
    return {{"seconds", seconds_of([&] { moved->gradient_distance(*task.start, *samples); })}};
}

std::string run_module_kernel_size() {
    const ModuleTask& task = task_named("cnn");
    // What LibTorch sets up at its first calls is no part of a kernel.
    task.start->tangent_kernel(*task.take(1));
    const TakenSamplesPointer samples = task.take(task.x.samples());
    const double before = peak_memory();
    const double seconds = seconds_of([&] { task.start->tangent_kernel(*samples); });
    return Json{{"seconds", seconds}, {"grown", peak_memory() - before}}.dump();
}

}  // namespace regimes::bench
