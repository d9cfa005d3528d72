// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/blas_threads.hpp"

#include <mutex>

// Weak, so that the library also links against a BLAS that has no such switch.
extern "C" {
void openblas_set_num_threads(int) __attribute__((weak));
int openblas_get_num_threads() __attribute__((weak));
}

namespace regimes {

namespace {

// The switch is global to the process, hence so is its guard: first in saves, last out restores.
std::mutex mutex;
int guards = 0;
int saved_threads = 1;

}  // namespace

SingleThreadedBlas::SingleThreadedBlas() {
    const std::lock_guard lock(mutex);
    if (guards++ > 0 || openblas_set_num_threads == nullptr) return;
    saved_threads = openblas_get_num_threads();
    if (saved_threads != 1) openblas_set_num_threads(1);
}

SingleThreadedBlas::~SingleThreadedBlas() {
    const std::lock_guard lock(mutex);
    if (--guards > 0 || openblas_set_num_threads == nullptr) return;
    if (saved_threads != 1) openblas_set_num_threads(saved_threads);
}

}  // namespace regimes
