// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/blas_threads.hpp"

#include <cstdlib>
#include <mutex>
#include <string_view>

#include "regimes/numerics/vector_unit.hpp"

// Weak, so that the library also links against a BLAS that has no such switch.
extern "C" {
void openblas_set_num_threads(int) __attribute__((weak));
int openblas_get_num_threads() __attribute__((weak));
char* openblas_get_corename() __attribute__((weak));
void gotoblas_dynamic_init() __attribute__((weak));
void gotoblas_dynamic_quit() __attribute__((weak));
}

namespace regimes {

namespace {

// The switch is global to the process, hence so is its guard: first in saves, last out restores.
std::mutex mutex;
int guards = 0;
int saved_threads = 1;

/// OpenBLAS knows processors by their model. An older one takes a newer Intel for a Prescott of
/// 2004, a quarter as fast: then it is asked to look again, with a name that it knows.
bool correct_processor() {
    const bool can_ask = openblas_get_corename != nullptr && gotoblas_dynamic_init != nullptr &&
                         gotoblas_dynamic_quit != nullptr;
    if (!can_ask || std::string_view(openblas_get_corename()) != "Prescott") return false;
    const char* const variable = "OPENBLAS_CORETYPE";
    const VectorUnit unit = widest_vector_unit();
    if (unit == VectorUnit::baseline || std::getenv(variable) != nullptr) return false;
    setenv(variable, unit == VectorUnit::avx512 ? "SkylakeX" : "Haswell", 0);
    gotoblas_dynamic_quit();
    gotoblas_dynamic_init();
    unsetenv(variable);
    return true;
}

// While the program starts, when nobody is multiplying.
[[maybe_unused]] const bool corrected = correct_processor();

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
