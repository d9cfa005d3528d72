// SPDX-License-Identifier: BSD-3-Clause
// Of every test program but that of tests/loading/: as `regimes`, it has OpenBLAS choose kernels
// that fit the processor, without which products may take four times as long.
#include <gmock/gmock.h>

#include "regimes/numerics/blas_library.hpp"

#ifdef __SANITIZE_THREAD__
/// OpenBLAS is not built with the sanitizer, which cannot see how its own threads wait for each
/// other.
extern "C" const char* __tsan_default_suppressions();
extern "C" const char* __tsan_default_suppressions() { return "race:libopenblas"; }
#endif

int main(int argc, char** argv) {
    regimes::correct_blas_processor();
    ::testing::InitGoogleMock(&argc, argv);
    return RUN_ALL_TESTS();
}
