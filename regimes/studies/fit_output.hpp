// SPDX-License-Identifier: BSD-3-Clause
// A fit as a document for programs and as text for people.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "regimes/studies/fit_record.hpp"

namespace regimes {

/// The document of `fit`, with this provenance (JSON). Numbers that do not exist are null.
std::string fit_json(const FitRecord& record, const std::string& provenance,
                     bool with_coefficients);

/// The numbers of one solution, by their names in the document, where they exist.
std::map<std::string, double> metrics_of(const FitPoint& point);

/// The table of `fit` for people, with the transition in words below it.
std::string fit_text(const FitRecord& record);

/// One line for each way in which solutions did not converge; none if all did.
std::vector<std::string> convergence_warnings(const FitRecord& record);

}  // namespace regimes
