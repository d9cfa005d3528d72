// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "regimes/regularizers/initialization.hpp"
#include "regimes/regularizers/regularizer.hpp"

namespace regimes {

/// One member of the family: what it is called, which depths it is for, how to make it.
struct RegularizerEntry {
    std::string_view name;     ///< as `make_regularizer` takes it
    std::string_view summary;  ///< what it is, in a line
    /// True for the depths that it is for.
    bool (*accepts)(double depth);
    /// Makes it.
    std::unique_ptr<Regularizer> (*make)(const Initialization& initialization);
};

/// Every regulariser there is; the contract test and the documentation walk this list.
const std::vector<RegularizerEntry>& regularizers();

/// Makes the member called `name`. Errors: std::invalid_argument naming the unknown name or the
/// depth that this member does not accept, and as `validate(initialization)`.
std::unique_ptr<Regularizer> make_regularizer(std::string_view name,
                                              const Initialization& initialization);

/// What gradient flow from this initialisation minimises: q_alpha at depth 2, q_alpha_depth above.
std::unique_ptr<Regularizer> implicit_regularizer(const Initialization& initialization);

}  // namespace regimes
