// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/regularizers/regularizer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace regimes {

double Regularizer::value(ConstVectorRef beta) const {
    double sum = 0.0;
    for (Index i = 0; i < beta.size(); ++i) sum += value(i, beta[i]);
    return sum;
}

double Regularizer::conjugate(ConstVectorRef s) const {
    double sum = 0.0;
    for (Index i = 0; i < s.size(); ++i) sum += conjugate(i, s[i]);
    return sum;
}

Vector Regularizer::gradient(ConstVectorRef beta) const {
    Vector s(beta.size());
    for (Index i = 0; i < beta.size(); ++i) s[i] = gradient(i, beta[i]);
    return s;
}

Vector Regularizer::inverse_gradient(ConstVectorRef s) const {
    Vector beta(s.size());
    for (Index i = 0; i < s.size(); ++i) beta[i] = inverse_gradient(i, s[i]);
    return beta;
}

double Regularizer::stationarity(Index i, double b, double s) const {
    constexpr double smallest = std::numeric_limits<double>::min();
    if (std::fabs(b) > 4.0 * smallest) return std::fabs(s - gradient(i, b));
    const double low = gradient(i, b - smallest);
    const double high = gradient(i, b + smallest);
    return std::max({0.0, low - s, s - high});
}

}  // namespace regimes
