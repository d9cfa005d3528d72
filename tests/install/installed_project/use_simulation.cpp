// SPDX-License-Identifier: BSD-3-Clause
#include <regimes/simulation.hpp>

// From a large scale, gradient flow ends at the minimum l2 norm solution (0.4, 0.8).
int main() {
    const regimes::Matrix x{{1.0, 2.0}};
    const regimes::Vector y{{2.0}};
    const regimes::TrainingResult end = regimes::dual_flow(x, y, {.depth = 2.0, .log_alpha = 5.0});
    return (end.parameters - regimes::Vector{{0.4, 0.8}}).norm() < 1e-3 ? 0 : 1;
}
