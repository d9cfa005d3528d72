// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/core/status.hpp"

#include <stdexcept>
#include <string>

namespace regimes {

std::string_view name(Status status) {
    switch (status) {
        case Status::converged: return "converged";
        case Status::infeasible: return "infeasible";
        case Status::iteration_limit: return "iteration_limit";
        case Status::stalled: return "stalled";
        case Status::cancelled: return "cancelled";
        case Status::diverged: return "diverged";
    }
    return "unknown";
}

Status status_named(std::string_view given) {
    for (const Status status : {Status::converged, Status::infeasible, Status::iteration_limit,
                                Status::stalled, Status::cancelled, Status::diverged}) {
        if (name(status) == given) return status;
    }
    throw std::invalid_argument("status: \"" + std::string(given) + "\" given, a status expected");
}

std::string_view outcome(Status status) {
    switch (status) {
        case Status::converged: return "converged";
        case Status::infeasible: return "are infeasible";
        case Status::iteration_limit: return "reached the iteration limit";
        case Status::stalled: return "stalled";
        case Status::cancelled: return "were cancelled";
        case Status::diverged: return "diverged";
    }
    return "ended in an unknown way";
}

std::string_view sentence(Status status) {
    switch (status) {
        case Status::converged: return "Every residual is below its tolerance.";
        case Status::infeasible:
            return "No coefficients fit these data exactly, as was required; those given are the "
                   "least-squares ones.";
        case Status::iteration_limit:
            return "The allowed number of iterations was used up before the tolerance was met.";
        case Status::stalled:
            return "Steps became too small to make progress before the tolerance was met.";
        case Status::cancelled: return "Stopped on request before the tolerance was met.";
        case Status::diverged:
            return "The iterates grew without bound; smaller steps may help. What is given is the "
                   "last finite iterate.";
    }
    return "Unknown status.";
}

}  // namespace regimes
