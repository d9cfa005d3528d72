// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/sample_subset.hpp"

namespace regimes {

SampleSubset::SampleSubset(const DesignView& x, ConstVectorRef y, const std::vector<Index>& rows)
    : y_(static_cast<Index>(rows.size())) {
    const Index count = y_.size();
    for (Index k = 0; k < count; ++k) y_[k] = y[rows[static_cast<std::size_t>(k)]];
    if (x.sparse != nullptr) {
        sparse_ = x.sparse->scaled_rows(rows, Vector::Ones(count));
        view_ = DesignView(sparse_);
        return;
    }
    dense_.resize(count, x.cols);
    for (Index k = 0; k < count; ++k) {
        const Index row = rows[static_cast<std::size_t>(k)];
        for (Index i = 0; i < x.cols; ++i) dense_(k, i) = x(row, i);
    }
    view_ = DesignView(dense_);
}

}  // namespace regimes
