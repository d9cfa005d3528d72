// SPDX-License-Identifier: BSD-3-Clause
#include "cli/blas_choice.hpp"

#include <unistd.h>

#include <cstdlib>

#include "regimes/numerics/blas_kernels.hpp"

namespace regimes::cli {

void choose_blas_kernels(char** arguments) {
    constexpr const char* variable = "OPENBLAS_CORETYPE";
    if (std::getenv(variable) != nullptr) return;  // also stops a second start
    const BlasKernels kernels = blas_kernels();
    if (kernels.better.empty()) return;
    setenv(variable, kernels.better.c_str(), 1);
    execv("/proc/self/exe", arguments);
    unsetenv(variable);
}

}  // namespace regimes::cli
