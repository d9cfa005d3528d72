// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/transition.hpp"

#include <fmt/format.h>

#include <vector>

#include "regimes/studies/settings.hpp"

namespace regimes {

namespace {

bool ends_coincide(const FitRecord& record) {
    return record.minimum_l2.l1_norm <= (1.0 + transition_share) * record.minimum_l1.l1_norm;
}

bool ends_converged(const FitRecord& record) {
    return record.minimum_l2.status == Status::converged &&
           record.minimum_l1.status == Status::converged;
}

std::vector<const FitPoint*> landed_path(const FitRecord& record, double depth) {
    std::vector<const FitPoint*> path = path_of_depth(record, depth);
    std::erase_if(path, [](const FitPoint* point) { return !has_landed(*point); });
    return path;
}

bool is_kernel(const FitRecord& record, const FitPoint& point) {
    const double l2_end = record.minimum_l2.l1_norm;
    return l2_end - point.l1_norm <= transition_share * (l2_end - record.minimum_l1.l1_norm);
}

bool is_rich(const FitRecord& record, const FitPoint& point) {
    return point.l1_norm <= (1.0 + transition_share) * record.minimum_l1.l1_norm;
}

std::string kernel_part(const Transition& transition) {
    if (!transition.kernel_from) return "no alpha tried is large enough for the kernel regime";
    return fmt::format("from alpha = {} up, training behaves as a kernel method",
                       scale_text(*transition.kernel_from));
}

std::string rich_part(const FitRecord& record, const Transition& transition, const FitPoint& last) {
    if (transition.rich_to) {
        return fmt::format("from alpha = {} down, its l1 norm is within 1 % of the least",
                           scale_text(*transition.rich_to));
    }
    return fmt::format(
        "no alpha tried is small enough for the rich regime, as at alpha = {} the "
        "l1 norm is still {:.3g} % above the least",
        alpha_label(last), 100.0 * (last.l1_norm / record.minimum_l1.l1_norm - 1.0));
}

}  // namespace

Transition find_transition(const FitRecord& record, double depth) {
    Transition transition;
    if (!ends_converged(record) || ends_coincide(record)) return transition;
    const auto path = landed_path(record, depth);
    for (const FitPoint* point : path) {
        if (!is_kernel(record, *point)) break;
        transition.kernel_from = point->log10_alpha;
    }
    for (auto point = path.rbegin(); point != path.rend(); ++point) {
        if (!is_rich(record, **point)) break;
        transition.rich_to = (*point)->log10_alpha;
    }
    return transition;
}

std::string describe_transition(const FitRecord& record, double depth) {
    const std::string start = fmt::format("Depth {:g}: ", depth);
    const auto path = landed_path(record, depth);
    if (!ends_converged(record) || path.empty()) {
        return start + "not enough solutions fit the data to say where the transition lies.";
    }
    if (ends_coincide(record)) {
        return start +
               "the minimum-l2 solution is itself within 1 % of the least l1 norm, so alpha "
               "hardly matters on these data.";
    }
    const Transition transition = find_transition(record, depth);
    return fmt::format("{}{}; {}.", start, kernel_part(transition),
                       rich_part(record, transition, *path.back()));
}

}  // namespace regimes
