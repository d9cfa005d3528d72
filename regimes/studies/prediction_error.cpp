// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/prediction_error.hpp"

#include <cmath>

namespace regimes {

Vector predict(const MatrixView& x, ConstVectorRef beta, double intercept) {
    using RowMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const Eigen::OuterStride<> stride(x.stride);
    const auto outputs = [&](const auto& matrix) -> Vector {
        return (matrix * beta).array() + intercept;
    };
    if (x.order == MatrixView::Order::rows) {
        return outputs(
            Eigen::Map<const RowMatrix, 0, Eigen::OuterStride<>>(x.data, x.rows, x.cols, stride));
    }
    return outputs(
        Eigen::Map<const Matrix, 0, Eigen::OuterStride<>>(x.data, x.rows, x.cols, stride));
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
