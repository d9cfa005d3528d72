// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

namespace regimes {

/// Why an iteration stopped. An outcome, never an exception; `sentence` says it in words.
enum class Status {
    converged,        ///< every residual is below its tolerance
    infeasible,       ///< no coefficients fit the data exactly, which was required
    iteration_limit,  ///< the allowed number of iterations was used up first
    stalled,          ///< steps became too small to make progress before the tolerance was met
    cancelled,        ///< the observer asked to stop
    diverged,         ///< the iterates grew without bound; the last finite ones are given
};

/// The name used in JSON: "converged", "iteration_limit", ...
std::string_view name(Status status);

/// The status of this name. Errors: std::invalid_argument naming the text.
Status status_named(std::string_view name);

/// What became of computations, as the end of a sentence: "converged", "were cancelled".
std::string_view outcome(Status status);

/// One full sentence for people.
std::string_view sentence(Status status);

}  // namespace regimes
