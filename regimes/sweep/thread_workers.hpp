// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "regimes/sweep/workers.hpp"

namespace regimes {

/// Threads of this process, each of which takes the next point off a shared counter.
class ThreadWorkers final : public Workers {
public:
    /// Domain: at least one thread.
    ThreadWorkers(const SweepPlan& plan, const std::vector<const Parameters*>& points, int threads);
    ~ThreadWorkers() override;

    std::vector<RunRecord> collect() override;
    bool finished() const override;
    double underway() const override;
    void stop() override;

private:
    void abandon();
    void work(std::atomic<double>& share);
    void compute_points(std::atomic<double>& share);
    void deliver(RunRecord record);

    const SweepPlan& plan_;
    const std::vector<const Parameters*>& points_;
    std::atomic<std::size_t> next_ = 0;
    std::atomic<bool> stop_ = false;
    std::vector<std::atomic<double>> shares_;  ///< done of what each thread computes

    mutable std::mutex mutex_;  ///< of what follows
    bool abandoned_ = false;    ///< nobody collects any more
    std::condition_variable delivered_;
    std::condition_variable collected_;
    std::vector<RunRecord> ready_;
    std::exception_ptr failure_;
    int working_;

    std::vector<std::jthread> threads_;  ///< last, so that they end first
};

}  // namespace regimes
