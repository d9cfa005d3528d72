// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/used_features.hpp"

#include <utility>

namespace regimes {

UsedFeatures::UsedFeatures(const FitProblem& problem, FitOptions::Method method)
    : problem_(problem), x_(problem.training.x) {
    const SparseMatrix* x = problem.training.x.sparse();
    const bool is_biased = problem.start.minus.size() > 0;
    if (x == nullptr || is_biased || method != FitOptions::Method::exact) return;
    for (Index i = 0; i < x->cols; ++i) (x->size(i) > 0 ? used_ : empty_).push_back(i);
    if (empty_.empty() || used_.empty()) {  // without any entry X stays as it is
        used_.clear();
        empty_.clear();
        return;
    }
    x_ = problem.training.x.with_columns(used_);
}

Index UsedFeatures::column(Index used) const {
    return are_all() ? used : used_[static_cast<std::size_t>(used)];
}

Vector UsedFeatures::part(const Vector& all) const {
    if (are_all() || all.size() == 0) return all;
    return all(used_);
}

Vector UsedFeatures::whole(Vector part) const {
    if (are_all() || part.size() == 0) return part;
    Vector all = Vector::Zero(problem_.training.x.cols());
    all(used_) = part;
    return all;
}

Initialization UsedFeatures::start() const {
    Initialization start = problem_.start;
    start.plus = part(start.plus);
    return start;
}

}  // namespace regimes
