// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/quantity.hpp"

#include <fmt/format.h>

#include <map>

namespace regimes {

namespace {

/// Whether it is a part of the proof of a solution, and a member of its certificate.
bool is_certificate(const std::string& name) {
    return name == "primal_residual" || name == "stationarity_residual" || name == "duality_gap";
}

}  // namespace

std::string solution_json(const Entries& members, const NamedCells& cells) {
    Entries all = members;
    Entries certificate;
    for (const auto& [name, cell] : cells) {
        (is_certificate(name) ? certificate : all).emplace_back(name, cell_json(cell));
    }
    if (!certificate.empty()) all.emplace_back("certificate", json_object(certificate));
    return json_object(all);
}

std::vector<std::string> convergence_warnings(const std::vector<Ending>& endings,
                                              std::string_view noun) {
    std::map<Status, std::vector<const Ending*>> unfinished;
    for (const Ending& ending : endings) {
        if (ending.status != Status::converged) unfinished[ending.status].push_back(&ending);
    }
    std::vector<std::string> warnings;
    for (const auto& [status, some] : unfinished) {
        warnings.push_back(fmt::format("{} of {} {} {} (the first: {}): {}", some.size(),
                                       endings.size(), noun, outcome(status), some.front()->place,
                                       sentence(status)));
    }
    return warnings;
}

}  // namespace regimes
