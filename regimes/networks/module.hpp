// SPDX-License-Identifier: BSD-3-Clause
// Networks that users bring, as TorchScript modules: what training and measuring need of them.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "regimes/data/sample_array.hpp"
#include "regimes/dynamics/network_loss.hpp"
#include "regimes/dynamics/network_training.hpp"
#include "regimes/networks/kernel_estimate.hpp"

namespace regimes {

/// A tensor of parameters of a module.
struct ModuleParameter {
    std::string name;          ///< "features.0.weight"
    std::vector<Index> shape;  ///< empty: a number
    bool trains = true;        ///< false: frozen
};

/// What a module computes on.
enum class Device { cpu, cuda };

/// Where and how a module computes.
struct DeviceOptions {
    Device device = Device::cpu;                        ///< of the parameters and all arithmetic
    Precision precision = Precision::single_precision;  ///< of the same
};

/// Samples as a module takes them: on its device, in its precision.
class ModuleSamples {
public:
    virtual ~ModuleSamples() = default;
    /// N.
    virtual Index count() const = 0;
};
/// They are shared by all modules that take them.
using ModuleSamplesPointer = std::shared_ptr<const ModuleSamples>;

/// What computing a kernel of a module may take.
struct ModuleKernelOptions {
    std::size_t memory = std::size_t{256} << 20;  ///< bytes for what is held of tangent features
};

/// A network f(w, x) with parameters w, bound to a device. On the CPU it computes on one thread of
/// the caller, so that the same bits come out wherever it runs (`set_module_threads` changes that).
///
/// Training takes the module as it trains (dropout, batch statistics); outputs, scores, kernels and
/// distances take it as it is used (eval mode), where samples do not depend on each other.
/// Errors of all members: std::invalid_argument naming what does not fit; std::bad_alloc where
/// memory does not suffice even for single samples; std::runtime_error with the reason where the
/// module itself fails.
class Module {
public:
    virtual ~Module() = default;

    /// All of them, in the order of the module.
    virtual std::vector<ModuleParameter> parameters() const = 0;

    /// w <- alpha w for each parameter whose name matches one of the patterns ('*': any text), or
    /// for all if there are none. Errors: a pattern that matches none.
    virtual void scale_parameters(const std::vector<std::string>& patterns, double log_alpha) = 0;
    /// f <- alpha f.
    virtual void scale_outputs(double log_alpha) = 0;
    /// f <- f - f(w_0), with w_0 what w is now: outputs 0 at the start.
    virtual void subtract_start() = 0;
    /// Parameters that match stay as they are, and count for no tangent feature. Errors: a pattern
    /// that matches none, or that all parameters are frozen then.
    virtual void freeze(const std::vector<std::string>& patterns) = 0;

    /// The same, of its own.
    virtual std::unique_ptr<Module> copy() const = 0;
    /// The module linearised where it is: f(w_0) + J(w_0) (w - w_0), with the same parameters.
    virtual std::unique_ptr<Module> linearized() const = 0;

    /// Takes samples over, and tries the module on the first of them.
    /// Errors: targets that do not fit the outputs, outputs that are not one row of numbers for
    /// each sample or depend on the other samples.
    virtual ModuleSamplesPointer take(const SampleArray& x,
                                      const NetworkTargets& targets) const = 0;

    /// f on all samples, sample by sample.
    virtual Vector outputs(const ModuleSamples& samples) const = 0;
    /// Loss (sum over the samples) and wrong labels, as `NetworkLoss` has them.
    virtual NetworkScore score(const ModuleSamples& samples) const = 0;
    /// The loss of outputs 0.
    virtual double loss_at_zero(const ModuleSamples& samples) const = 0;
    /// One step w <- w - step_size (1 / |batch|) sum_(n in batch) grad l_n(w). Returns the score of
    /// the batch before the step; a loss that is not finite leaves w as it is.
    virtual NetworkScore descend(const ModuleSamples& samples, const std::vector<Index>& batch,
                                 double step_size) = 0;

    /// J J^T in double, of all outputs, sample by sample, in blocks that fit into the memory.
    /// Of the parameters that train. Error bound: that of sums of p products in the precision of
    /// the module, about 1e-6 of sqrt(K_kk K_ll) in single precision.
    virtual Matrix tangent_kernel(const ModuleSamples& samples,
                                  const ModuleKernelOptions& options = {}) const = 0;
    /// Between two sets of samples: rows those of the first.
    virtual Matrix tangent_kernel(const ModuleSamples& first, const ModuleSamples& second,
                                  const ModuleKernelOptions& options = {}) const = 0;
    /// 1 - <Phi_0, Phi> / (||Phi_0|| ||Phi||), Phi_0 of `start` (gradient_distance.hpp); NaN where
    /// one of the two is 0.
    virtual double gradient_distance(const Module& start, const ModuleSamples& samples,
                                     const ModuleKernelOptions& options = {}) const = 0;
    /// The same from random directions (kernel_estimate.hpp).
    virtual KernelEstimate estimate_kernel(const Module& start, const ModuleSamples& samples,
                                           int directions, std::uint64_t seed) const = 0;

    /// ||w - w_0|| / ||w_0|| over the parameters that train; w_0 of `start`.
    virtual double weight_change(const Module& start) const = 0;

    /// Everything that training changes (parameters, buffers, random state) with a remark, so that
    /// `load_state` of a like module gives the remark back and goes on bit for bit. The file is
    /// there whole or not at all. Errors: FileError.
    virtual void save_state(const std::filesystem::path& path, const std::string& remark) const = 0;
    /// Reads what `save_state` wrote and returns the remark. Errors: FileError.
    virtual std::string load_state(const std::filesystem::path& path) = 0;

    /// As a TorchScript file, without scale of outputs or start subtracted. Errors: FileError.
    virtual void save(const std::filesystem::path& path) const = 0;
};

}  // namespace regimes
