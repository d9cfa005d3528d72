// SPDX-License-Identifier: BSD-3-Clause
// regimes_bench                     the pieces of a Newton step, by Google Benchmark (its options)
// regimes_bench worker              whole solves on request; the driver is bench/compare.py
// regimes_bench size N D ORDER      one solve of that size and its memory; ORDER rows or columns
// regimes_bench kernel N            the tangent kernel of N samples and its memory
#include <benchmark/benchmark.h>

#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "bench/networks.hpp"
#include "bench/worker.hpp"
#include "regimes/numerics/blas_library.hpp"

int main(int argc, char** argv) try {
    regimes::correct_blas_processor();
    const std::vector<std::string> words(argv + 1, argv + argc);
    if (words.size() == 1 && words[0] == "worker") {
        regimes::bench::run_worker();
        return 0;
    }
    if (words.size() == 4 && words[0] == "size") {
        std::cout << regimes::bench::run_size(std::stol(words[1]), std::stol(words[2]), words[3])
                  << '\n';
        return 0;
    }
    if (words.size() == 2 && words[0] == "kernel") {
        std::cout << regimes::bench::run_kernel_size(std::stol(words[1])) << '\n';
        return 0;
    }
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
} catch (const std::exception& error) {
    std::cerr << "regimes_bench: " << error.what() << '\n';
    return 2;
}
