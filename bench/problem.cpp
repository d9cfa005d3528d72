// SPDX-License-Identifier: BSD-3-Clause
#include "bench/problem.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <stdexcept>

#include "regimes/core/random.hpp"

namespace regimes::bench {

namespace {

constexpr Index non_zeros = 5;
constexpr double noise = 0.1;

}  // namespace

Problem sparse_regression(Index rows, Index cols, MatrixView::Order order, std::uint64_t seed) {
    const Index size = rows * cols;
    Problem problem;
    problem.storage = std::make_unique_for_overwrite<double[]>(static_cast<std::size_t>(size));
    RandomStream entries(seed, "x");
    std::generate_n(problem.storage.get(), size, [&] { return entries.normal(); });
    const Index stride = order == MatrixView::Order::rows ? cols : rows;
    problem.x = MatrixView(problem.storage.get(), rows, cols, stride, order);

    problem.y = noise * RandomStream(seed, "noise").normals(rows);
    for (Index n = 0; n < rows; ++n) {
        for (Index i = 0; i < std::min(non_zeros, cols); ++i) {
            problem.y[n] += problem.x(n, i) / std::sqrt(static_cast<double>(non_zeros));
        }
    }
    return problem;
}

void write_doubles(const std::string& path, const double* data, Index count) {
    std::ofstream stream(path, std::ios::binary);
    stream.write(reinterpret_cast<const char*>(data),
                 static_cast<std::streamsize>(count) * std::streamsize{sizeof(double)});
    if (!stream.flush()) throw std::runtime_error("cannot write " + path);
}

double peak_memory() {
    std::ifstream status("/proc/self/status");
    const std::string name = "VmHWM:";
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with(name)) return 1024.0 * std::stod(line.substr(name.size()));
    }
    throw std::runtime_error("/proc/self/status does not tell the peak of the memory");
}

void write_problem(const Problem& problem, const std::string& folder) {
    write_doubles(folder + "/x.f64", problem.x.data, problem.x.rows * problem.x.cols);
    write_doubles(folder + "/y.f64", problem.y.data(), problem.y.size());
}

}  // namespace regimes::bench
