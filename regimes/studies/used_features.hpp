// SPDX-License-Identifier: BSD-3-Clause
// Sparse samples without the features that none of them has.
#pragma once

#include <vector>

#include "regimes/studies/fit_run.hpp"

namespace regimes {

/// The features of a fit that some sample has. Training moves no other: its coefficient stays where
/// it starts, at 0 unless the start is biased. So the engine gets these alone, and its memory and
/// time do not depend on how features are numbered in a file.
///
/// All are used where X is dense, the start is biased, or no column is empty, then nothing is
/// copied; and by simulations, whose steps and ends depend on the number of weights.
class UsedFeatures {
public:
    /// The problem must outlive this.
    UsedFeatures(const FitProblem& problem, FitOptions::Method method);

    /// X with the columns used.
    const Table& x() const { return x_; }
    bool are_all() const { return used_.empty(); }
    /// The column of X that a column of x() is.
    Index column(Index used) const;
    /// Columns of X without an entry.
    const std::vector<Index>& empty_columns() const { return empty_; }

    /// The entries of the columns used, from d entries; of no entries none.
    Vector part(const Vector& all) const;
    /// d entries from these, 0 for the other columns; of no entries none.
    Vector whole(Vector part) const;
    /// The start of these features.
    Initialization start() const;

private:
    const FitProblem& problem_;
    std::vector<Index> used_;  ///< none: all
    std::vector<Index> empty_;
    Table x_;
};

}  // namespace regimes
