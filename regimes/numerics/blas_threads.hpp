// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace regimes {

/// While one of these lives, BLAS calls run on the calling thread only.
///
/// A threaded BLAS splits sums by the number of its threads, so its last digits depend on the
/// machine; the library splits work into fixed lanes itself (see parallel.hpp). Acts on OpenBLAS;
/// with another BLAS it does nothing. The former thread count returns when the last guard dies.
class SingleThreadedBlas {
public:
    SingleThreadedBlas();
    ~SingleThreadedBlas();
    SingleThreadedBlas(const SingleThreadedBlas&) = delete;
    SingleThreadedBlas& operator=(const SingleThreadedBlas&) = delete;
};

}  // namespace regimes
