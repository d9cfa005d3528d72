// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "regimes/report/document.hpp"
#include "regimes/studies/fit_record.hpp"

namespace regimes {

/// What a fit says: where the transition lies, the coefficients at every alpha from the minimum l2
/// to the minimum l1 interpolant (as images where the record has an image shape), norms and test
/// errors against alpha, and a table of all solutions with their certificates.
///
/// Size: at most `pictures_per_page` pictures, evenly chosen along each path with both ends.
Document fit_document(const FitRecord& record, bool with_coefficients);
constexpr std::size_t pictures_per_page = 80;

/// The numbers of one solution, by their names in the JSON document, where they exist.
std::map<std::string, double> metrics_of(const FitPoint& point);

/// One line for each way in which solutions did not converge; none if all did.
std::vector<std::string> convergence_warnings(const FitRecord& record);

}  // namespace regimes
