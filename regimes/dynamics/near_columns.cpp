// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/dynamics/near_columns.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "regimes/numerics/design_product.hpp"

namespace regimes {

namespace {

constexpr double worth_a_copy = 0.5;  // share of the columns up to which the near ones are copied

}  // namespace

NearColumns::NearColumns(const DesignView& x)
    : x_(x),
      squared_norms_(squared_column_norms(x)),
      is_near_(static_cast<std::size_t>(x.cols)),
      far_outputs_(Vector::Zero(x.rows)) {}

/// The nearest ones: those that matter now, half as many more, and N on top.
void NearColumns::choose(const DualCoordinates& coordinates, double far_outputs) {
    const double log_share = std::log(far_outputs / static_cast<double>(x_.cols));
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
    const std::size_t wanted = nearest + nearest / 2 + static_cast<std::size_t>(x_.rows);
    if (static_cast<double>(wanted) > worth_a_copy * static_cast<double>(features)) {
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
    Vector far(x_.cols);
    for (Index i = 0; i < x_.cols; ++i) {
        far[i] = is_near(i) ? 0.0 : coordinates.coefficient(i, 0.0).value;
    }
    multiply(x_, far, far_outputs_);
}

}  // namespace regimes
