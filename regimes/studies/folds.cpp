// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/folds.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <stdexcept>

#include "regimes/core/random.hpp"

namespace regimes {

namespace {

void check_count(int count, std::size_t most, const char* what) {
    if (count >= 2 && static_cast<std::size_t>(count) <= most) return;
    throw std::invalid_argument(
        fmt::format("folds: {} given, 2 to {}, the number of {}, expected", count, most, what));
}

std::vector<std::size_t> shuffled(std::size_t size, std::uint64_t seed) {
    std::vector<std::size_t> order(size);
    std::iota(order.begin(), order.end(), std::size_t{0});
    RandomStream stream(seed, "folds");
    stream.shuffle(order);
    return order;
}

/// The largest groups first, each to the smallest fold so far; equal ones in random order.
std::vector<int> folds_of_groups(const FoldOptions& options) {
    std::map<int, std::vector<std::size_t>> members;
    for (std::size_t n = 0; n < options.groups.size(); ++n) {
        members[options.groups[n]].push_back(n);
    }
    check_count(options.count, members.size(), "groups");
    std::vector<const std::vector<std::size_t>*> groups;
    for (const auto& [name, samples] : members) groups.push_back(&samples);
    std::vector<const std::vector<std::size_t>*> order;
    for (const std::size_t k : shuffled(groups.size(), options.seed)) order.push_back(groups[k]);
    std::stable_sort(order.begin(), order.end(),
                     [](const auto* a, const auto* b) { return a->size() > b->size(); });
    std::vector<std::size_t> sizes(static_cast<std::size_t>(options.count));
    std::vector<int> folds(options.groups.size());
    for (const auto* group : order) {
        const auto smallest = std::min_element(sizes.begin(), sizes.end());
        for (const std::size_t n : *group) folds[n] = static_cast<int>(smallest - sizes.begin());
        *smallest += group->size();
    }
    return folds;
}

}  // namespace

std::vector<int> assign_folds(Index samples, const FoldOptions& options) {
    if (!options.groups.empty()) {
        if (options.classes.empty()) return folds_of_groups(options);
        throw std::invalid_argument("folds: classes and groups given, one of them expected");
    }
    const auto size = static_cast<std::size_t>(samples);
    check_count(options.count, size, "samples");
    std::vector<std::size_t> order = shuffled(size, options.seed);
    if (!options.classes.empty()) {
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            return options.classes[a] < options.classes[b];
        });
    }
    std::vector<int> folds(size);
    for (std::size_t k = 0; k < size; ++k) {
        folds[order[k]] = static_cast<int>(k % static_cast<std::size_t>(options.count));
    }
    return folds;
}

std::vector<Index> samples_of(const std::vector<int>& folds, int fold) {
    std::vector<Index> samples;
    for (std::size_t n = 0; n < folds.size(); ++n) {
        if (folds[n] == fold) samples.push_back(static_cast<Index>(n));
    }
    return samples;
}

std::vector<Index> samples_outside(const std::vector<int>& folds, int fold) {
    std::vector<Index> samples;
    for (std::size_t n = 0; n < folds.size(); ++n) {
        if (folds[n] != fold) samples.push_back(static_cast<Index>(n));
    }
    return samples;
}

}  // namespace regimes
