// SPDX-License-Identifier: BSD-3-Clause
// One trained completion, measured: a point of Figure 4 or of Figure 6.
#pragma once

#include <string>

#include "regimes/core/observer.hpp"
#include "regimes/data/low_rank_completion.hpp"
#include "regimes/dynamics/lifted_flow.hpp"
#include "regimes/experiments/run_settings.hpp"
#include "regimes/store/run_record.hpp"

namespace regimes {

/// The matrix and its observed entries: parameters n_rows, n_observed, rank, seed.
/// Errors: std::invalid_argument naming the first of them outside its domain.
LowRankCompletion completion_data(const Parameters& parameters);

/// The same for people: "Y* = u v^T, d = 10, N = 60 entries".
std::string completion_problem(const RunSettings& settings);

/// Gradient flow from this start until the observed entries fit (||f - y|| <= 1e-8 ||y||), and what
/// it says of the entries that are not observed.
///
/// Metrics, M(0) and M at start and end, root mean squares over unobserved entries:
///     rms_error             of M - Y*
///     rms_change            of M - M(0)
///     rms_start             of M(0)
///     rms_truth             of Y*: the error of a completion that leaves them 0
///     rms_from_nuclear      of M - M_*, M_* the completion of least nuclear norm
///     nuclear_error         of M_* - Y*
///     nuclear_norm          ||M||_*
///     excess_nuclear_norm   ||M||_* - ||Y*||_*
///     excess_of_frobenius   that of the completion of least Frobenius norm, instead of M
///     above_least           ||M||_* - ||M_*||_*
///     frobenius_norm        ||M||_F
///     effective_rank        ||M||_* / ||M||_2
///     log10_time, steps     of the flow
/// The certificate has the status and residual of the flow, how well it kept U^T U - V^T V, and the
/// status and duality gap of M_*. Not converged unless both solves are.
/// Errors: std::invalid_argument if sizes disagree, or nothing is left unobserved.
RunResult completion_run(const LowRankCompletion& data, const LiftedStart& start,
                         Observer* observer);

}  // namespace regimes
