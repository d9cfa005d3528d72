// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

#include "regimes/core/partial_matrix.hpp"

namespace regimes {

/// The defaults are those of the paper.
struct LowRankCompletionOptions {
    Index rows = 10;         ///< d1 >= 1
    Index cols = 10;         ///< d2 >= 1
    Index rank = 1;          ///< 1 to min(d1, d2)
    Index observed = 60;     ///< N, max(d1, d2) to d1 d2
    std::uint64_t seed = 0;  ///< of the random streams
};

/// A matrix Y* of low rank and what is seen of it.
struct LowRankCompletion {
    PartialMatrix problem;  ///< no place twice, without noise
    Matrix truth;           ///< Y*, d1 x d2
};

/// The matrix completion of the paper.
///
///     Y* = sum_r u_r v_r^T,   u_r ~ N(0, I_d1),   v_r ~ N(0, I_d2),   N of its entries seen
///
/// The places are uniform among those sets of N with one in every row and in every column, without
/// which no norm says what an empty row holds: a random order of all places, drawn again until its
/// first N will do. Factors and places have streams of their own, so that another N leaves Y* as it
/// is, and takes places off the end of that order or adds them.
///
/// Errors: std::invalid_argument naming the first option outside its domain, and `observed` if
/// a thousand orders leave a row or a column empty.
/// Source: Woodworth et al. (2020), section 6 and Figure 4.
LowRankCompletion low_rank_completion(const LowRankCompletionOptions& options = {});

}  // namespace regimes
