// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "regimes/models/model.hpp"

namespace regimes {

/// A small instance of a model that owns its inputs, with parameters inside its domain.
struct ModelExample {
    std::string label;  ///< what sets this one apart, for example "depth 3"
    std::unique_ptr<Model> model;
    Vector parameters;
};

/// One member of the family: what it is called, and examples of size and weights about 1.
struct ModelEntry {
    std::string_view name;
    std::string_view summary;
    /// A pure function of the seed; at least one example.
    std::vector<ModelExample> (*examples)(std::uint64_t seed);
};

/// Every model there is; the contract test and the documentation walk this list.
const std::vector<ModelEntry>& models();

/// The examples of the member called `name`. Error: std::invalid_argument for an unknown name.
std::vector<ModelExample> model_examples(std::string_view name, std::uint64_t seed = 0);

}  // namespace regimes
