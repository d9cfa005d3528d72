// SPDX-License-Identifier: BSD-3-Clause
// Interpolants of least regulariser against tables of 20 digits: depth 2 to 100, log10 alpha 6 to
// -300, shaped and biased starts, the explicit regulariser; each as part of a path and alone, in
// both storage orders.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "regimes/solvers/interpolation.hpp"
#include "tests/oracle/oracle_problem.hpp"

namespace regimes {
namespace {

constexpr double eps = 0x1p-53;
constexpr double smallest = std::numeric_limits<double>::min();
constexpr double tolerance = 1e-9;

double largest_of(const std::vector<double>& beta) {
    double largest = 0.0;
    for (const double b : beta) largest = std::max(largest, std::fabs(b));
    return largest;
}

/// Every coefficient to 1e-9 of the largest, and to 1e-9 of itself as long as the data (y and
/// ln alpha, rounded to double; X is exact) determine it that well. Otherwise to what they
/// determine: the engine answers for data perturbed by up to 2000 eps, since it leaves alone what
/// shows in y by less than a hundred times the rounding error of X beta (some 8 eps).
void expect_coefficients(const Vector& beta, const oracle::ReferencePoint& reference) {
    const double largest = largest_of(reference.beta);
    for (std::size_t i = 0; i < reference.beta.size(); ++i) {
        const double b = beta[static_cast<Index>(i)];
        const double error = std::fabs(b - reference.beta[i]);
        EXPECT_LE(error, tolerance * largest)
            << "coefficient " << i << ": " << b << " for " << reference.beta[i];
        const double relative = std::max(tolerance, 2000.0 * eps * reference.condition[i]);
        if (!(relative < 1.0)) continue;  // the data do not determine it
        EXPECT_LE(error, relative * std::fabs(reference.beta[i]) + smallest)
            << "coefficient " << i << ": " << b << " for " << reference.beta[i] << ", condition "
            << reference.condition[i];
    }
}

void expect_norms(const Solution& solution, const oracle::ReferencePoint& reference) {
    double l1 = 0.0;
    double l2 = 0.0;
    for (const double b : reference.beta) {
        l1 += std::fabs(b);
        l2 = std::hypot(l2, b);
    }
    EXPECT_NEAR(solution.l1_norm, l1, tolerance * l1);
    EXPECT_NEAR(solution.l2_norm, l2, tolerance * l2);
}

/// Shapes of w^(2-D) that span dozens of orders are outside the stated domain: solved or not, the
/// status must be honest.
bool is_in_domain(const oracle::ReferencePath& path) {
    return path.start == "unit" || path.depth <= 10.0;
}

void expect_honesty(const Solution& solution, const oracle::ReferencePoint& reference) {
    if (solution.status != Status::converged) return;
    const double largest = largest_of(reference.beta);
    for (std::size_t i = 0; i < reference.beta.size(); ++i) {
        EXPECT_NEAR(solution.coefficients[static_cast<Index>(i)], reference.beta[i],
                    1e-7 * largest);
    }
}

void expect_solution(const Solution& solution, const oracle::ReferencePath& path, std::size_t k) {
    const oracle::ReferencePoint& reference = path.points[k];
    SCOPED_TRACE(path.describe() + ", log10 alpha " + std::to_string(reference.log10_alpha));
    if (!is_in_domain(path)) {
        expect_honesty(solution, reference);
        return;
    }
    EXPECT_EQ(solution.status, Status::converged);
    EXPECT_LE(solution.certificate.primal_residual, 1e-12);
    EXPECT_LE(solution.certificate.stationarity_residual, 1e-9);
    EXPECT_LE(std::fabs(solution.certificate.duality_gap), 1e-9);
    ASSERT_EQ(solution.coefficients.size(), static_cast<Index>(reference.beta.size()));
    expect_coefficients(solution.coefficients, reference);
    expect_norms(solution, reference);
}

void expect_path(const MatrixView& x, const Vector& y, const oracle::ReferencePath& path) {
    Initialization at = oracle::read_start(path.start, x.cols);
    at.depth = path.depth;
    const auto solutions = interpolation_path(x, y, at, path.log_alphas(), path.regularization);
    ASSERT_EQ(solutions.size(), path.points.size());
    for (std::size_t k = 0; k < solutions.size(); ++k) expect_solution(solutions[k], path, k);
}

void expect_each_alone(const MatrixView& x, const Vector& y, const oracle::ReferencePath& path) {
    Initialization at = oracle::read_start(path.start, x.cols);
    at.depth = path.depth;
    const std::vector<double> log_alphas = path.log_alphas();
    for (std::size_t k = 0; k < log_alphas.size(); ++k) {
        at.log_alpha = log_alphas[k];
        expect_solution(interpolate(x, y, at, path.regularization), path, k);
    }
}

class InterpolationTable : public testing::TestWithParam<const char*> {};

TEST_P(InterpolationTable, PathsByColumns) {
    for (const auto& path : oracle::read_paths(GetParam())) {
        const oracle::Problem problem = oracle::read_problem(path.problem);
        expect_path(problem.x, problem.y, path);
    }
}

TEST_P(InterpolationTable, PathsByRows) {
    for (const auto& path : oracle::read_paths(GetParam())) {
        const oracle::Problem problem = oracle::read_problem(path.problem);
        expect_path(problem.x_by_rows, problem.y, path);
    }
}

TEST_P(InterpolationTable, EachAlphaAloneByColumns) {
    for (const auto& path : oracle::read_paths(GetParam())) {
        const oracle::Problem problem = oracle::read_problem(path.problem);
        expect_each_alone(problem.x, problem.y, path);
    }
}

TEST_P(InterpolationTable, EachAlphaAloneByRows) {
    for (const auto& path : oracle::read_paths(GetParam())) {
        const oracle::Problem problem = oracle::read_problem(path.problem);
        expect_each_alone(problem.x_by_rows, problem.y, path);
    }
}

INSTANTIATE_TEST_SUITE_P(, InterpolationTable,
                         testing::Values("interpolation.csv", "interpolation_starts.csv"),
                         [](const auto& table) {
                             const std::string name = table.param;
                             return name == "interpolation.csv" ? "UnitStart" : "OtherStarts";
                         });

}  // namespace
}  // namespace regimes
