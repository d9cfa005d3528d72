// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/hold_out.hpp"

#include <cmath>
#include <numeric>

#include "regimes/core/random.hpp"

namespace regimes {

HeldOut hold_out(const PartialMatrix& problem, double share, std::uint64_t seed) {
    const std::vector<ObservedEntry>& all = problem.observed;
    std::vector<Index> in_row(static_cast<std::size_t>(problem.rows), 0);
    std::vector<Index> in_col(static_cast<std::size_t>(problem.cols), 0);
    for (const ObservedEntry& entry : all) {
        ++in_row[static_cast<std::size_t>(entry.row)];
        ++in_col[static_cast<std::size_t>(entry.col)];
    }
    auto wanted = static_cast<std::size_t>(std::llround(share * static_cast<double>(all.size())));
    std::vector<bool> is_out(all.size(), false);
    std::vector<std::size_t> order(all.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    RandomStream(seed, "hold-out").shuffle(order);
    for (const std::size_t n : order) {
        Index& row = in_row[static_cast<std::size_t>(all[n].row)];
        Index& col = in_col[static_cast<std::size_t>(all[n].col)];
        if (wanted == 0) break;
        if (row < 2 || col < 2) continue;
        --row;
        --col;
        --wanted;
        is_out[n] = true;
    }
    HeldOut split{{problem.rows, problem.cols, {}}, {}};
    for (std::size_t n = 0; n < all.size(); ++n) {
        (is_out[n] ? split.entries : split.problem.observed).push_back(all[n]);
    }
    return split;
}

}  // namespace regimes
