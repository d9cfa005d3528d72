// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/numerics/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace regimes {

namespace {

/// Asked once: the C++ library reads a file each time.
int core_count() {
    static const int count = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    return count;
}

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
    {
        std::vector<std::jthread> others;
        for (int t = 1; t < std::min(threads, count); ++t) others.emplace_back(work);
        work();
    }
    for (const std::exception_ptr& failure : failures) {
        if (failure) std::rethrow_exception(failure);
    }
}

}  // namespace regimes
