// SPDX-License-Identifier: BSD-3-Clause
// The two ends of every path against exact rational solutions: minimum l2 norm, and basis pursuit
// with, where the minimiser is not unique, the limit of the depth-2 path.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "regimes/solvers/basis_pursuit.hpp"
#include "regimes/solvers/minimum_l2.hpp"
#include "tests/oracle/oracle_problem.hpp"
#include "tests/oracle/oracle_table.hpp"

namespace regimes {
namespace {

// The problems' condition numbers are below 1e3, so solvers that are stable lose three digits.
constexpr double tolerance = 1e-12;

std::map<std::string, Vector> endpoints(const std::string& kind) {
    std::map<std::string, std::vector<double>> entries;
    for (const oracle::Row& row : oracle::read_oracle("endpoints.csv")) {
        if (row.text("kind") == kind) entries[row.text("problem")].push_back(row.number("beta"));
    }
    std::map<std::string, Vector> result;
    for (const auto& [problem, beta] : entries) {
        const auto size = static_cast<Index>(beta.size());
        result[problem] = Eigen::Map<const Vector>(beta.data(), size);
    }
    return result;
}

void expect_endpoint(const Solution& solution, const Vector& reference) {
    EXPECT_EQ(solution.status, Status::converged);
    EXPECT_LE(solution.certificate.primal_residual, 1e-12);
    EXPECT_LE(solution.certificate.stationarity_residual, 1e-9);
    EXPECT_LE(std::fabs(solution.certificate.duality_gap), 1e-9);
    const double largest = reference.lpNorm<Eigen::Infinity>();
    ASSERT_EQ(solution.coefficients.size(), reference.size());
    for (Index i = 0; i < reference.size(); ++i) {
        EXPECT_NEAR(solution.coefficients[i], reference[i], tolerance * largest) << i;
    }
    EXPECT_NEAR(solution.l1_norm, reference.lpNorm<1>(), tolerance * reference.lpNorm<1>());
    EXPECT_NEAR(solution.l2_norm, reference.norm(), tolerance * reference.norm());
}

TEST(EndpointTable, MinimumL2) {
    for (const auto& [name, reference] : endpoints("minimum_l2")) {
        SCOPED_TRACE(name);
        const oracle::Problem problem = oracle::read_problem(name);
        expect_endpoint(minimum_l2(problem.x, problem.y), reference);
        expect_endpoint(minimum_l2(problem.x_by_rows, problem.y), reference);
    }
}

void expect_exact_zeros(const Vector& beta, const Vector& reference) {
    for (Index i = 0; i < reference.size(); ++i) {
        if (reference[i] != 0.0) continue;
        EXPECT_EQ(beta[i], 0.0) << i;
    }
}

TEST(EndpointTable, BasisPursuit) {
    for (const auto& [name, reference] : endpoints("basis_pursuit")) {
        SCOPED_TRACE(name);
        const oracle::Problem problem = oracle::read_problem(name);
        const Solution by_columns = basis_pursuit(problem.x, problem.y);
        expect_endpoint(by_columns, reference);
        expect_exact_zeros(by_columns.coefficients, reference);
        const Solution by_rows = basis_pursuit(problem.x_by_rows, problem.y);
        expect_endpoint(by_rows, reference);
        expect_exact_zeros(by_rows.coefficients, reference);
    }
}

}  // namespace
}  // namespace regimes
