// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/low_rank_completion.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "regimes/core/random.hpp"

namespace regimes {

namespace {

constexpr int most_orders = 1000;

void check_range(const char* name, Index given, Index least, Index greatest) {
    if (given >= least && given <= greatest) return;
    throw std::invalid_argument(
        fmt::format("{}: {} given, {} to {} expected", name, given, least, greatest));
}

void check(const LowRankCompletionOptions& options) {
    constexpr Index most = 1 << 15;  // so that the places can be counted
    check_range("rows", options.rows, 1, most);
    check_range("cols", options.cols, 1, most);
    check_range("rank", options.rank, 1, std::min(options.rows, options.cols));
    check_range("observed", options.observed, std::max(options.rows, options.cols),
                options.rows * options.cols);
}

Matrix normals(Index rows, Index cols, RandomStream stream) {
    return stream.normals(rows * cols).reshaped(rows, cols);
}

/// All places, column by column, in a random order (Fisher and Yates).
std::vector<Index> random_order(Index places, RandomStream& stream) {
    std::vector<Index> order(static_cast<std::size_t>(places));
    std::iota(order.begin(), order.end(), Index{0});
    for (std::size_t n = order.size(); n > 1; --n) {
        std::swap(order[n - 1], order[static_cast<std::size_t>(stream.below(n))]);
    }
    return order;
}

bool covers(const std::vector<Index>& places, Index rows, Index cols) {
    std::vector<bool> row(static_cast<std::size_t>(rows));
    std::vector<bool> col(static_cast<std::size_t>(cols));
    for (const Index place : places) {
        row[static_cast<std::size_t>(place % rows)] = true;
        col[static_cast<std::size_t>(place / rows)] = true;
    }
    return std::count(row.begin(), row.end(), true) == rows &&
           std::count(col.begin(), col.end(), true) == cols;
}

std::vector<Index> seen_places(const LowRankCompletionOptions& options) {
    RandomStream stream(options.seed, "places");
    for (int tried = 0; tried < most_orders; ++tried) {
        std::vector<Index> order = random_order(options.rows * options.cols, stream);
        order.resize(static_cast<std::size_t>(options.observed));
        if (covers(order, options.rows, options.cols)) return order;
    }
    throw std::invalid_argument(
        fmt::format("observed: {} given, more expected: {} random choices of that many entries "
                    "left a row or a column without one",
                    options.observed, most_orders));
}

}  // namespace

LowRankCompletion low_rank_completion(const LowRankCompletionOptions& options) {
    check(options);
    LowRankCompletion made;
    const std::uint64_t seed = options.seed;
    made.truth =
        normals(options.rows, options.rank, RandomStream(seed, "left factor")) *
        normals(options.cols, options.rank, RandomStream(seed, "right factor")).transpose();
    made.problem = {options.rows, options.cols, {}};
    for (const Index place : seen_places(options)) {
        const Index row = place % options.rows;
        const Index col = place / options.rows;
        made.problem.observed.push_back({row, col, made.truth(row, col)});
    }
    return made;
}

}  // namespace regimes
