// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/regularizers/registry.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "regimes/regularizers/l1.hpp"
#include "regimes/regularizers/l2.hpp"
#include "regimes/regularizers/network_regularizer.hpp"
#include "regimes/regularizers/q_alpha.hpp"
#include "regimes/regularizers/q_alpha_depth.hpp"
#include "regimes/regularizers/r_alpha.hpp"

namespace regimes {

namespace {

bool any_depth(double depth) { return depth >= 2.0; }
bool depth_two(double depth) { return depth == 2.0; }
bool deeper_than_two(double depth) { return depth > 2.0; }

std::unique_ptr<Regularizer> make_l1(const Initialization&) { return std::make_unique<L1>(); }

std::unique_ptr<Regularizer> make_l2(const Initialization&) { return std::make_unique<L2>(); }

std::unique_ptr<Regularizer> make_q_alpha(const Initialization& initialization) {
    return std::make_unique<NetworkRegularizer>("q_alpha", std::make_unique<Hypentropy>(),
                                                initialization);
}

std::unique_ptr<Regularizer> make_q_alpha_depth(const Initialization& initialization) {
    return std::make_unique<NetworkRegularizer>(
        "q_alpha_depth", std::make_unique<DepthProfile>(initialization.depth), initialization);
}

std::unique_ptr<Regularizer> make_r_alpha(const Initialization& initialization) {
    return std::make_unique<NetworkRegularizer>("r_alpha", std::make_unique<DepthProfile>(4.0),
                                                equivalent_of_explicit(initialization));
}

}  // namespace

const std::vector<RegularizerEntry>& regularizers() {
    static const std::vector<RegularizerEntry> list = {
        {"l1", "the l1 norm: the rich limit of every depth", any_depth, make_l1},
        {"l2", "half the squared l2 norm: the kernel limit", any_depth, make_l2},
        {"q_alpha", "implicit regulariser of depth 2 (hypentropy)", depth_two, make_q_alpha},
        {"q_alpha_depth", "implicit regulariser of depth D > 2", deeper_than_two,
         make_q_alpha_depth},
        {"r_alpha", "explicit regulariser of depth 2", depth_two, make_r_alpha},
    };
    return list;
}

std::unique_ptr<Regularizer> make_regularizer(std::string_view name,
                                              const Initialization& initialization) {
    for (const RegularizerEntry& entry : regularizers()) {
        if (entry.name != name) continue;
        if (!entry.accepts(initialization.depth)) {
            throw std::invalid_argument(fmt::format("depth: {} given, but {} is the {}",
                                                    initialization.depth, entry.name,
                                                    entry.summary));
        }
        return entry.make(initialization);
    }
    throw std::invalid_argument(
        fmt::format("name: \"{}\" given, the name of a regulariser expected", name));
}

std::unique_ptr<Regularizer> implicit_regularizer(const Initialization& initialization) {
    validate(initialization);
    return make_regularizer(initialization.depth == 2.0 ? "q_alpha" : "q_alpha_depth",
                            initialization);
}

}  // namespace regimes
