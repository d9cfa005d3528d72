// SPDX-License-Identifier: BSD-3-Clause
#include "bench/worker.hpp"

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
#include "bench/completion.hpp"
#include "bench/cvode_flow.hpp"
#include "bench/networks.hpp"
#include "bench/problem.hpp"
#include "regimes/dynamics/dual_flow.hpp"
#include "regimes/dynamics/gradient_flow.hpp"
#include "regimes/models/diagonal_network.hpp"
#include "regimes/numerics/blas.hpp"
#include "regimes/numerics/blas_threads.hpp"
#include "regimes/numerics/design_product.hpp"
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

/// Where a flow of this depth and log10 alpha ends, and how far from the exact minimiser.
Json flow_summary(double seconds, const Problem& problem, const Initialization& start,
                  const Vector& beta, long steps) {
    const Vector exact = interpolate(problem.x, problem.y, start).coefficients;
    Vector residual = -problem.y;
    Vector fitted(problem.y.size());
    multiply(problem.x, beta, fitted);
    residual += fitted;
    return {{"seconds", seconds},
            {"residual", residual.norm() / problem.y.norm()},
            {"distance", (beta - exact).norm() / exact.norm()},
            {"steps", steps}};
}

Json run_cvode(const Problem& problem, int depth, double log10_alpha, const CvodeOptions& options) {
    const SingleThreadedBlas guard;  // at this size, threads would cost more than they bring
    const Initialization start{.depth = static_cast<double>(depth),
                               .log_alpha = log_alpha(log10_alpha)};
    CvodeResult flow;
    const double seconds = seconds_of([&] {
        try {
            flow = cvode_flow(problem.x, problem.y, depth, std::exp(start.log_alpha), options);
        } catch (const std::runtime_error&) {
            flow.beta = Vector::Zero(problem.x.cols);  // it gave up: the distance says so
        }
    });
    Json result = flow_summary(seconds, problem, start, flow.beta, flow.steps);
    result["products"] = flow.products;
    return result;
}

FlowOptions flow_options(double tolerance) {
    FlowOptions options;
    options.relative_tolerance = tolerance;
    options.absolute_tolerance = 0.01 * tolerance;
    return options;
}

Json run_gradient_flow(const Problem& problem, int depth, double log10_alpha, double tolerance) {
    const Initialization start{.depth = static_cast<double>(depth),
                               .log_alpha = log_alpha(log10_alpha)};
    const DiagonalNetwork network{LinearInputs(problem.x), start.depth};
    const FlowOptions options = flow_options(tolerance);
    TrainingResult flow;
    const double seconds = seconds_of([&] {
        flow = gradient_flow(network, problem.y,
                             diagonal_network_start(problem.x.cols, start.log_alpha), options);
    });
    return flow_summary(seconds, problem, start, network.coefficients(flow.parameters), flow.steps);
}

Json run_dual_flow(const Problem& problem, int depth, double log10_alpha, double tolerance) {
    const Initialization start{.depth = static_cast<double>(depth),
                               .log_alpha = log_alpha(log10_alpha)};
    const FlowOptions options = flow_options(tolerance);
    TrainingResult flow;
    const double seconds =
        seconds_of([&] { flow = dual_flow(problem.x, problem.y, start, options); });
    return flow_summary(seconds, problem, start, flow.parameters, flow.steps);
}

/// What the machine's dgemm does on one core, in operations a second: the best of a few.
double gemm_rate() {
    const SingleThreadedBlas guard;
    constexpr int n = 768;
    const Matrix a = Matrix::Random(n, n);
    Matrix c(n, n);
    double best = INFINITY;
    for (int round = 0; round < 7; ++round) {
        best = std::min(
            best, seconds_of([&] {
                blas::gemm<double>(
                    {n, n, n, 1.0, 0.0, {a.data(), n, false}, {a.data(), n, true}, c.data(), n});
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

/// Of commands about ReLU networks; null for others.
Json network_answer(const std::string& command, std::istringstream& words) {
    std::string task;
    std::string folder;
    long steps = 0;
    int threads = 0;
    if (command == "network" && words >> task >> folder) return write_network(task, folder);
    if (command == "train" && words >> task >> steps >> threads) {
        return run_training(task, steps, threads);
    }
    if (command == "kernel" && words >> threads) return run_kernel(threads);
    if (command == "sgemm") return sgemm_rates();
    return {};
}

Json answer(const std::string& line, const Problem& problem) {
    std::istringstream words(line);
    std::string command;
    words >> command;
    int count = 0;
    if (command == "path" && words >> count && count > 1) return run_path(problem, count, 0);
    if (command == "meter" && words >> count && count > 1) return run_meter(problem, count);
    if (command == "single") return run_single(problem);
    int depth = 0;
    double log10_alpha = 0.0;
    if (command == "cvode" && words >> depth >> log10_alpha) {
        CvodeOptions options;
        words >> options.relative_tolerance >> options.absolute_tolerance;
        return run_cvode(problem, depth, log10_alpha, options);
    }
    double tolerance = 0.0;
    if (command == "dual" && words >> depth >> log10_alpha >> tolerance) {
        return run_dual_flow(problem, depth, log10_alpha, tolerance);
    }
    if (command == "gradient" && words >> depth >> log10_alpha >> tolerance) {
        return run_gradient_flow(problem, depth, log10_alpha, tolerance);
    }
    long width = 0;
    if (std::string folder; command == "completion" && words >> width >> log10_alpha >> folder) {
        return run_completion(width, log10_alpha, folder);
    }
    if (Json network = network_answer(command, words); !network.is_null()) return network;
    if (std::string folder; command == "write" && words >> folder) {
        write_problem(problem, folder);
        return {{"rows", problem.x.rows}, {"cols", problem.x.cols}};
    }
    throw std::invalid_argument(
        "not a command (path COUNT, single, cvode DEPTH LOG10_ALPHA, "
        "dual DEPTH LOG10_ALPHA TOLERANCE, "
        "gradient DEPTH LOG10_ALPHA TOLERANCE, completion WIDTH LOG10_ALPHA FOLDER, meter COUNT, "
        "network TASK FOLDER, train TASK STEPS THREADS, kernel THREADS, sgemm, write FOLDER): '" +
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
    result["rows"] = rows;
    result["cols"] = cols;
    result["order"] = order;
    result["peak_over_x"] =
        peak_memory() / (sizeof(double) * static_cast<double>(rows) * static_cast<double>(cols));
    return result.dump();
}

}  // namespace regimes::bench
