// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/sweep/compute_run.hpp"

#include <fmt/chrono.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cmath>
#include <exception>
#include <new>

#include "regimes/core/version.hpp"
#include "regimes/store/run_key.hpp"

namespace regimes {

namespace {

/// Passes a request to stop on to the run, and remembers that it did; notes how far the run is.
class StopObserver final : public Observer {
public:
    StopObserver(const std::atomic<bool>& stop, std::atomic<double>* share,
                 std::filesystem::path checkpoint)
        : stop_(stop), share_(share), checkpoint_(std::move(checkpoint)) {}
    void report(const Progress& progress) override {
        if (share_ != nullptr) *share_ = progress.fraction;
    }
    bool cancelled() const override {
        if (stop_) told_ = true;
        return told_;
    }
    std::filesystem::path checkpoint() const override { return checkpoint_; }
    bool told() const { return told_; }

private:
    const std::atomic<bool>& stop_;
    std::atomic<double>* share_;
    std::filesystem::path checkpoint_;
    mutable std::atomic<bool> told_ = false;  // a run may have threads of its own
};

std::string host_name() {
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

Provenance provenance_of(double seconds) {
    static const std::string host = host_name();
    static const std::string version =
        fmt::format("{} ({})", build_info().version, build_info().commit);
    const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    return {host, version, fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now)), seconds};
}

std::filesystem::path checkpoint_of(const SweepPlan& plan, const Parameters& parameters) {
    if (plan.checkpoints.empty()) return {};
    return plan.checkpoints / run_key(plan.experiment, plan.experiment_version, parameters);
}

/// The reason, never empty.
std::string failure_of(const std::exception_ptr& exception) {
    try {
        std::rethrow_exception(exception);
    } catch (const std::bad_alloc&) {
        return "not enough memory";
    } catch (const std::exception& error) {
        return *error.what() == '\0' ? "an exception without a message" : error.what();
    } catch (...) {
        return "an exception of an unknown kind";
    }
}

void fail(RunRecord& record, const std::string& reason) {
    record.failure = reason;
    record.result = {};
    record.result.converged = false;
}

void run_into(RunRecord& record, const SweepPlan& plan, Observer* observer) {
    try {
        record.result = plan.run(record.parameters, observer);
    } catch (...) {
        return fail(record, failure_of(std::current_exception()));
    }
    for (const auto& [name, value] : record.result.metrics) {
        if (std::isnan(value)) return fail(record, fmt::format("its metric {} is NaN", name));
    }
}

}  // namespace

std::optional<RunRecord> compute_run(const SweepPlan& plan, const Parameters& parameters,
                                     const std::atomic<bool>& stop, std::atomic<double>* share) {
    StopObserver observer(stop, share, checkpoint_of(plan, parameters));
    RunRecord record;
    record.experiment = plan.experiment;
    record.experiment_version = plan.experiment_version;
    record.parameters = parameters;
    const auto start = std::chrono::steady_clock::now();
    run_into(record, plan, &observer);
    if (observer.told()) return std::nullopt;
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    record.provenance = provenance_of(seconds.count());
    return record;
}

}  // namespace regimes
