// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/near_columns.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "regimes/numerics/design_product.hpp"

namespace regimes {

namespace {

constexpr std::size_t spare_columns = 64;  // near ones beyond those that are about to matter
constexpr double worth_a_copy = 0.5;  // share of the entries of X up to which columns are copied
constexpr double tightening = 0.3;    // of the share, beyond what the far features were seen to do

double entries_of(const DesignView& x) {
    return x.sparse != nullptr ? static_cast<double>(x.sparse->values.size())
                               : static_cast<double>(x.rows) * static_cast<double>(x.cols);
}

}  // namespace

NearColumns::NearColumns(const DesignView& x)
    : x_(x),
      squared_norms_(squared_column_norms(x)),
      share_(1.0 / std::sqrt(static_cast<double>(x.cols))),
      is_near_(static_cast<std::size_t>(x.cols)),
      far_outputs_(Vector::Zero(x.rows)) {}

/// The shares of d features that pull together are 1 / d.
void NearColumns::learn_share(const DualCoordinates& coordinates) {
    if (all_) return;
    const double change = (outputs_of_far(coordinates) - far_outputs_).stableNorm();
    if (change <= allowed_) return;
    share_ = std::max(tightening * share_ * allowed_ / change, 1.0 / static_cast<double>(x_.cols));
}

Vector NearColumns::outputs_of_far(const DualCoordinates& coordinates) const {
    Vector far(x_.cols);
    for (Index i = 0; i < x_.cols; ++i) {
        far[i] = is_near(i) ? 0.0 : coordinates.coefficient(i, 0.0).value;
    }
    Vector outputs(x_.rows);
    multiply(x_, far, outputs);
    return outputs;
}

/// The nearest ones: those that matter now, half as many more, and some on top. (Not N of them: the
/// same equations in other words are to take the same steps.)
void NearColumns::choose(const DualCoordinates& coordinates, double far_outputs) {
    learn_share(coordinates);
    allowed_ = far_outputs;
    const double log_share = std::log(far_outputs * share_);
    const std::size_t features = static_cast<std::size_t>(x_.cols);
    std::vector<double> distance(features);  // that mu may go before a feature matters
    std::size_t nearest = 0;
    for (std::size_t i = 0; i < features; ++i) {
        const Index at = static_cast<Index>(i);
        distance[i] = std::numeric_limits<double>::infinity();
        if (squared_norms_[at] > 0.0) {
            const double norm = std::sqrt(squared_norms_[at]);
            distance[i] = coordinates.margin(at, log_share - std::log(norm)) / norm;
        }
        if (distance[i] <= 0.0) ++nearest;
    }
    const std::size_t wanted = nearest + nearest / 2 + spare_columns;
    if (wanted >= features || static_cast<double>(wanted) * static_cast<double>(x_.rows) >
                                  worth_a_copy * entries_of(x_)) {
        take_all();
        return;
    }
    std::vector<double> sorted = distance;
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(wanted),
                     sorted.end());
    radius_ = sorted[wanted];
    std::vector<Index> columns;
    for (std::size_t i = 0; i < features; ++i) {
        if (distance[i] < radius_) columns.push_back(static_cast<Index>(i));
    }
    take(std::move(columns), coordinates);
}

void NearColumns::take_all() {
    all_ = true;
    radius_ = std::numeric_limits<double>::infinity();
    far_outputs_.setZero();
}

void NearColumns::take(std::vector<Index> columns, const DualCoordinates& coordinates) {
    all_ = false;
    columns_ = std::move(columns);
    panel_.resize(x_.rows, count());
    if (count() > 0) x_.copy_columns(columns_.data(), count(), panel_);
    panel_view_ = DesignView(panel_);
    std::fill(is_near_.begin(), is_near_.end(), char{0});
    for (const Index i : columns_) is_near_[static_cast<std::size_t>(i)] = 1;
    far_outputs_ = outputs_of_far(coordinates);
}

}  // namespace regimes
