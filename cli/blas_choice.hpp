// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace regimes::cli {

/// Starts this program anew with OPENBLAS_CORETYPE set, if OpenBLAS would run kernels far below what
/// the processor can do (blas_kernels.hpp) and nobody has chosen any. Otherwise, or where that
/// fails, it returns. Called first of all: whatever was done before is done again.
void choose_blas_kernels(char** arguments);

}  // namespace regimes::cli
