// SPDX-License-Identifier: BSD-3-Clause
// What reproduce and report tell on the standard streams.
#include <fmt/format.h>

#include "cli/drawn_figure.hpp"
#include "regimes/report/figure_files.hpp"

namespace regimes::cli {

using Json = nlohmann::ordered_json;

std::string report_text(const std::vector<DrawnFigure>& figures) {
    std::string text = fmt::format("{:<46} {:>7} {:>8} {:>6} {:>8}\n", "figure", "scale", "points",
                                   "hold", "missed");
    for (const DrawnFigure& drawn : figures) {
        const Figure& figure = drawn.figure;
        const std::size_t holding = claims_held(figure);
        text += fmt::format(
            "{:<46} {:>7} {:>8} {:>6} {:>8}\n", figure.title, name(drawn.plan.reproduction.scale),
            drawn.tasks - drawn.missing - drawn.failed, holding, figure.claims.size() - holding);
    }
    for (const DrawnFigure& drawn : figures) {
        for (const Claim& claim : drawn.figure.claims) {
            if (claim.holds) continue;
            text += fmt::format("\nmissed, {}: {} (paper: {}; ours: {})", drawn.figure.name,
                                claim.claim, claim.paper, claim.measured);
        }
    }
    return text.ends_with('\n') ? text : text + "\n";
}

Json report_json(const std::vector<DrawnFigure>& figures) {
    Json list = Json::array();
    for (const DrawnFigure& drawn : figures) {
        const Figure& figure = drawn.figure;
        Json missed = Json::array();
        for (const Claim& claim : figure.claims) {
            if (!claim.holds) missed.push_back(claim.claim);
        }
        list.push_back({{"name", figure.name},
                        {"scale", name(drawn.plan.reproduction.scale)},
                        {"seeds", drawn.plan.reproduction.seeds},
                        {"tasks", drawn.tasks},
                        {"missing", drawn.missing},
                        {"failed", drawn.failed},
                        {"unconverged", drawn.unconverged},
                        {"rows", figure.rows.size()},
                        {"claims_held", claims_held(figure)},
                        {"claims_missed", std::move(missed)}});
    }
    return list;
}

std::string unfinished_text(std::string_view verb, const std::vector<DrawnFigure>& figures) {
    std::string text;
    const auto tell = [&](const DrawnFigure& drawn, std::size_t count, const std::string& what) {
        if (count == 0) return;
        text += fmt::format("regimes: {}: {}: {} of {} points {}\n", verb, drawn.figure.name, count,
                            drawn.tasks, what);
    };
    for (const DrawnFigure& drawn : figures) {
        tell(drawn, drawn.missing, "are not in the store (regimes reproduce computes them)");
        tell(drawn, drawn.failed,
             fmt::format("failed and are left out (the first: {})", drawn.first_failure));
        tell(drawn, drawn.unconverged,
             fmt::format("did not converge (the first: {})", drawn.first_unconverged));
    }
    return text;
}

}  // namespace regimes::cli
