// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "regimes/studies/completion_record.hpp"

namespace regimes {

/// The report of a completion as one self-contained page: the observed entries, the completed
/// matrix at every alpha as pictures from the least Frobenius to the least nuclear norm,
/// nuclear norm and movement of the unobserved entries against alpha, and a table.
///
/// Size: at most `completion_pictures` pictures, evenly chosen along alpha with both ends.
std::string completion_page(const CompletionRecord& record);
constexpr std::size_t completion_pictures = 12;

}  // namespace regimes
