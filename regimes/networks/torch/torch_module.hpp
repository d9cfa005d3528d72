// SPDX-License-Identifier: BSD-3-Clause
// A TorchScript module on LibTorch, for the files of this folder alone.
#pragma once

#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>

#include <optional>

#include "regimes/networks/modules.hpp"
#include "regimes/networks/torch/differentiable.hpp"

namespace regimes {

/// Samples on the device of a module.
struct TorchSamples final : TakenSamples {
    at::Tensor x;         ///< N x (shape of a sample)
    at::Tensor offset;    ///< N x outputs, to be subtracted from the outputs; undefined: nothing
    Index columns = 0;    ///< of the outputs
    Precision precision;  ///< the loss that is there
    std::optional<NetworkLoss<float>> single_loss;
    std::optional<NetworkLoss<double>> double_loss;

    Index count() const override { return x.size(0); }
    Index outputs() const override { return columns; }
};

/// Of the samples that a caller gives. Errors: std::invalid_argument if another library made them.
const TorchSamples& torch_samples(const TakenSamples& samples);

/// A parameter and its name.
struct NamedTensor {
    std::string name;
    at::Tensor tensor;
};

class TorchModule : public Module {
public:
    TorchModule(torch::jit::Module module, const DeviceOptions& place);

    std::vector<ModuleParameter> parameters() const override;
    void scale_parameters(const std::vector<std::string>& patterns, double log_alpha) override;
    void scale_outputs(double log_alpha) override;
    void subtract_start() override;
    void freeze(const std::vector<std::string>& patterns) override;
    std::unique_ptr<Network> grown(const TakenSamples& samples, double size) const override;
    Vector parameter_values() const override;
    TakenSamplesPointer take(const SampleView& x, const NetworkTargets& targets) const override;
    Vector outputs(const TakenSamples& samples) const override;
    NetworkScore score(const TakenSamples& samples) const override;
    double loss_at_zero(const TakenSamples& samples) const override;
    NetworkScore descend(const TakenSamples& samples, const std::vector<Index>& batch,
                         double step_size) override;
    Matrix tangent_kernel(const TakenSamples& samples, std::size_t memory) const override;
    Matrix tangent_kernel(const TakenSamples& first, const TakenSamples& second,
                          std::size_t memory) const override;
    double gradient_distance(const Network& start, const TakenSamples& samples,
                             std::size_t memory) const override;
    KernelEstimate estimate_kernel(const Network& start, const TakenSamples& samples,
                                   int directions, std::uint64_t seed) const override;
    double weight_change(const Network& start) const override;
    void save_state(const std::filesystem::path& path, const std::string& remark) const override;
    std::string load_state(const std::filesystem::path& path) override;
    void save(const std::filesystem::path& path) const override;

protected:
    TorchModule(const TorchModule& other);

    /// f without the start that is subtracted, B x outputs; differentiable where gradients are on.
    virtual at::Tensor forward(const at::Tensor& x) const;
    /// The gradient of <f_gradient, f> by the parameters that train, in their order; undefined for
    /// one that f does not depend on. `f` is what forward gave.
    virtual std::vector<at::Tensor> gradients(const at::Tensor& f,
                                              const at::Tensor& f_gradient) const;
    /// What training moves.
    virtual std::vector<NamedTensor> trained() const;

    /// f at the parameters as they are, by the module as it is used.
    virtual Differentiable differentiable() const;
    double output_scale() const { return output_scale_; }
    /// Everything that training changes, in place.
    virtual std::vector<at::Tensor> state() const;
    virtual void set_training(bool training) const;

private:
    TorchModule* clone() const override;
    TorchModule* linearization() const override;
    at::Tensor outputs_of(const at::Tensor& x, const at::Tensor& offset) const;
    using VisitChunk = std::function<void(std::int64_t first, const at::Tensor& f)>;
    void for_each_chunk(const TorchSamples& samples, const VisitChunk& visit) const;
    void check_outputs(const at::Tensor& x) const;
    NetworkScore descend_by(const TorchSamples& samples, const std::vector<Index>& batch,
                            double step_size, std::int64_t chunk);
    std::vector<NamedTensor> tensors() const;
    std::vector<NamedTensor> matching(const std::vector<std::string>& patterns) const;

    mutable torch::jit::Module module_;
    mutable bool is_training_ = true;
    DeviceOptions place_;
    double output_scale_ = 1.0;
    std::vector<std::string> scaled_;           ///< patterns of what was scaled; none: all
    std::shared_ptr<const TorchModule> start_;  ///< whose outputs are subtracted
    bool is_random_ = false;                    ///< dropout and the like
    bool has_buffers_ = false;
    std::int64_t steps_ = 0;  ///< taken: what random layers draw from
    std::int64_t chunk_ = 0;  ///< samples that memory suffices for; 0: all
};

/// Leaves LibTorch's graph optimiser out (which fuses what autograd must see, and computes other
/// bits after a few calls), and sets the threads of this call's thread.
class TorchScope {
public:
    TorchScope();

private:
    torch::jit::GraphOptimizerEnabledGuard guard_;
};

/// As `set_module_threads`.
void set_torch_threads(int threads);
at::ScalarType scalar_type(Precision precision);
at::Device torch_device(Device device);
/// In double.
double square_sum(const at::Tensor& tensor);
/// "4 x 1 x 3".
std::string shape_text(at::IntArrayRef shape);

}  // namespace regimes
