// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "regimes/solvers/solution.hpp"

namespace regimes {

/// The certificates of many solves as one: the worst of each residual, and how solves ended.
class Certificates {
public:
    void add(const Solution& solution);

    int count() const { return count_; }
    bool all_converged() const { return converged_ == count_; }
    /// {"solves", "converged", "primal_residual", "stationarity_residual", "duality_gap"}.
    std::string json() const;

private:
    int count_ = 0;
    int converged_ = 0;
    Certificate worst_;
};

}  // namespace regimes
