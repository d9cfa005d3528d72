// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/experiments/certificates.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace regimes {

void Certificates::add(const Solution& solution) {
    const Certificate& one = solution.certificate;
    ++count_;
    if (solution.status == Status::converged) ++converged_;
    worst_.primal_residual = std::max(worst_.primal_residual, one.primal_residual);
    worst_.stationarity_residual =
        std::max(worst_.stationarity_residual, one.stationarity_residual);
    worst_.duality_gap = std::max(worst_.duality_gap, one.duality_gap);
}

std::string Certificates::json() const {
    return nlohmann::json{{"solves", count_},
                          {"converged", converged_},
                          {"primal_residual", worst_.primal_residual},
                          {"stationarity_residual", worst_.stationarity_residual},
                          {"duality_gap", worst_.duality_gap}}
        .dump();
}

}  // namespace regimes
