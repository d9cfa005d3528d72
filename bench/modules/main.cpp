// SPDX-License-Identifier: BSD-3-Clause
// regimes_bench_modules worker    answers commands, one a line, in JSON; the driver is
//                                 bench/compare.py
// regimes_bench_modules kernel    the tangent kernel of a convolutional network, and its memory
#include <exception>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>
#include <string>

#include "bench/modules/modules.hpp"
#include "regimes/networks/modules.hpp"
#include "regimes/numerics/blas_library.hpp"

namespace {

using namespace regimes::bench;

nlohmann::ordered_json answer(const std::string& line) {
    std::istringstream words(line);
    std::string command;
    std::string task;
    std::string folder;
    long samples = 0;
    long steps = 0;
    int threads = 0;
    words >> command;
    if (command == "torch") return {{"version", regimes::torch_build().version}};
    if (command == "write" && words >> task >> folder) return write_module(task, folder);
    if (command == "descend" && words >> task >> samples >> steps >> threads) {
        return run_steps(task, false, samples, steps, threads);
    }
    if (command == "linearized" && words >> task >> samples >> steps >> threads) {
        return run_steps(task, true, samples, steps, threads);
    }
    if (command == "kernel" && words >> threads) return run_module_kernel(threads);
    if (command == "distance" && words >> threads) return run_module_distance(threads);
    throw std::invalid_argument(
        "not a command (torch, write TASK FOLDER, descend TASK SAMPLES STEPS THREADS, "
        "linearized TASK SAMPLES STEPS THREADS, kernel THREADS, distance THREADS): '" +
        line + "'");
}

}  // namespace

int main(int argc, char** argv) try {
    regimes::correct_blas_processor();
    const std::string word = argc == 2 ? argv[1] : "";
    if (word == "kernel") {
        std::cout << run_module_kernel_size() << '\n';
        return 0;
    }
    if (word != "worker") throw std::invalid_argument("worker or kernel expected");
    for (std::string line; std::getline(std::cin, line);) {
        std::cout << answer(line).dump() << std::endl;
    }
    return 0;
} catch (const std::exception& error) {
    std::cerr << "regimes_bench_modules: " << error.what() << '\n';
    return 2;
}
