// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/core/design_view.hpp"
#include "regimes/dynamics/dual_coordinates.hpp"

namespace regimes {

/// The features whose coefficients matter for a while, and the outputs of all others.
///
/// As long as mu moves by less than `radius`, x_i^T mu moves by less than ||x_i|| radius
/// (Cauchy-Schwarz), so that a feature whose weights are too small to matter, and stay so however
/// xi_i moves by that much, needs no look: most of them, when the start is small. The columns of
/// the others are copied side by side; where these are most of X, it is used as it is.
class NearColumns {
public:
    explicit NearColumns(const DesignView& x);
    NearColumns(const NearColumns&) = delete;
    NearColumns& operator=(const NearColumns&) = delete;

    /// Chooses anew: what the others add to the outputs then changes by less than `far_outputs` in
    /// norm. How near a feature may come for that is told from what they did since the last choice;
    /// if nothing else is known, it is taken that they do not all pull in one direction.
    void choose(const DualCoordinates& coordinates, double far_outputs);

    double radius() const { return radius_; }  ///< infinite where all are near
    Index count() const { return all_ ? x_.cols : static_cast<Index>(columns_.size()); }
    Index feature(Index k) const { return all_ ? k : columns_[static_cast<std::size_t>(k)]; }
    bool is_near(Index i) const { return all_ || is_near_[static_cast<std::size_t>(i)]; }
    const DesignView& view() const { return all_ ? x_ : panel_view_; }  ///< N x count
    double squared_norm(Index k) const { return squared_norms_[feature(k)]; }
    const Vector& far_outputs() const { return far_outputs_; }

private:
    void take_all();
    void learn_share(const DualCoordinates& coordinates);
    Vector outputs_of_far(const DualCoordinates& coordinates) const;
    void take(std::vector<Index> columns, const DualCoordinates& coordinates);

    const DesignView& x_;
    Vector squared_norms_;
    bool all_ = true;
    double radius_ = 0.0;
    double share_;          ///< of far_outputs that one feature may have
    double allowed_ = 0.0;  ///< far_outputs of the last choice
    std::vector<Index> columns_;
    std::vector<char> is_near_;
    Matrix panel_;
    DesignView panel_view_;
    Vector far_outputs_;
};

}  // namespace regimes
