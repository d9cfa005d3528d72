// SPDX-License-Identifier: BSD-3-Clause
// Networks of any kind, ours or those that users bring: what training and measuring need of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "regimes/data/sample_array.hpp"
#include "regimes/diagnostics/tangent_kernel.hpp"
#include "regimes/dynamics/network_loss.hpp"
#include "regimes/dynamics/network_training.hpp"
#include "regimes/networks/kernel_estimate.hpp"

namespace regimes {

/// Samples as a network takes them: with their targets, on its device, in its precision. They may
/// view what they were taken from, which must outlive them.
class TakenSamples {
public:
    virtual ~TakenSamples() = default;
    /// N.
    virtual Index count() const = 0;
    /// Of each sample.
    virtual Index outputs() const = 0;
};
/// They are shared by all copies of the network that took them.
using TakenSamplesPointer = std::shared_ptr<const TakenSamples>;

/// Bytes that tangent features may take.
constexpr std::size_t usual_kernel_memory = TangentKernelOptions().memory;

/// How training is measured on its way, and resumed.
struct MeasuredTrainingOptions : NetworkTrainingOptions {
    /// Called with each look that enters the curve, the network as it is then; what it returns is
    /// kept with the look.
    std::function<std::vector<double>(const TrainingPoint&)> measure = {};

    /// A file that training resumes from, if it is there, and writes after every
    /// `checkpoint_seconds` and when it is cancelled; removed when it ends otherwise, unless it is
    /// to be kept. Empty: none.
    std::filesystem::path checkpoint = {};
    double checkpoint_seconds = 60.0;  ///< >= 0
    bool keep_checkpoint = false;      ///< also when it ends: resuming from there ends at once
    /// What the run is: a checkpoint of another is an error.
    std::string key = {};
};

/// A network f(w, x) with parameters w.
///
/// Training takes the network as it trains (dropout, batch statistics); outputs, scores, kernels
/// and distances take it as it is used, where samples do not depend on each other.
/// Errors of all members: std::invalid_argument naming what does not fit, such as samples or a
/// start of another kind of network; std::bad_alloc where memory does not suffice even for single
/// samples.
class Network {
public:
    virtual ~Network() = default;

    /// The same, of its own.
    std::unique_ptr<Network> copy() const { return std::unique_ptr<Network>(clone()); }
    /// The network linearised where it is: f(w_0) + J(w_0) (w - w_0), with the same parameters.
    /// Null if this kind of network has none.
    std::unique_ptr<Network> linearized() const {
        return std::unique_ptr<Network>(linearization());
    }
    /// Domain: a network at its start. The start, or from a small scale what it grows to: its
    /// parameters (those that were scaled) so much larger that its outputs on these samples have
    /// this root mean square, as far as they ever do. In the rich regime kernels grow so far.
    virtual std::unique_ptr<Network> grown(const TakenSamples& samples, double size) const = 0;

    /// w, all of it, in the order of the network.
    virtual Vector parameter_values() const = 0;

    /// Takes samples over. Errors: targets that do not fit the outputs.
    virtual TakenSamplesPointer take(const SampleView& x, const NetworkTargets& targets) const = 0;
    /// f on all samples, sample by sample.
    virtual Vector outputs(const TakenSamples& samples) const = 0;
    /// Loss (sum over the samples) and wrong labels, as `NetworkLoss` has them.
    virtual NetworkScore score(const TakenSamples& samples) const = 0;

    /// Descends from w until the tolerance is met; w is then what training left. Status: converged,
    /// iteration_limit, diverged, cancelled.
    /// Errors: options outside their domain.
    virtual NetworkTrainingResult train(const TakenSamples& samples,
                                        const MeasuredTrainingOptions& options) = 0;

    /// J J^T in double, of all outputs, sample by sample, in blocks that fit into `memory` bytes.
    /// Of the parameters that train.
    virtual Matrix tangent_kernel(const TakenSamples& samples,
                                  std::size_t memory = usual_kernel_memory) const = 0;
    /// Between two sets of samples: rows those of the first.
    virtual Matrix tangent_kernel(const TakenSamples& first, const TakenSamples& second,
                                  std::size_t memory = usual_kernel_memory) const = 0;
    /// 1 - <Phi_0, Phi> / (||Phi_0|| ||Phi||), Phi_0 of `start` (gradient_distance.hpp); NaN where
    /// one of the two is 0.
    virtual double gradient_distance(const Network& start, const TakenSamples& samples,
                                     std::size_t memory = usual_kernel_memory) const = 0;
    /// The same from random directions (kernel_estimate.hpp).
    virtual KernelEstimate estimate_kernel(const Network& start, const TakenSamples& samples,
                                           int directions, std::uint64_t seed) const = 0;
    /// ||w - w_0|| / ||w_0|| over the parameters that train; w_0 of `start`.
    virtual double weight_change(const Network& start) const = 0;

private:
    virtual Network* clone() const = 0;
    virtual Network* linearization() const = 0;
};

}  // namespace regimes
