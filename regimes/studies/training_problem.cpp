// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/training_problem.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "regimes/dynamics/dual_coordinates.hpp"
#include "regimes/numerics/design_product.hpp"

namespace regimes {

namespace {

constexpr double intercept_power = 1e4;  // w^D of its feature: it is in the kernel regime

}  // namespace

TrainingEquations::TrainingEquations(const ReducedSystem& data)
    : x(data.equations()), y(data.right_side()) {
    if (!data.is_eliminated()) return;
    rotated = compress_rows(x, y, x.rows);
    x = rotated.x;
    y = rotated.y;
}

TrainingProblem::TrainingProblem(const DesignView& x, ConstVectorRef y, ScalingOptions scaling,
                                 SampleLoss loss)
    : options_(scaling), loss_(loss), features_(x.cols) {
    if (loss == SampleLoss::logistic) {
        labels_ = y;
        prepare_logistic(x);
        return;
    }
    scaling_.emplace(x, y, scaling);
    system_.emplace(scaling_->x(), scaling_->y(), 1);
    if (system_->beta_exponent() != 0) {
        throw std::invalid_argument(
            "x, y: numbers near the ends of the range of double precision; in units in which they "
            "are of order 1 they can be trained on");
    }
    equations_.emplace(*system_);
}

void TrainingProblem::prepare_logistic(const DesignView& x) {
    const ColumnStatistics columns = column_statistics(x);
    const bool centres = options_.intercept && x.sparse == nullptr;
    mean_ = centres ? columns.mean : Vector::Zero(x.cols);
    scale_ = Vector::Ones(x.cols);
    for (Index i = 0; i < x.cols; ++i) {
        if (is_constant(columns, i)) {  // an intercept does all that it could
            if (centres) scale_[i] = std::numeric_limits<double>::infinity();
        } else if (options_.standardize) {
            scale_[i] = columns.deviation[i];
        }
    }
    const Index ones = options_.intercept ? 1 : 0;
    if (x.sparse == nullptr) {
        dense_.resize(x.rows, x.cols + ones);
        for (Index i = 0; i < x.cols; ++i) {
            for (Index n = 0; n < x.rows; ++n) dense_(n, i) = (x(n, i) - mean_[i]) / scale_[i];
        }
        if (options_.intercept) dense_.col(x.cols).setOnes();
        view_ = DesignView(dense_);
        return;
    }
    sparse_ = *x.sparse;
    for (Index i = 0; i < x.cols; ++i) {
        const auto first = static_cast<std::size_t>(sparse_.starts[static_cast<std::size_t>(i)]);
        for (std::size_t k = 0; k < static_cast<std::size_t>(sparse_.size(i)); ++k) {
            sparse_.values[first + k] /= scale_[i];
        }
    }
    if (options_.intercept) {
        for (Index n = 0; n < x.rows; ++n) {
            sparse_.row_indices.push_back(static_cast<std::int32_t>(n));
            sparse_.values.push_back(1.0);
        }
        sparse_.starts.push_back(static_cast<Index>(sparse_.values.size()));
        ++sparse_.cols;
    }
    view_ = DesignView(sparse_);
}

const DesignView& TrainingProblem::trained_x() const {
    return loss_ == SampleLoss::logistic ? view_ : equations_->x;
}

const Vector& TrainingProblem::trained_y() const {
    return loss_ == SampleLoss::logistic ? labels_ : equations_->y;
}

/// With the weight of the intercept's feature, where it is one.
Initialization TrainingProblem::with_intercept(const Initialization& start) const {
    if (loss_ == SampleLoss::squared || !options_.intercept) return start;
    Initialization all = start;
    const double weight = std::exp(std::log(intercept_power) / start.depth - start.log_alpha);
    for (Vector* shape : {&all.plus, &all.minus}) {
        if (shape->size() == 0 && shape == &all.minus) continue;  // as plus
        const Vector given = shape->size() == 0 ? Vector::Ones(features_) : *shape;
        shape->resize(features_ + 1);
        shape->head(features_) = given;
        (*shape)[features_] = weight;
    }
    return all;
}

std::unique_ptr<DualStepper> TrainingProblem::flow(const Initialization& start,
                                                   double tolerance) const {
    return std::make_unique<DualStepper>(trained_x(), trained_y(), with_intercept(start), loss_,
                                         tolerance);
}

double TrainingProblem::first_rate(const Initialization& start) const {
    const DesignView& x = trained_x();
    const DualCoordinates coordinates(DiagonalStart(with_intercept(start), x.cols));
    Vector first(x.rows), second(x.rows), speed(x.cols), slope(x.cols);
    differentiate(loss_, Vector::Zero(x.rows), trained_y(), first, second);
    multiply_transposed(x, -2.0 * start.depth * first, speed);
    double fastest = 0.0;
    for (Index i = 0; i < features_; ++i) {
        fastest = std::max(fastest, coordinates.relative_error(i, 0.0, speed[i]));
    }
    for (Index i = 0; i < x.cols; ++i) slope[i] = coordinates.coefficient(i, 0.0).slope;
    if (x.cols > features_) slope[features_] = 0.0;
    Vector outputs(x.rows);
    multiply(x, speed.cwiseProduct(slope), outputs);
    const double size = trained_y().norm();
    if (size > 0.0) fastest = std::max(fastest, outputs.stableNorm() / size);
    return fastest * std::exp(-coordinates.log_unit());
}

LinearModel TrainingProblem::model(ConstVectorRef parameters) const {
    LinearModel model;
    if (loss_ == SampleLoss::squared) {
        model.coefficients = scaling_->coefficients(parameters);
        if (options_.intercept) model.intercept = scaling_->intercept(model.coefficients);
        return model;
    }
    model.coefficients = parameters.head(features_).cwiseQuotient(scale_);
    if (options_.intercept) {
        model.intercept = parameters[features_] - mean_.dot(model.coefficients);
    }
    return model;
}

}  // namespace regimes
