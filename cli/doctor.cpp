// SPDX-License-Identifier: BSD-3-Clause
#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/output.hpp"
#include "cli/verb.hpp"
#include "regimes/core/version.hpp"
#include "regimes/solvers/basis_pursuit.hpp"
#include "regimes/solvers/interpolation.hpp"
#include "regimes/solvers/minimum_l2.hpp"

// Weak, because another BLAS has neither.
extern "C" {
char* openblas_get_config() __attribute__((weak));
int openblas_get_num_threads() __attribute__((weak));
}

namespace regimes::cli {

namespace {

using Json = nlohmann::ordered_json;

/// Solves x1 + 2 x2 = 2, whose minimum l2 and l1 solutions are (0.4, 0.8) and (0, 1). At depth 2 and
/// alpha = 1, by hand: beta = 2 (sinh v, sinh 2v).
Json self_test() {
    const Matrix x{{1.0, 2.0}};
    const Vector y{{2.0}};
    const Solution l2 = minimum_l2(x, y);
    const Solution l1 = basis_pursuit(x, y);
    const Solution between = interpolate(x, y, {.depth = 2.0, .log_alpha = 0.0});
    const double v = std::asinh(between.coefficients[0] / 2.0);
    const double error = std::max({(l2.coefficients - Vector{{0.4, 0.8}}).norm(),
                                   (l1.coefficients - Vector{{0.0, 1.0}}).norm(),
                                   std::fabs(between.coefficients[1] - 2.0 * std::sinh(2.0 * v))});
    const bool converged = l2.status == Status::converged && l1.status == Status::converged &&
                           between.status == Status::converged;
    return {{"passed", converged && error < 1e-9},
            {"error", error},
            {"primal_residual", between.certificate.primal_residual},
            {"stationarity_residual", between.certificate.stationarity_residual},
            {"duality_gap", between.certificate.duality_gap}};
}

Json blas() {
    Json json = {{"library", build_info().blas}};
    json["configuration"] = openblas_get_config != nullptr ? Json(openblas_get_config()) : Json();
    json["threads"] =
        openblas_get_num_threads != nullptr ? Json(openblas_get_num_threads()) : Json();
    return json;
}
