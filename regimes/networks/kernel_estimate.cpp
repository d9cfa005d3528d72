// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/kernel_estimate.hpp"
namespace regimes {
KernelEstimate estimate_from_products(const Matrix& start, const Matrix& end) {
    const double r = static_cast<double>(start.cols());
    return {
        start * start.transpose() / r, end * end.transpose() / r, 0, 0, 0, 0, static_cast<int>(r)};
}
}  // namespace regimes
