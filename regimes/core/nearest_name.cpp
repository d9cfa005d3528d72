// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/core/nearest_name.hpp"

#include <algorithm>
#include <numeric>

namespace regimes {

namespace {

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
        }
    }
    return row.back();
}

}  // namespace

std::string nearest_name(std::string_view given, const std::vector<std::string>& names) {
    return *std::min_element(names.begin(), names.end(),
                             [given](const std::string& a, const std::string& b) {
                                 return edit_distance(given, a) < edit_distance(given, b);
                             });
}

}  // namespace regimes
