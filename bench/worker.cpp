// SPDX-License-Identifier: BSD-3-Clause
#include "bench/worker.hpp"

#include <cblas.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "bench/blas_meter.hpp"
#include "bench/cvode_flow.hpp"
#include "bench/problem.hpp"
#include "regimes/numerics/blas_threads.hpp"
#include "regimes/solvers/interpolation.hpp"

namespace regimes::bench {

namespace {

using Json = nlohmann::ordered_json;

constexpr double kernel_end = 2.0;   // log10 alpha
constexpr double rich_end = -300.0;  // log10 alpha
constexpr double single = -3.0;      // log10 alpha

double log_alpha(double log10_alpha) { return log10_alpha * std::log(10.0); }

double seconds_of(const std::function<void()>& task) {
    const auto start = std::chrono::steady_clock::now();
    task();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::vector<double> grid(int count) {
    std::vector<double> log_alphas;
    for (int k = 0; k < count; ++k) {
        const double share = static_cast<double>(k) / (count - 1);
        log_alphas.push_back(log_alpha(kernel_end + share * (rich_end - kernel_end)));
    }
    return log_alphas;
}

Json summary(double seconds, const std::vector<Solution>& solutions) {
    int iterations = 0;
    double primal = 0.0;
    double stationarity = 0.0;
    bool converged = true;
    for (const Solution& s : solutions) {
        iterations += s.iterations;
        primal = std::max(primal, s.certificate.primal_residual);
        stationarity = std::max(stationarity, s.certificate.stationarity_residual);
        converged = converged && s.status == Status::converged;
    }
    return {{"seconds", seconds},           {"converged", converged},
            {"iterations", iterations},     {"primal_residual", primal},
            {"stationarity", stationarity}, {"l1_norm", solutions.back().l1_norm}};
}

Json run_path(const Problem& problem, int count, int threads) {
    InterpolationOptions options;
    options.threads = threads;
    std::vector<Solution> solutions;
    const double seconds = seconds_of([&] {
        solutions = interpolation_path(problem.x, problem.y, {}, grid(count),
                                       Regularization::implicit, options);
    });
    return summary(seconds, solutions);
}

Solution solve_single(const Problem& problem) {
    return interpolate(problem.x, problem.y, {.log_alpha = log_alpha(single)});
}

Json run_single(const Problem& problem) {
    std::vector<Solution> solutions(1);
    const double seconds = seconds_of([&] { solutions[0] = solve_single(problem); });
    return summary(seconds, solutions);
}

Json run_cvode(const Problem& problem, const CvodeOptions& options) {
    const SingleThreadedBlas guard;  // at this size, threads would cost more than they bring
    CvodeResult flow;
    const double seconds = seconds_of(
        [&] { flow = cvode_flow(problem.x, problem.y, std::exp(log_alpha(single)), options); });
    const Vector exact = solve_single(problem).coefficients;
    return {{"seconds", seconds},
            {"residual", flow.residual},
            {"distance", (flow.beta - exact).norm() / exact.norm()},
            {"steps", flow.steps},
            {"products", flow.products}};
}

/// What the machine's dgemm does on one core, in operations a second: the best of a few.
double gemm_rate() {
    const SingleThreadedBlas guard;
    constexpr int n = 768;
    const Matrix a = Matrix::Random(n, n);
    Matrix c(n, n);
    double best = INFINITY;
    for (int round = 0; round < 7; ++round) {
        best = std::min(best, seconds_of([&] {
                            cblas_dgemm(CblasColMajor, CblasNoTrans, CblasTrans, n, n, n, 1.0,
                                        a.data(), n, a.data(), n, 0.0, c.data(), n);
                        }));
    }
    return 2.0 * n * n * n / best;
}

/// One path with its BLAS calls counted, on one thread.
Json run_meter(const Problem& problem, int count) {
    Json result;
    Tallies tallies;
    {
        const BlasMeter meter;
        result = run_path(problem, count, 1);
        tallies = meter.tallies();
    }
    const std::map<Routine, const char*> names = {
        {syrk, "dsyrk"}, {potrf, "dpotrf"}, {gemv, "dgemv"}, {trsv, "dtrsv"}};
    for (const auto& [routine, name] : names) {
        const Tally& tally = tallies[routine];
        result[name] = {{"calls", tally.calls}, {"flops", tally.flops}, {"seconds", tally.seconds}};
    }
    result["dgemm_rate"] = gemm_rate();
    return result;
}

Json answer(const std::string& line, const Problem& problem) {
    std::istringstream words(line);
    std::string command;
    words >> command;
    int count = 0;
    if (command == "path" && words >> count && count > 1) return run_path(problem, count, 0);
    if (command == "meter" && words >> count && count > 1) return run_meter(problem, count);
    if (command == "single") return run_single(problem);
    if (command == "cvode") {
        CvodeOptions options;
        words >> options.relative_tolerance >> options.absolute_tolerance >>
            options.krylov_dimension;
        return run_cvode(problem, options);
    }
    if (std::string folder; command == "write" && words >> folder) {
        write_problem(problem, folder);
        return {{"rows", problem.x.rows}, {"cols", problem.x.cols}};
    }
    throw std::invalid_argument(
        "a command is 'path COUNT', 'single', 'cvode', 'meter COUNT' or 'write FOLDER', not '" +
        line + "'");
}

}  // namespace

void run_worker() {
    const Problem problem = sparse_regression(100, 1000);
    for (std::string line; std::getline(std::cin, line);) {
        std::cout << answer(line, problem).dump() << std::endl;
    }
}

std::string run_size(long rows, long cols, const std::string& order) {
    if (order != "rows" && order != "columns") {
        throw std::invalid_argument("order: rows or columns expected, '" + order + "' given");
    }
    const Problem problem = sparse_regression(
        rows, cols, order == "rows" ? MatrixView::Order::rows : MatrixView::Order::columns);
    Json result = run_single(problem);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const double peak = 1024.0 * static_cast<double>(usage.ru_maxrss);
    result["rows"] = rows;
    result["cols"] = cols;
    result["order"] = order;
    result["peak_over_x"] =
        peak / (sizeof(double) * static_cast<double>(rows) * static_cast<double>(cols));
    return result.dump();
}

}  // namespace regimes::bench
