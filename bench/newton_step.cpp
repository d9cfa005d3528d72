// SPDX-License-Identifier: BSD-3-Clause
// The pieces of one Newton step at N = 100, each beside dgemm on the same core. The second argument
// is the number of columns that carry weight: all 1000 at the kernel end, 100 and some at the rich.
#include <benchmark/benchmark.h>

#include <cmath>
#include <numeric>

#include "bench/problem.hpp"
#include "regimes/numerics/blas.hpp"
#include "regimes/numerics/blas_threads.hpp"
#include "regimes/numerics/design_product.hpp"
#include "regimes/numerics/spd_solver.hpp"
#include "regimes/regularizers/registry.hpp"
#include "regimes/solvers/certificate.hpp"
#include "regimes/solvers/reduced_system.hpp"
#include "regimes/solvers/slack_form.hpp"

namespace regimes::bench {
namespace {

constexpr Index rows = 100;

const Problem& problem() {
    static const Problem instance = sparse_regression(rows, 1000);
    return instance;
}

/// Operations a second, as the counter that Google Benchmark prints.
void report_flops(benchmark::State& state, double flops) {
    state.counters["flops"] =
        benchmark::Counter(flops, benchmark::Counter::kIsIterationInvariantRate);
}

/// `count` column numbers spread over all of them.
std::vector<Index> spread_columns(Index count) {
    std::vector<Index> columns(static_cast<std::size_t>(count));
    for (Index k = 0; k < count; ++k) {
        columns[static_cast<std::size_t>(k)] = k * problem().x.cols / count;
    }
    return columns;
}

Matrix gram() {
    Matrix h;
    const auto columns = spread_columns(problem().x.cols);
    WeightedGram().compute(problem().x, columns, std::vector<double>(columns.size(), 1.0), h);
    return h;
}

void machine_dgemm(benchmark::State& state) {
    const SingleThreadedBlas guard;
    const int n = static_cast<int>(state.range(0));
    const Matrix a = Matrix::Random(n, n);
    Matrix c(n, n);
    for (auto _ : state) {
        blas::gemm<double>(
            {n, n, n, 1.0, 0.0, {a.data(), n, false}, {a.data(), n, true}, c.data(), n});
        benchmark::ClobberMemory();
    }
    report_flops(state, 2.0 * n * n * n);
}
BENCHMARK(machine_dgemm)->Arg(100)->Arg(768);

/// dsyrk alone on columns already packed: what `weighted_gram` could reach.
void bare_dsyrk(benchmark::State& state) {
    const SingleThreadedBlas guard;
    const Index n = rows;
    const Index k = state.range(0);
    const Matrix a = Matrix::Random(n, k);
    Matrix c = Matrix::Zero(n, n);
    for (auto _ : state) {
        blas::syrk(a, 0.0, c);
        benchmark::ClobberMemory();
    }
    report_flops(state, static_cast<double>(n * (n + 1) * k));
}
BENCHMARK(bare_dsyrk)->Arg(1000)->Arg(300)->Arg(120);

void weighted_gram(benchmark::State& state) {
    const SingleThreadedBlas guard;
    const auto columns = spread_columns(state.range(0));
    const std::vector<double> weights(columns.size(), 0.5);
    WeightedGram product;
    Matrix h;
    for (auto _ : state) product.compute(problem().x, columns, weights, h);
    report_flops(state, 1.0 * rows * (rows + 1) * static_cast<double>(columns.size()));
}
BENCHMARK(weighted_gram)->Arg(1000)->Arg(300)->Arg(120);

void spd_factor(benchmark::State& state) {
    const SingleThreadedBlas guard;
    const Matrix h = gram();
    SpdSolver solver;
    for (auto _ : state) solver.factor(h);
    report_flops(state, rows * rows * rows / 3.0);
}
BENCHMARK(spd_factor);

void spd_solve(benchmark::State& state) {
    const SingleThreadedBlas guard;
    SpdSolver solver;
    solver.factor(gram());
    Vector b = problem().y;
    for (auto _ : state) {
        b = problem().y;
        solver.solve(b);
    }
    report_flops(state, 2.0 * rows * rows);
}
BENCHMARK(spd_solve);

void product_x(benchmark::State& state) {
    const SingleThreadedBlas guard;
    const Vector b = Vector::Ones(problem().x.cols);
    Vector out(rows);
    for (auto _ : state) multiply(problem().x, b, out);
    report_flops(state, 2.0 * rows * static_cast<double>(b.size()));
}
BENCHMARK(product_x);

void product_x_transposed(benchmark::State& state) {
    const SingleThreadedBlas guard;
    Vector out(problem().x.cols);
    for (auto _ : state) multiply_transposed(problem().x, problem().y, out);
    report_flops(state, 2.0 * rows * static_cast<double>(out.size()));
}
BENCHMARK(product_x_transposed);

/// E and its slope at every coordinate: the exponentials of a Newton step, depth 2 and 3.
void slack_powers(benchmark::State& state) {
    const SlackForm form({.depth = static_cast<double>(state.range(0))});
    const Vector near = 30.0 * (Vector::Random(problem().x.cols).array() + 1.0);
    for (auto _ : state) {
        for (const double slack : near) {
            benchmark::DoNotOptimize(form.powers(slack, 1.0).difference);
        }
    }
}
BENCHMARK(slack_powers)->Arg(2)->Arg(3);

void certificate(benchmark::State& state) {
    const SingleThreadedBlas guard;
    const auto penalty = implicit_regularizer({.log_alpha = std::log(1e-3)});
    const Vector nu = 1e-3 * problem().y;
    Vector beta(problem().x.cols);
    multiply_transposed(problem().x, nu, beta);
    const ReducedSystem data(problem().x, problem().y, 1);
    for (auto _ : state) {
        benchmark::DoNotOptimize(certify(data, *penalty, beta, nu).duality_gap);
    }
}
BENCHMARK(certificate);

void reduced_system(benchmark::State& state) {
    const SingleThreadedBlas guard;
    for (auto _ : state) {
        benchmark::DoNotOptimize(ReducedSystem(problem().x, problem().y, 1).fits_exactly());
    }
}
BENCHMARK(reduced_system);

}  // namespace
}  // namespace regimes::bench
