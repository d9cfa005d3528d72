// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/feature_scaling.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "regimes/studies/sample_table.hpp"

namespace regimes {

namespace {

constexpr double eps = std::numeric_limits<double>::epsilon();
constexpr double centred_to_rounding = 1e-8;  // |mean| / deviation: somebody took the mean away
constexpr double constant_to_rounding = 4.0 * eps;  // deviation / |mean|: the entries are equal

/// Calls visit(n, i, x_ni) for every entry that is stored, in that order.
template <typename Visit>
void for_entries(const DesignView& design, Visit visit) {
    const MatrixView& x = design.dense;
    if (design.sparse != nullptr) {
        for (Index i = 0; i < design.cols; ++i) {
            design.sparse->for_each(i, [&](Index n, double value) { visit(n, i, value); });
        }
    } else if (x.order == MatrixView::Order::rows) {
        for (Index n = 0; n < x.rows; ++n) {
            const double* row = x.data + n * x.stride;
            for (Index i = 0; i < x.cols; ++i) visit(n, i, row[i]);
        }
    } else {
        for (Index i = 0; i < x.cols; ++i) {
            const double* column = x.data + i * x.stride;
            for (Index n = 0; n < x.rows; ++n) visit(n, i, column[n]);
        }
    }
}

/// The zeros of a column that are not stored.
double zeros_of(const DesignView& x, Index i) {
    return x.sparse == nullptr ? 0.0 : static_cast<double>(x.rows - x.sparse->size(i));
}

MatrixView column_of(ConstVectorRef y) {
    return {y.data(), y.size(), 1, y.size(), MatrixView::Order::columns};
}

/// A sum of products in twice the working precision (Ogita, Rump and Oishi 2005, Dot2).
class AccurateSum {
public:
    void add(double a, double b) {
        const double product = a * b;
        const double before = sum_;
        sum_ += product;
        const double part = sum_ - before;
        rest_ += (before - (sum_ - part)) + (product - part) + std::fma(a, b, -product);
    }
    double value() const { return sum_ + rest_; }

private:
    double sum_ = 0.0;
    double rest_ = 0.0;
};

/// A power of two near the range of a column: in its units the squares of differences neither
/// overflow nor vanish beside others, and nothing is rounded.
double unit_of(double range) {
    constexpr int largest_exponent = 1000;  // so that its inverse is a number too
    int exponent = 0;
    std::frexp(range, &exponent);
    return std::ldexp(1.0, std::clamp(exponent, -largest_exponent, largest_exponent));
}

/// The largest and the least of some sizes, columns without any left out.
struct Spread {
    Index largest = -1;
    Index least = -1;
    double ratio = 1.0;
};

Spread spread_of(const Vector& sizes, const std::vector<bool>& counts) {
    Spread spread;
    for (Index i = 0; i < sizes.size(); ++i) {
        if (!counts[static_cast<std::size_t>(i)] || !(sizes[i] > 0.0)) continue;
        if (spread.largest < 0 || sizes[i] > sizes[spread.largest]) spread.largest = i;
        if (spread.least < 0 || sizes[i] < sizes[spread.least]) spread.least = i;
    }
    if (spread.largest >= 0) spread.ratio = sizes[spread.largest] / sizes[spread.least];
    return spread;
}

/// (x - mean) / scale in the order of x, with an intercept less the first row: see the header.
Vector scaled_entries(const MatrixView& x, const ColumnStatistics& columns, const Vector& scales,
                      bool intercept) {
    const bool reflects = intercept && x.rows > 1;
    const double share = 1.0 / (1.0 + std::sqrt(static_cast<double>(x.rows)));
    Vector first = Vector::Zero(x.cols);
    Vector entries((x.rows - (reflects ? 1 : 0)) * x.cols);
    double* next = entries.data();
    for_entries(x, [&](Index n, Index i, double value) {
        const double entry = ((value - columns.mean[i]) - columns.mean_rest[i]) / scales[i];
        if (reflects && n == 0) {
            first[i] = share * entry;
        } else {
            *next++ = entry - first[i];
        }
    });
    return entries;
}

/// On the sizes of the features, as the problem has them.
std::optional<std::string> size_advice(const ColumnStatistics& columns, bool intercept,
                                       const std::vector<std::string>& names) {
    const Index features = columns.mean.size();
    std::vector<bool> all(static_cast<std::size_t>(features), true);
    std::vector<bool> varying = all;
    Vector sizes(features);
    for (Index i = 0; i < features; ++i) {
        varying[static_cast<std::size_t>(i)] = !is_constant(columns, i);
        sizes[i] = std::hypot(columns.mean[i], columns.deviation[i]);
    }
    const Spread deviations = spread_of(columns.deviation, varying);
    const Spread spread = intercept ? deviations : spread_of(sizes, all);
    if (!(spread.ratio > uneven_sizes)) return std::nullopt;
    const bool is_offset = !(deviations.ratio > uneven_sizes);
    return fmt::format(
        "Features differ in size by a factor of {:.2g}, from {} to {}: small ones need large "
        "coefficients, which training avoids. {}.",
        spread.ratio, feature_name(names, spread.least), feature_name(names, spread.largest),
        is_offset ? "The options intercept and standardize take means and sizes away"
                  : "The option standardize divides each by its standard deviation");
}

/// True if the means of all features were taken away before; noise is not so even.
bool is_centred(const ColumnStatistics& columns) {
    bool varies = false;
    for (Index i = 0; i < columns.mean.size(); ++i) {
        if (std::fabs(columns.mean[i]) > centred_to_rounding * columns.deviation[i]) return false;
        varies = varies || columns.deviation[i] > 0.0;
    }
    return varies;
}

}  // namespace

bool is_constant(const ColumnStatistics& columns, Index i) {
    return columns.deviation[i] <= constant_to_rounding * std::fabs(columns.mean[i]);
}

ColumnStatistics column_statistics(const DesignView& x) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    Vector least(x.cols), greatest(x.cols), zeros(x.cols);
    for (Index i = 0; i < x.cols; ++i) {
        zeros[i] = zeros_of(x, i);
        least[i] = zeros[i] > 0.0 ? 0.0 : infinity;
        greatest[i] = zeros[i] > 0.0 ? 0.0 : -infinity;
    }
    for_entries(x, [&](Index, Index i, double value) {
        least[i] = std::min(least[i], value);
        greatest[i] = std::max(greatest[i], value);
    });
    const Vector range = greatest - least;
    const auto count = static_cast<double>(x.rows);
    Vector unit(x.cols), per_unit(x.cols);
    for (Index i = 0; i < x.cols; ++i) {
        unit[i] = unit_of(range[i]);
        per_unit[i] = 1.0 / unit[i];
    }
    ColumnStatistics columns;
    Vector sum = -zeros.cwiseProduct(least).cwiseProduct(per_unit);
    for_entries(x,
                [&](Index, Index i, double value) { sum[i] += (value - least[i]) * per_unit[i]; });
    columns.mean = least + unit.cwiseProduct(sum / count);
    const Vector zero_part = -columns.mean.cwiseProduct(per_unit);
    sum = zeros.cwiseProduct(zero_part);
    Vector squares = sum.cwiseProduct(zero_part);
    for_entries(x, [&](Index, Index i, double value) {
        const double part = (value - columns.mean[i]) * per_unit[i];
        sum[i] += part;
        squares[i] += part * part;
    });
    const Vector rest = sum / count;
    columns.mean_rest = unit.cwiseProduct(rest);
    const Vector variance = (squares / count - rest.cwiseAbs2()).cwiseMax(0.0);
    columns.deviation = unit.cwiseProduct(variance.cwiseSqrt());
    return columns;
}

FeatureScaling::FeatureScaling(const DesignView& x, ConstVectorRef y, ScalingOptions options)
    : options_(options), x_(x), y_(y) {
    if (!options.any()) return;
    columns_ = column_statistics(x);
    scales_ = Vector::Ones(x.cols);
    for (Index i = 0; i < x.cols; ++i) {
        if (is_constant(columns_, i)) {
            constant_.push_back(i);
            if (options.intercept) scales_[i] = std::numeric_limits<double>::infinity();
        } else if (options.standardize) {
            scales_[i] = columns_.deviation[i];
        }
    }
    if (options.intercept) {
        target_ = column_statistics(column_of(y));
        y_ = scaled_entries(column_of(y), target_, Vector::Ones(1), true);
    } else {
        columns_.mean.setZero();
        columns_.mean_rest.setZero();
    }
    if (x.sparse == nullptr) {
        scale_dense();
    } else {
        scale_sparse();
    }
}

void FeatureScaling::scale_dense() {
    const MatrixView x = x_.dense;
    scaled_x_ = scaled_entries(x, columns_, scales_, options_.intercept);
    const Index rows = y_.size();
    const bool by_rows = x.order == MatrixView::Order::rows;
    x_ = MatrixView(scaled_x_.data(), rows, x.cols, by_rows ? x.cols : rows, x.order);
}

/// Row n becomes (x_n - m) - share (x_1 - m), all over s: what is stored of x_n, less a row that is
/// the same for all n. Columns of which more than half is stored are stored whole, without a shift:
/// of the others the mean is no larger than the deviation, so that nothing cancels.
void FeatureScaling::scale_sparse() {
    const bool reflects = options_.intercept && x_.rows > 1;
    const Index first = reflects ? 1 : 0;
    const double share = reflects ? 1.0 / (1.0 + std::sqrt(static_cast<double>(x_.rows))) : 0.0;
    scaled_sparse_.rows = x_.rows - first;
    scaled_sparse_.cols = x_.cols;
    shift_ = {Vector::Ones(scaled_sparse_.rows), Vector::Zero(x_.cols)};
    const auto store = [&](Index n, double value) {
        scaled_sparse_.row_indices.push_back(static_cast<std::int32_t>(n));
        scaled_sparse_.values.push_back(value);
    };
    for (Index i = 0; i < x_.cols; ++i) {
        const auto centred = [&](double value) {
            return ((value - columns_.mean[i]) - columns_.mean_rest[i]) / scales_[i];
        };
        if (options_.intercept && 2 * x_.sparse->size(i) > x_.rows) {
            const Vector column = DesignView(*x_.sparse).column(i).unaryExpr(centred);
            for (Index n = first; n < x_.rows; ++n) {
                store(n - first, column[n] - share * (reflects ? column[0] : 0.0));
            }
        } else {
            double common = 0.0;  // x_1
            x_.sparse->for_each(i, [&](Index n, double value) {
                if (n < first) common = value;
                if (n >= first) store(n - first, value / scales_[i]);
            });
            shift_.right[i] = options_.intercept ? share * centred(common) - centred(0.0) : 0.0;
        }
        scaled_sparse_.starts.push_back(static_cast<Index>(scaled_sparse_.values.size()));
    }
    x_ = DesignView(scaled_sparse_, options_.intercept ? &shift_ : nullptr);
}

Vector FeatureScaling::coefficients(Vector solved) const {
    if (options_.any()) solved.array() /= scales_.array();
    return solved;
}

double FeatureScaling::intercept(ConstVectorRef coefficients) const {
    AccurateSum sum;
    sum.add(target_.mean[0], 1.0);
    sum.add(target_.mean_rest[0], 1.0);
    for (Index i = 0; i < coefficients.size(); ++i) {
        sum.add(-columns_.mean[i], coefficients[i]);
        sum.add(-columns_.mean_rest[i], coefficients[i]);
    }
    return sum.value();
}

std::optional<std::string> constant_features_note(const std::vector<std::string>& names,
                                                  const std::vector<Index>& constant,
                                                  ScalingOptions options) {
    if (constant.empty()) return std::nullopt;
    constexpr std::size_t shown_features = 5;
    std::vector<std::string> texts;
    for (const Index i : constant) texts.push_back(feature_name(names, i));
    return fmt::format("constant features {}: {}",
                       options.intercept ? "have the coefficient 0 beside an intercept"
                                         : "are not divided by anything",
                       list_text(texts, shown_features));
}

std::vector<std::string> scaling_advice(const DesignView& x, ConstVectorRef y,
                                        ScalingOptions options,
                                        const std::vector<std::string>& names, bool same_unit) {
    std::vector<std::string> advice;
    if (x.rows < 2) return advice;  // there is nothing to compare
    const ColumnStatistics columns = column_statistics(x);
    if (!options.standardize && !same_unit) {
        const auto sizes = size_advice(columns, options.intercept, names);
        if (sizes) advice.push_back(*sizes);
    }
    if (options.intercept) return advice;
    if (x.rows > 2 && x.rows <= x.cols && is_centred(columns)) {
        advice.emplace_back(
            "Every feature has a mean of 0: it seems to have been taken away. What rounding left "
            "of the sum of all samples may then count as an equation. Give the features as they "
            "were, with the option intercept.");
    }
    const ColumnStatistics target = column_statistics(column_of(y));
    const double mean = target.mean[0];
    if (std::fabs(mean) > target.deviation[0] * (1.0 + constant_to_rounding)) {
        advice.push_back(fmt::format(
            "The mean of y is {:.3g}, more than its standard deviation of {:.3g} from 0: the "
            "features have to make up for it. The option intercept adds a constant that is free.",
            mean, target.deviation[0]));
    }
    return advice;
}

}  // namespace regimes
