// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace regimes {

/// What the BLAS behind the library tells about itself. OpenBLAS tells all, others nothing.
struct BlasLibrary {
    std::string configuration;  ///< its version and how it was built; empty: not known
    std::string kernels;        ///< the processor for which it computes; empty: not known
    int threads = 0;            ///< what it may take outside this library; 0: not known
};

/// Asks the BLAS that is loaded.
BlasLibrary blas_library();

/// Has OpenBLAS choose its kernels anew where it took a newer processor for one of 2004, and is a
/// quarter as fast as it could be. True: it did.
///
/// For the start of a program, while nobody is multiplying: it changes a choice of the whole
/// process, which is why the library never does it by itself. Leaves the environment as it was,
/// and does nothing where OPENBLAS_CORETYPE is set or the BLAS is another.
bool correct_blas_processor();

}  // namespace regimes
