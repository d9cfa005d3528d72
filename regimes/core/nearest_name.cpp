// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/core/nearest_name.hpp"

#include <algorithm>
#include <numeric>

namespace regimes {

namespace {

/// Optimal string alignment: Levenshtein's distance, where swapped neighbours count once.
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> rows(a.size() + 1);
    for (auto& row : rows) row.resize(b.size() + 1);
    std::iota(rows[0].begin(), rows[0].end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        rows[i][0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            rows[i][j] = std::min({rows[i - 1][j] + 1, rows[i][j - 1] + 1, replaced});
            const bool swaps = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swaps) rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
        }
    }
    return rows.back().back();
}

std::string_view without_dashes(std::string_view name) {
    return name.substr(std::min(name.find_first_not_of('-'), name.size()));
}

bool is_near(std::string_view given, std::string_view name, std::size_t distance) {
    const std::size_t length = std::max(given.size(), name.size());
    if (given.size() >= 2 && name.starts_with(given)) return true;
    return 3 * distance <= length || (distance == 1 && length >= 2);
}

}  // namespace

std::optional<std::string> nearest_name(std::string_view given,
                                        const std::vector<std::string>& names) {
    const std::string_view bare = without_dashes(given);
    std::optional<std::string> nearest;
    std::size_t least = 0;
    for (const std::string& name : names) {
        const std::size_t distance = edit_distance(bare, without_dashes(name));
        if (!is_near(bare, without_dashes(name), distance)) continue;
        if (!nearest || distance < least) nearest = name;
        least = nearest == name ? distance : least;
    }
    return nearest;
}

std::string suggestion(std::string_view given, const std::vector<std::string>& names) {
    const auto nearest = nearest_name(given, names);
    return nearest ? "; the nearest is " + *nearest : std::string();
}

}  // namespace regimes
