// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/completion_verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "regimes/studies/settings.hpp"

namespace regimes {

namespace {

using Points = std::vector<const CompletedPoint*>;

// Errors within this share of the least one are not told apart: a choice of held-out entries
// changes the error by more.
constexpr double alike = 0.02;

bool is_done(const CompletedPoint& point) { return point.status == Status::converged; }

/// Trained to the end, alpha falling.
Points done_points(const CompletionRecord& record) {
    Points points = trained_points(record);
    std::erase_if(points, [](const CompletedPoint* point) { return !is_done(*point); });
    return points;
}

std::string alpha_text(const CompletedPoint& point) {
    return "alpha = " + scale_text(*point.log10_alpha);
}

std::string end_text(const char* name, const CompletedPoint& end) {
    return fmt::format("the completion of least {} norm errs by {:.4g}", name, *end.held_out_rmse);
}

/// Which scales are about as good as the best one, and how that compares with the end points.
std::string held_out_sentence(const CompletionRecord& record, const Points& points) {
    const CompletedPoint& best = *chosen_point(record);
    const double least = *best.held_out_rmse;
    Points good;
    for (const CompletedPoint* point : points) {
        if (*point->held_out_rmse <= (1.0 + alike) * least) good.push_back(point);
    }
    std::string text = fmt::format(
        "Held-out entries are predicted best from {}: root mean square "
        "error {:.4g}, {:.3g} % of their size",
        alpha_text(best), least, 100.0 * *best.held_out_error);
    if (good.size() > 1) {
        text += fmt::format(" (about as well from {} of {} scales, alpha = {} to {})", good.size(),
                            points.size(), scale_text(*good.front()->log10_alpha),
                            scale_text(*good.back()->log10_alpha));
    }
    std::vector<std::string> ends;
    if (is_done(record.minimum_frobenius)) {
        ends.push_back(end_text("Frobenius", record.minimum_frobenius));
    }
    if (is_done(record.minimum_nuclear))
        ends.push_back(end_text("nuclear", record.minimum_nuclear));
    return fmt::format("{}; {}.", text, fmt::join(ends, ", "));
}

/// How far from the least Frobenius norm (0) to the least nuclear norm (1), by nuclear norm.
std::string between_sentence(const CompletionRecord& record, const Points& points) {
    const double from = record.minimum_frobenius.nuclear_norm;
    const double to = record.minimum_nuclear.nuclear_norm;
    if (!is_done(record.minimum_nuclear) || !(from > to * (1.0 + 1e-9))) return "";
    const auto share = [&](const CompletedPoint& point) {
        return 100.0 * std::clamp((from - point.nuclear_norm) / (from - to), 0.0, 1.0);
    };
    const auto is_less = [](const CompletedPoint* a, const CompletedPoint* b) {
        return a->nuclear_norm < b->nuclear_norm;
    };
    const CompletedPoint& nearest = **std::min_element(points.begin(), points.end(), is_less);
    std::string text = fmt::format(
        "By its nuclear norm, the completion from {} lies {:.3g} % of the way from the "
        "least Frobenius norm (kernel regime) to the least nuclear norm",
        alpha_text(nearest), share(nearest));
    if (points.size() == 1) return text + ".";
    text += ", the nearest of all scales";
    for (const CompletedPoint* point : {points.front(), points.back()}) {
        if (point == &nearest) continue;
        text += fmt::format("; from {} {:.3g} %", alpha_text(*point), share(*point));
    }
    return text + ".";
}

std::string rank_sentence(const CompletionRecord& record, const Points& points) {
    const CompletedPoint& first = *points.front();
    const CompletedPoint& last = *points.back();
    if (points.size() == 1) {
        return fmt::format("The effective rank is {:.3g}.", last.effective_rank);
    }
    std::string text =
        fmt::format("The effective rank {} from {:.3g} at {} to {:.3g} at {}",
                    last.effective_rank < first.effective_rank ? "falls" : "goes",
                    first.effective_rank, alpha_text(first), last.effective_rank, alpha_text(last));
    if (is_done(record.minimum_nuclear)) {
        text += fmt::format("; that of least nuclear norm has {:.3g}",
                            record.minimum_nuclear.effective_rank);
    }
    return text + ".";
}

}  // namespace

std::vector<std::string> completion_verdict(const CompletionRecord& record) {
    const Points points = done_points(record);
    std::vector<std::string> sentences;
    if (points.empty()) return sentences;
    if (!record.held_out.empty()) sentences.push_back(held_out_sentence(record, points));
    const std::string between = between_sentence(record, points);
    if (!between.empty()) sentences.push_back(between);
    sentences.push_back(rank_sentence(record, points));
    return sentences;
}

}  // namespace regimes
