// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/sweep/thread_workers.hpp"

#include <algorithm>
#include <chrono>
#include <numeric>
#include <utility>

#include "regimes/sweep/compute_run.hpp"

namespace regimes {

namespace {

constexpr std::chrono::milliseconds longest_wait{50};
constexpr std::size_t full_batch = 256;
constexpr std::size_t largest_backlog = 4096;  // runs that wait for a slow disk

}  // namespace

ThreadWorkers::ThreadWorkers(const SweepPlan& plan, const std::vector<const Parameters*>& points,
                             int threads)
    : plan_(plan),
      points_(points),
      shares_(std::min(points.size(), static_cast<std::size_t>(threads))),
      working_(static_cast<int>(shares_.size())) {
    try {
        for (std::atomic<double>& share : shares_) {
            threads_.emplace_back([this, &share] { work(share); });
        }
    } catch (...) {  // no more threads to be had
        abandon();
        throw;
    }
}

ThreadWorkers::~ThreadWorkers() { abandon(); }

void ThreadWorkers::abandon() {
    stop();
    const std::lock_guard lock(mutex_);
    abandoned_ = true;
    collected_.notify_all();
}

std::vector<RunRecord> ThreadWorkers::collect() {
    std::vector<RunRecord> batch;
    std::unique_lock lock(mutex_);
    delivered_.wait_for(lock, longest_wait,
                        [this] { return ready_.size() >= full_batch || working_ == 0; });
    batch.swap(ready_);
    collected_.notify_all();
    if (batch.empty() && failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    return batch;
}

bool ThreadWorkers::finished() const {
    const std::lock_guard lock(mutex_);
    return working_ == 0 && ready_.empty() && !failure_;
}

double ThreadWorkers::underway() const {
    return std::accumulate(shares_.begin(), shares_.end(), 0.0);
}

void ThreadWorkers::stop() { stop_ = true; }

void ThreadWorkers::work(std::atomic<double>& share) {
    std::exception_ptr failure;
    try {
        compute_points(share);
    } catch (...) {  // no memory for the record itself
        failure = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    if (failure) failure_ = failure;
    --working_;
    delivered_.notify_all();
}

void ThreadWorkers::compute_points(std::atomic<double>& share) {
    while (!stop_) {
        const std::size_t point = next_++;
        if (point >= points_.size()) return;
        auto record = compute_run(plan_, *points_[point], stop_, &share);
        share = 0.0;
        if (record) deliver(std::move(*record));
    }
}

void ThreadWorkers::deliver(RunRecord record) {
    std::unique_lock lock(mutex_);
    collected_.wait(lock, [this] { return ready_.size() < largest_backlog || abandoned_; });
    ready_.push_back(std::move(record));
    if (ready_.size() >= full_batch) delivered_.notify_all();
}

}  // namespace regimes
