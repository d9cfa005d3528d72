// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/models/linear_inputs.hpp"

#include <numeric>

#include "regimes/models/argument_check.hpp"
#include "regimes/numerics/design_product.hpp"

namespace regimes {

LinearInputs::LinearInputs(std::shared_ptr<const Matrix> owned, const DesignView& x)
    : owned_(std::move(owned)), x_(x) {
    require_positive_count("rows of x", x.rows);
    require_positive_count("columns of x", x.cols);
}

LinearInputs LinearInputs::owning(Matrix x) {
    auto owned = std::make_shared<const Matrix>(std::move(x));
    const MatrixView view(*owned);
    return {std::move(owned), view};
}

void LinearInputs::multiply(ConstVectorRef b, VectorRef out) const {
    regimes::multiply(x_, b, out);
}

Vector LinearInputs::multiply_transposed(ConstVectorRef u) const {
    Vector out(x_.cols);
    regimes::multiply_transposed(x_, u, out);
    return out;
}

Matrix LinearInputs::gram(const Vector& weights) const {
    std::vector<Index> columns(static_cast<std::size_t>(x_.cols));
    std::iota(columns.begin(), columns.end(), Index{0});
    Matrix h = Matrix::Zero(x_.rows, x_.rows);
    WeightedGram().compute(x_, columns, {weights.begin(), weights.end()}, h);
    return h;
}

LinearInputs LinearInputs::subset(const std::vector<Index>& samples) const {
    require_samples(samples, x_.rows);
    const auto count = static_cast<Index>(samples.size());
    auto transposed = std::make_shared<Matrix>(x_.cols, count);  // a row of X in each column
    for (Index n = 0; n < count; ++n) {
        const Index row = samples[static_cast<std::size_t>(n)];
        for (Index i = 0; i < x_.cols; ++i) (*transposed)(i, n) = x_(row, i);
    }
    const MatrixView view(transposed->data(), count, x_.cols, x_.cols, MatrixView::Order::rows);
    return {std::move(transposed), view};
}

}  // namespace regimes
