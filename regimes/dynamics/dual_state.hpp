// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <vector>

#include "regimes/dynamics/near_columns.hpp"
#include "regimes/dynamics/sample_loss.hpp"

namespace regimes {

/// Where a dual flow is: mu, and the features' slacks.
///
/// Changes are vectors of N + |grown| entries, counted from the state: mu first, then xi_i of the
/// features that have grown. There xi_i = x_i^T mu is of the size of a slack that is tiny against
/// mu (D > 2, small alpha), so that the product would be noise; it is an unknown of its own.
class DualState {
public:
    /// X must outlive this. What is left out of the outputs is at most this share of ||y||, or of
    /// the misfit, if that is less.
    DualState(const DesignView& x, ConstVectorRef y, const DiagonalStart& start, SampleLoss loss,
              double left_out);

    /// Chooses near and grown features for where the state is now, and evaluates there.
    void look_around();
    /// Finds everything below at the state plus `change`. False outside the domain.
    bool evaluate(ConstVectorRef change);
    /// Goes to what was evaluated last. The grown features are chosen anew, and with them the size
    /// of changes.
    void move(ConstVectorRef change);

    Index size() const { return samples() + static_cast<Index>(grown_.size()); }
    Index samples() const { return x_.rows; }
    Vector no_change() const { return Vector::Zero(size()); }

    // Of what was evaluated last.
    ConstVectorRef xi() const { return xi_; }         ///< of the near features
    ConstVectorRef slope() const { return slope_; }   ///< dbeta / dxi of theirs
    const Vector& second() const { return second_; }  ///< derivatives of the loss by the outputs
    Vector rate() const;                              ///< of change, in time of unit()
    double misfit() const { return relative_misfit(loss_, outputs_, y_); }

    // Of the state itself.
    /// beta in R^d at the state plus `change`.
    Vector coefficients(ConstVectorRef change);
    /// What a change would do to xi of the near features.
    Vector near_change(ConstVectorRef change) const;
    /// ... and, with these slopes, to the outputs, in norm.
    Vector near_change(ConstVectorRef change, ConstVectorRef slope, double& output_size) const;
    double left() const;  ///< how far mu may go before near columns must be chosen anew
    bool is_fresh() const { return drift_.isZero(0.0); }  ///< they were chosen here

    const DualCoordinates& coordinates() const { return coordinates_; }
    const NearColumns& near() const { return near_; }
    const std::vector<Index>& grown() const { return grown_; }  ///< among the near features
    double unit() const { return unit_; }                       ///< of mu and time
    double size_of_outputs() const { return size_; }            ///< ||y||, or 1 if y = 0
    double depth() const { return depth_; }
    long evaluations() const { return evaluations_; }

private:
    void choose_grown();

    const DesignView& x_;
    const Vector y_;
    const SampleLoss loss_;
    const double depth_;
    DualCoordinates coordinates_;
    const double unit_;
    const double size_;
    const double left_out_;
    NearColumns near_;
    std::vector<Index> grown_;
    std::vector<Index> grown_slots_;  ///< of each near feature: which of grown_ it is, or -1
    Vector drift_;                    ///< of mu since the near columns were chosen
    Vector xi_, slope_;
    Vector outputs_, first_, second_;
    long evaluations_ = 0;
};

}  // namespace regimes
