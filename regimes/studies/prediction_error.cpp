// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/prediction_error.hpp"

#include <cmath>

#include "regimes/numerics/design_product.hpp"

namespace regimes {

Vector predict(const DesignView& x, ConstVectorRef beta, double intercept) {
    Vector outputs(x.rows);
    multiply(x, beta, outputs);
    outputs.array() += intercept;
    return outputs;
}

std::optional<std::array<double, 2>> two_values(ConstVectorRef y) {
    if (y.size() == 0) return std::nullopt;
    const double first = y[0];
    std::optional<double> second;
    for (const double value : y) {
        if (value == first || value == second) continue;
        if (second) return std::nullopt;
        second = value;
    }
    if (!second) return std::nullopt;
    return std::array<double, 2>{first, *second};
}

Vector nearer_values(ConstVectorRef prediction, std::array<double, 2> values) {
    Vector nearer(prediction.size());
    for (Index n = 0; n < nearer.size(); ++n) {
        const double to_first = std::fabs(prediction[n] - values[0]);
        nearer[n] = to_first <= std::fabs(prediction[n] - values[1]) ? values[0] : values[1];
    }
    return nearer;
}

double error_rate(ConstVectorRef prediction, ConstVectorRef y, std::array<double, 2> values) {
    Index wrong = 0;
    for (Index n = 0; n < y.size(); ++n) {
        const double other = y[n] == values[0] ? values[1] : values[0];
        if (!(std::fabs(prediction[n] - y[n]) < std::fabs(prediction[n] - other))) ++wrong;
    }
    return static_cast<double>(wrong) / static_cast<double>(y.size());
}

}  // namespace regimes
