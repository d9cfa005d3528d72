// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <vector>
#ifdef REGIMES_THREADS
#include <thread>
#endif

namespace regimes {

namespace {

#ifdef REGIMES_THREADS

/// Asked once: the C++ library reads a file each time.
int core_count() {
    static const int count = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    return count;
}

/// Runs work() on this many threads, of which the caller is one.
void run_on(int threads, const std::function<void()>& work) {
    std::vector<std::jthread> others;
    for (int t = 1; t < threads; ++t) others.emplace_back(work);
    work();
}

#else

int core_count() { return 1; }

void run_on(int, const std::function<void()>& work) { work(); }

#endif

}  // namespace

void parallel_for(int count, int threads, const std::function<void(int)>& task) {
    if (threads == 0) threads = core_count();
    std::vector<std::exception_ptr> failures(static_cast<std::size_t>(count));
    std::atomic<int> next{0};
    const auto work = [&] {
        for (int lane = next++; lane < count; lane = next++) {
            try {
                task(lane);
            } catch (...) {
                failures[static_cast<std::size_t>(lane)] = std::current_exception();
            }
        }
    };
    run_on(std::min(threads, count), work);
    for (const std::exception_ptr& failure : failures) {
        if (failure) std::rethrow_exception(failure);
    }
}

}  // namespace regimes
