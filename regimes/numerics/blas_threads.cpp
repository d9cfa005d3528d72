// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/blas_threads.hpp"

#include <mutex>

#include "regimes/numerics/blas.hpp"

namespace regimes {

namespace {

// The switch is global to the process, hence so is its guard: first in saves, last out restores.
std::mutex mutex;
int guards = 0;
int saved_threads = 1;

}  // namespace

SingleThreadedBlas::SingleThreadedBlas() {
    const std::lock_guard lock(mutex);
    if (guards++ > 0) return;
    saved_threads = blas::threads();
    if (saved_threads != 1) blas::set_threads(1);
}

SingleThreadedBlas::~SingleThreadedBlas() {
    const std::lock_guard lock(mutex);
    if (--guards > 0) return;
    if (saved_threads != 1) blas::set_threads(saved_threads);
}

}  // namespace regimes
