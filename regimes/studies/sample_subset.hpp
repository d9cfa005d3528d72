// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/core/design_view.hpp"

namespace regimes {

/// Some of the samples, copied; a sparse X stays sparse.
class SampleSubset {
public:
    /// Domain: rows of X, each once, ascending.
    SampleSubset(const DesignView& x, ConstVectorRef y, const std::vector<Index>& rows);
    SampleSubset(const SampleSubset&) = delete;
    SampleSubset& operator=(const SampleSubset&) = delete;

    const DesignView& x() const { return view_; }
    const Vector& y() const { return y_; }

private:
    Matrix dense_;
    SparseMatrix sparse_;
    DesignView view_;
    Vector y_;
};

}  // namespace regimes
