// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "regimes/core/matrix_view.hpp"

namespace regimes::bench {

/// The paper's sparse regression: x ~ N(0, I), beta* with 5 non-zeros 1 / sqrt(5), noise of
/// standard deviation 0.1. X is drawn where it stays, so that nothing else is as large as X.
struct Problem {
    std::unique_ptr<double[]> storage;
    MatrixView x;
    Vector y;
};

Problem sparse_regression(Index rows, Index cols,
                          MatrixView::Order order = MatrixView::Order::columns,
                          std::uint64_t seed = 1);

/// Plain doubles, for the rivals. Errors: std::runtime_error naming the path.
void write_doubles(const std::string& path, const double* data, Index count);

/// The most memory that this process has held, in bytes. Not that of the process that started it,
/// which getrusage counts in.
double peak_memory();

/// Writes x.f64 (column by column) and y.f64.
void write_problem(const Problem& problem, const std::string& folder);

}  // namespace regimes::bench
