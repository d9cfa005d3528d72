// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace regimes {

/// Which of its kernels OpenBLAS runs on this processor, named as OPENBLAS_CORETYPE takes them.
///
/// A processor newer than OpenBLAS is one it does not know: it then falls back to kernels from
/// before AVX, and a product of matrices takes several times as long. The choice is made when
/// OpenBLAS is loaded, so only the environment of a new process can change it.
struct BlasKernels {
    std::string chosen;  ///< "SkylakeX"; empty for a BLAS that does not tell
    std::string better;  ///< others that this processor can run; empty where the choice is fine
};
BlasKernels blas_kernels();

/// What should run in place of `chosen` on a processor with these instructions; empty: nothing.
std::string better_blas_kernels(const std::string& chosen, bool has_avx2, bool has_avx512);

}  // namespace regimes
