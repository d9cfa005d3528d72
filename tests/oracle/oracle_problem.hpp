// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>
#include <vector>

#include "regimes/core/types.hpp"
#include "regimes/regularizers/initialization.hpp"
#include "regimes/solvers/interpolation.hpp"

namespace regimes::oracle {

using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A problem of problems.csv in both storage orders; its entries are exact.
struct Problem {
    Matrix x;
    RowMajorMatrix x_by_rows;
    Vector y;
};

Problem read_problem(const std::string& name);

/// w_+(0) / alpha and w_-(0) / alpha of starts.csv for d coordinates; empty vectors for "unit".
Initialization read_start(const std::string& name, Index d);

/// The reference at one alpha.
struct ReferencePoint {
    double log10_alpha = 0.0;
    std::vector<double> beta;
    std::vector<double> condition;    ///< of each coefficient, to y and ln alpha
    std::vector<double> condition_x;  ///< ... and to X
};

/// All points of one problem, start, regulariser and depth.
struct ReferencePath {
    std::string problem;
    std::string start;
    Regularization regularization = Regularization::implicit;
    double depth = 2.0;
    std::vector<ReferencePoint> points;

    std::string describe() const;
    std::vector<double> log_alphas() const;
};

/// Paths in the order of the table.
std::vector<ReferencePath> read_paths(const std::string& table);

}  // namespace regimes::oracle
