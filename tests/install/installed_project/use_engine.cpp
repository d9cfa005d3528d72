// SPDX-License-Identifier: BSD-3-Clause
#include <regimes/engine.hpp>

// x1 + 2 x2 = 2 has the minimum l1 norm solution (0, 1).
int main() {
    const regimes::Matrix x{{1.0, 2.0}};
    const regimes::Solution l1 = regimes::basis_pursuit(x, regimes::Vector{{2.0}});
    return (l1.coefficients - regimes::Vector{{0.0, 1.0}}).norm() < 1e-12 ? 0 : 1;
}
