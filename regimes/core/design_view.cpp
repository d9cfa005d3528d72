// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/core/design_view.hpp"

namespace regimes {

void DesignView::copy_columns(const Index* which, Index count, Eigen::Ref<Matrix> out) const {
    if (sparse == nullptr) {
        for (Index k = 0; k < count; ++k) {
            for (Index n = 0; n < rows; ++n) out(n, k) = dense(n, which[k]);
        }
        return;
    }
    out.setZero();
    for (Index k = 0; k < count; ++k) {
        sparse->for_each(which[k], [&](Index n, double value) { out(n, k) = value; });
        if (shift != nullptr) out.col(k) -= shift->right[which[k]] * shift->left;
    }
    if (map != nullptr) map->apply(out);
}

Vector DesignView::column(Index col) const {
    Vector entries(rows);
    copy_columns(&col, 1, entries);
    return entries;
}

}  // namespace regimes
