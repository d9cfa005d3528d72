// SPDX-License-Identifier: BSD-3-Clause
// What a fit found.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "regimes/core/status.hpp"
#include "regimes/core/types.hpp"
#include "regimes/report/picture.hpp"
#include "regimes/studies/feature_scaling.hpp"

namespace regimes {

/// The way of a simulated flow to its solution, at log-spaced times; the last one is its end.
struct FitTrajectory {
    std::vector<double> times;
    std::vector<double> residuals;     ///< as FitPoint::primal_residual
    std::vector<double> test_mse;      ///< none without test samples
    std::vector<Vector> solved;        ///< as FitPoint::solved
    std::vector<Vector> coefficients;  ///< in the units of x and y
};

/// One solution: a point of the path, or an end point of all paths (then without depth and alpha).
struct FitPoint {
    std::string name;  ///< of an end point: "minimum l2", "minimum l1"
    std::optional<double> depth;
    std::optional<double> log10_alpha;  ///< as it was asked for
    Status status = Status::stalled;
    int iterations = 0;
    double seconds = 0.0;
    double l1_norm = 0.0;
    double l2_norm = 0.0;
    double regularizer_value = 0.0;                 ///< in the paper's units
    std::optional<double> log10_regularizer_value;  ///< also where the value underflows
    double training_residual = 0.0;                 ///< ||X beta - y|| / ||y||
    bool fits_exactly = true;                       ///< some coefficients fit y to rounding
    double primal_residual = 0.0;
    double stationarity_residual = 0.0;
    double duality_gap = 0.0;
    std::optional<double> limit_distance;  ///< of a simulation: ||beta - b|| / ||b||, b its limit
    std::optional<double> test_mse;
    std::optional<double> test_error;  ///< share of test samples given the wrong one of two values
    Vector coefficients;               ///< d, in the units of x and y
    std::optional<double> intercept;   ///< in the units of y, where one was fitted
    FitTrajectory trajectory;          ///< of the method flow
    Vector standardized;               ///< d, those of standardised features; none unless asked for

    /// What the norms, the regulariser and the certificate are of, and what features are compared
    /// by: the coefficients of the problem that was solved.
    const Vector& solved() const { return standardized.size() > 0 ? standardized : coefficients; }
};

/// Everything one run of `fit` has to tell.
struct FitRecord {
    Index samples = 0;
    Index features = 0;
    std::vector<std::string> names;           ///< of the features; none without a header
    std::optional<Index> first_feature = {};  ///< its number in a file of svmlight
    std::string target;                       ///< the name of y, where it was a column beside them
    std::optional<std::array<double, 2>> classes = {};  ///< that y takes, if two; in order
    std::vector<std::string> notes;                     ///< on what was read
    std::vector<std::string> advice;  ///< on options not taken, in a sentence each
    ScalingOptions scaling;
    /// Where the weights start: all at alpha; at alpha w0; or at alpha w+ and alpha w-.
    enum class Start { uniform, shaped, biased } start = Start::uniform;
    std::vector<double> depths;
    std::string regularizer;
    std::string method;
    std::string loss = "squared";     ///< or "logistic": predictions are probabilities
    std::optional<ImageShape> image;  ///< the coefficients are pixels
    FitPoint minimum_l2;
    FitPoint minimum_l1;
    std::vector<FitPoint> points;  ///< depth by depth, alphas in the order asked for
};

/// Number of coefficients that carry weight: |b_i| > support_threshold max_j |b_j|.
Index effective_support(ConstVectorRef coefficients);
constexpr double support_threshold = 1e-3;

/// True if training got as near to the data as any coefficients do: what was stopped before is no
/// interpolant, and its norms are not compared with those of interpolants.
bool has_landed(const FitPoint& point);
constexpr double landed_residual = 1e-3;  ///< ||X beta - P y|| / ||P y|| up to which it has

/// The features that carry weight in this sense, the largest first, at most `most` of them.
std::vector<Index> largest_coefficients(ConstVectorRef coefficients, std::size_t most);

/// The greatest of the three residuals of the certificate.
double worst_residual(const FitPoint& point);

/// alpha to three digits, or the name of an end point.
std::string alpha_label(const FitPoint& point);

/// The points of one depth that were worked on (not cancelled), from the kernel end to the rich
/// end.
std::vector<const FitPoint*> path_of_depth(const FitRecord& record, double depth);

}  // namespace regimes
