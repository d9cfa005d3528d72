// SPDX-License-Identifier: BSD-3-Clause
// Networks that users bring, as TorchScript modules.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "regimes/networks/network.hpp"

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

/// A network that is bound to a device. On the CPU it computes on one thread of the caller, so that
/// the same bits come out wherever it runs (`set_module_threads` changes that).
///
/// `take` tries the module on the first samples, and refuses outputs that are not one row of
/// numbers for each sample or depend on the other samples. Error bound of `tangent_kernel`: that of
/// sums of p products in the precision of the module, about 1e-6 of sqrt(K_kk K_ll) in single
/// precision. `grown` finds the scale within 1 %. `train` is `train_module`.
/// Errors of all members: as Network; std::runtime_error with the reason where the module itself
/// fails.
class Module : public Network {
public:
    /// As those of Network.
    std::unique_ptr<Module> copy() const { return std::unique_ptr<Module>(clone()); }
    std::unique_ptr<Module> linearized() const { return std::unique_ptr<Module>(linearization()); }

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

    /// The loss of outputs 0.
    virtual double loss_at_zero(const TakenSamples& samples) const = 0;
    /// One step w <- w - step_size (1 / |batch|) sum_(n in batch) grad l_n(w). Returns the score of
    /// the batch before the step; a loss that is not finite leaves w as it is.
    virtual NetworkScore descend(const TakenSamples& samples, const std::vector<Index>& batch,
                                 double step_size) = 0;
    NetworkTrainingResult train(const TakenSamples& samples,
                                const MeasuredTrainingOptions& options) final;

    /// Everything that training changes (parameters, buffers, random state) with a remark, so that
    /// `load_state` of a like module gives the remark back and continues bit for bit. The file is
    /// there whole or not at all. Errors: FileError.
    virtual void save_state(const std::filesystem::path& path, const std::string& remark) const = 0;
    /// Reads what `save_state` wrote and returns the remark. Errors: FileError.
    virtual std::string load_state(const std::filesystem::path& path) = 0;

    /// As a TorchScript file, without scale of outputs or start subtracted. Errors: FileError.
    virtual void save(const std::filesystem::path& path) const = 0;

private:
    Module* clone() const override = 0;
    Module* linearization() const override = 0;
};

}  // namespace regimes
