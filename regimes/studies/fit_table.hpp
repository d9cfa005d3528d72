// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "regimes/studies/fit_record.hpp"

namespace regimes {

/// All solutions with their certificates as an HTML table: the minimum l2 interpolant, the path of
/// each depth from the kernel to the rich end, the minimum l1 interpolant.
std::string fit_table(const FitRecord& record);

/// The numbers of one solution as an HTML description list of class "facts".
std::string fit_facts(const FitPoint& point);

}  // namespace regimes
