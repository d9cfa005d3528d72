// SPDX-License-Identifier: BSD-3-Clause
// Sweeps with MPI: the first process (rank 0) hands out points, one at a time to whoever is free,
// and records what comes back; the others compute.
//
// A point travels as the canonical text of its parameters, an empty text sends a process home. A
// run travels back as CBOR, which unlike JSON knows infinity.
#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

#include "cli/verbs/sweep_ranks.hpp"
#include "regimes/sweep/compute_run.hpp"
#include "regimes/sweep/workers.hpp"

namespace regimes::cli {

namespace {

using Bytes = std::vector<std::uint8_t>;
using nlohmann::json;

constexpr int point_tag = 1;
constexpr int run_tag = 2;
constexpr std::chrono::milliseconds longest_wait{50};
constexpr std::chrono::microseconds between_looks{50};
constexpr std::size_t full_batch = 256;

void send(const void* data, std::size_t size, int to, int tag) {
    MPI_Send(data, static_cast<int>(size), MPI_BYTE, to, tag, MPI_COMM_WORLD);
}

Bytes receive(int from, int tag) {
    MPI_Status status;
    MPI_Probe(from, tag, MPI_COMM_WORLD, &status);
    int size = 0;
    MPI_Get_count(&status, MPI_BYTE, &size);
    Bytes bytes(static_cast<std::size_t>(size));
    MPI_Recv(bytes.data(), size, MPI_BYTE, from, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    return bytes;
}

Bytes packed(const RunRecord& run) {
    return json::to_cbor({{"experiment", run.experiment},
                          {"version", run.experiment_version},
                          {"parameters", canonical_text(run.parameters)},
                          {"metrics", run.result.metrics},
                          {"traces", run.result.traces},
                          {"certificate", run.result.certificate},
                          {"converged", run.result.converged},
                          {"outcome", run.result.status ? name(*run.result.status) : ""},
                          {"failure", run.failure},
                          {"host", run.provenance.host},
                          {"regimes", run.provenance.version},
                          {"finished_at", run.provenance.finished_at},
                          {"seconds", run.provenance.seconds}});
}

RunRecord unpacked(const Bytes& bytes) {
    const json run = json::from_cbor(bytes);
    RunRecord record;
    record.experiment = run.at("experiment");
    record.experiment_version = run.at("version");
    record.parameters = parse_parameters(run.at("parameters"));
    record.result.metrics = run.at("metrics").get<std::map<std::string, double>>();
    record.result.traces = run.at("traces").get<std::map<std::string, std::vector<double>>>();
    record.result.certificate = run.at("certificate");
    record.result.converged = run.at("converged");
    const std::string outcome = run.at("outcome");
    if (!outcome.empty()) record.result.status = status_named(outcome);
    record.failure = run.at("failure");
    record.provenance = {run.at("host"), run.at("regimes"), run.at("finished_at"),
                         run.at("seconds")};
    return record;
}

/// The other ranks, as rank 0 sees them.
class RankWorkers final : public Workers {
public:
    RankWorkers(const std::vector<const Parameters*>& points, int ranks) : points_(points) {
        for (int rank = 1; rank < ranks; ++rank) hand_out(rank);
    }

    ~RankWorkers() override {
        stop();
        while (busy_ > 0) take();
    }

    std::vector<RunRecord> collect() override {
        std::vector<RunRecord> batch;
        const auto end = std::chrono::steady_clock::now() + longest_wait;
        while (busy_ > 0 && batch.size() < full_batch && std::chrono::steady_clock::now() < end) {
            int arrived = 0;
            MPI_Iprobe(MPI_ANY_SOURCE, run_tag, MPI_COMM_WORLD, &arrived, MPI_STATUS_IGNORE);
            if (arrived != 0) {
                batch.push_back(unpacked(take()));
            } else {
                std::this_thread::sleep_for(between_looks);
            }
        }
        return batch;
    }

    bool finished() const override { return busy_ == 0; }
    void stop() override { next_ = points_.size(); }

private:
    void hand_out(int rank) {
        if (next_ == points_.size()) return;
        const std::string text = canonical_text(*points_[next_++]);
        send(text.data(), text.size(), rank, point_tag);
        ++busy_;
    }

    /// A run that has come back; its rank gets the next point.
    Bytes take() {
        MPI_Status status;
        MPI_Probe(MPI_ANY_SOURCE, run_tag, MPI_COMM_WORLD, &status);
        Bytes bytes = receive(status.MPI_SOURCE, run_tag);
        --busy_;
        hand_out(status.MPI_SOURCE);
        return bytes;
    }

    const std::vector<const Parameters*>& points_;
    std::size_t next_ = 0;
    int busy_ = 0;  ///< ranks that compute
};

}  // namespace

struct SweepRanks::Implementation {
    Implementation() {
        MPI_Init(nullptr, nullptr);
        MPI_Comm_rank(MPI_COMM_WORLD, &rank);
        MPI_Comm_size(MPI_COMM_WORLD, &count);
    }
    ~Implementation() {
        for (int other = 1; rank == 0 && other < count; ++other) send("", 0, other, point_tag);
        MPI_Finalize();
    }
    Implementation(const Implementation&) = delete;
    Implementation& operator=(const Implementation&) = delete;

    int rank = 0;
    int count = 1;
};

// Without mpirun this is a process on its own.
SweepRanks::SweepRanks() : implementation_(std::make_unique<Implementation>()) {}

SweepRanks::~SweepRanks() = default;

bool SweepRanks::serves() const { return implementation_->rank > 0; }

void SweepRanks::serve(const std::function<SweepPlan()>& make_plan) {
    const std::atomic<bool> stop = false;  // a run that has begun is finished
    SweepPlan plan;
    for (Bytes text = receive(0, point_tag); !text.empty(); text = receive(0, point_tag)) {
        if (!plan.run) plan = make_plan();
        const Parameters point = parse_parameters({text.begin(), text.end()});
        const Bytes run = packed(*compute_run(plan, point, stop));
        send(run.data(), run.size(), 0, run_tag);
    }
}

SweepSummary SweepRanks::run(const SweepPlan& plan, RunStore& store, const SweepOptions& options) {
    const int ranks = implementation_->count;
    if (ranks == 1) return run_sweep(plan, store, options);
    const auto others = [ranks](const SweepPlan&, const std::vector<const Parameters*>& points) {
        return std::make_unique<RankWorkers>(points, ranks);
    };
    return run_sweep_on(others, plan, store, options);
}

}  // namespace regimes::cli
