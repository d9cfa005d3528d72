// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "regimes/studies/fit_record.hpp"

namespace regimes {

/// The report of a fit as one self-contained page: where the transition lies, the coefficients at
/// every alpha from the minimum l2 to the minimum l1 interpolant (as images where the record has an
/// image shape), norms and test errors against alpha, and a table of all solutions with their
/// certificates.
///
/// Size: at most `pictures_per_page` pictures, evenly chosen along each path with both ends.
std::string fit_page(const FitRecord& record);
constexpr std::size_t pictures_per_page = 80;

}  // namespace regimes
