// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/figure.hpp"

#include <algorithm>

namespace regimes {

std::string_view name(Verdict verdict) {
    switch (verdict) {
        case Verdict::holds: return "holds";
        case Verdict::missed: return "missed";
        case Verdict::not_comparable: break;
    }
    return "not comparable";
}

void Claim::decide(bool agrees, std::string explanation_of_miss) {
    verdict = agrees ? Verdict::holds : Verdict::missed;
    if (!agrees) explanation = std::move(explanation_of_miss);
}

void Claim::leave_open(const std::string& needed) {
    verdict = Verdict::not_comparable;
    explanation = "Needs " + needed + ".";
    if (measured.empty()) measured = "not run";
}

std::size_t count_claims(const Figure& figure, Verdict verdict) {
    return static_cast<std::size_t>(
        std::count_if(figure.claims.begin(), figure.claims.end(),
                      [verdict](const Claim& claim) { return claim.verdict == verdict; }));
}

}  // namespace regimes
