// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/regularizers/l1.hpp"

#include <cmath>
#include <limits>

namespace regimes {

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
}

double L1::value(Index, double b) const { return std::fabs(b); }

double L1::gradient(Index, double b) const { return b == 0.0 ? 0.0 : std::copysign(1.0, b); }

double L1::inverse_gradient(Index, double s) const {
    return std::fabs(s) < 1.0 ? 0.0 : std::copysign(infinity, s);
}

double L1::conjugate(Index, double s) const { return std::fabs(s) <= 1.0 ? 0.0 : infinity; }

double L1::conjugate_hessian(Index, double s) const { return std::fabs(s) < 1.0 ? 0.0 : infinity; }

}  // namespace regimes
