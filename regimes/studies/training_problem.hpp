// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <optional>

#include "regimes/dynamics/dual_stepper.hpp"
#include "regimes/regularizers/initialization.hpp"
#include "regimes/solvers/reduced_system.hpp"
#include "regimes/solvers/row_compression.hpp"
#include "regimes/studies/feature_scaling.hpp"
#include "regimes/studies/linear_model.hpp"

namespace regimes {

/// What training minimises the squared loss on in place of X and y: the equations of the reduced
/// system, in its units. Where features dwarf others these are rotated, so that each has a scale of
/// its own; training does not see it.
struct TrainingEquations {
    explicit TrainingEquations(const ReducedSystem& data);
    TrainingEquations(const TrainingEquations&) = delete;
    TrainingEquations& operator=(const TrainingEquations&) = delete;

    CompressedRows rotated;
    DesignView x;
    Vector y;
};

/// The training of a diagonal network on samples whose features may be centred and scaled first.
///
/// Squared loss: the problem of FeatureScaling, with as few equations as say the same. Logistic
/// loss: features of a dense X are centred (of a sparse one they are not) and divided by their
/// deviations; an intercept is one more feature, of ones, whose weight starts so large that it
/// follows the others at once, at the value of least loss.
class TrainingProblem {
public:
    /// X must outlive this. Labels of the logistic loss are 1 and -1.
    /// Errors: std::invalid_argument if the numbers lie at the ends of the range of double.
    TrainingProblem(const DesignView& x, ConstVectorRef y, ScalingOptions scaling, SampleLoss loss);
    TrainingProblem(const TrainingProblem&) = delete;
    TrainingProblem& operator=(const TrainingProblem&) = delete;

    /// Its gradient flow. `start`: of the d features. Coefficients are those that `model` takes.
    std::unique_ptr<DualStepper> flow(const Initialization& start, double tolerance) const;
    /// How fast training begins: the largest d/dt of ln w^2 of the weights and of the outputs over
    /// ||y||, at time 0.
    double first_rate(const Initialization& start) const;

    LinearModel model(ConstVectorRef parameters) const;
    /// The coefficients of the features that are trained on, which can be compared where they were
    /// standardised.
    Vector trained(ConstVectorRef parameters) const { return parameters.head(features_); }

    /// What ridge, lasso and interpolants are found for: squared loss only.
    const DesignView& x() const { return equations_->x; }
    const Vector& y() const { return equations_->y; }

private:
    void prepare_logistic(const DesignView& x);
    Initialization with_intercept(const Initialization& start) const;
    const DesignView& trained_x() const;
    const Vector& trained_y() const;

    const ScalingOptions options_;
    const SampleLoss loss_;
    const Index features_;
    std::optional<FeatureScaling> scaling_;
    std::optional<ReducedSystem> system_;
    std::optional<TrainingEquations> equations_;
    // Of the logistic loss.
    Vector labels_;
    Vector mean_, scale_;
    Matrix dense_;
    SparseMatrix sparse_;
    DesignView view_;
};

}  // namespace regimes
