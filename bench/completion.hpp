// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace regimes::bench {

/// The lifted flow on the bench's completion problem (50 x 50, rank 1, 40 % observed) from an
/// unbiased Gaussian start of this width, entries of variance 1 / width.
///
/// Writes the same problem for a rival into `folder`: target.f64 (50 x 50), mask.f64 (1: observed)
/// and start.f64 (W(0), at most 100 columns), all column by column.
/// Errors: std::runtime_error if a file can't be written.
nlohmann::ordered_json run_completion(long width, double log10_alpha, const std::string& folder);

}  // namespace regimes::bench
