// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/torch/layer_use.hpp"

#ifndef NDEBUG
#error "LibTorch is built with NDEBUG; without it its at::RecordFunction has another layout here"
#endif
#include <ATen/record_function.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/jit/runtime/graph_executor.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace regimes {

namespace {

using Arguments = c10::ArrayRef<const c10::IValue>;
using Sizes = std::vector<std::int64_t>;

at::Tensor tensor_of(const c10::IValue& value) {
    return value.isTensor() ? value.toTensor() : at::Tensor();
}

/// A list of integers, however this version of PyTorch holds it; one number stands for all axes.
Sizes integers(const c10::IValue& value, std::size_t axes) {
    Sizes numbers;
    if (value.isInt()) {
        numbers.push_back(value.toInt());
    } else {
        for (const c10::IValue& entry : value.toListRef()) numbers.push_back(entry.toInt());
    }
    if (numbers.size() == 1) numbers.resize(axes, numbers.front());
    return numbers;
}

class Parameters {
public:
    explicit Parameters(const std::vector<at::Tensor>& parameters) : parameters_(parameters) {
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            places_.emplace(parameters[i].unsafeGetTensorImpl(), static_cast<Index>(i));
        }
    }

    Index find(const at::Tensor& tensor) const {
        if (!tensor.defined()) return -1;
        const auto place = places_.find(tensor.unsafeGetTensorImpl());
        return place == places_.end() ? -1 : place->second;
    }
    Index find(const c10::IValue& value) const { return find(tensor_of(value)); }

    /// The parameter whose transpose this is, as `t()` gives it.
    Index find_transpose(const at::Tensor& tensor) const {
        if (!tensor.defined() || tensor.dim() != 2 || !tensor.is_view()) return -1;
        const Index place = find(tensor._base());
        if (place < 0) return -1;
        const at::Tensor& base = parameters_[static_cast<std::size_t>(place)];
        const bool fits = base.dim() == 2 && base.storage_offset() == tensor.storage_offset() &&
                          base.size(0) == tensor.size(1) && base.size(1) == tensor.size(0) &&
                          base.stride(0) == tensor.stride(1) && base.stride(1) == tensor.stride(0);
        return fits ? place : -1;
    }

private:
    const std::vector<at::Tensor>& parameters_;
    std::unordered_map<const c10::TensorImpl*, Index> places_;
};

using Found = std::optional<LayerUse>;

/// `fits`: the first axis of the input can be that of the samples.
bool has_samples(const at::Tensor& input, Index samples, bool exactly) {
    if (!input.defined() || input.dim() < 2 || input.numel() == 0) return false;
    return exactly ? input.size(0) == samples : input.size(0) % samples == 0;
}

Found linear_use(const Parameters& parameters, const c10::IValue& input, const c10::IValue& weight,
                 bool outputs_first, Index bias, Index samples) {
    LayerUse use;
    use.input = tensor_of(input);
    const at::Tensor matrix = tensor_of(weight);
    if (!has_samples(use.input, samples, false) || !matrix.defined() || matrix.dim() != 2) {
        return {};
    }
    use.weight = parameters.find(matrix);
    use.transposed = !outputs_first;
    if (use.weight < 0) {
        use.weight = parameters.find_transpose(matrix);
        use.transposed = outputs_first;
    }
    use.bias = bias;
    return use;
}

/// Zeros around the input for one axis.
void add_padding(Windows& windows, const c10::IValue& padding, std::size_t axes) {
    if (!padding.isString()) {
        windows.before = windows.after = integers(padding, axes);
        return;
    }
    windows.before = windows.after = Sizes(axes, 0);
    if (padding.toStringRef() == "valid") return;
    for (std::size_t i = 0; i < axes; ++i) {  // "same"
        const std::int64_t total = windows.dilation[i] * (windows.kernel[i] - 1);
        windows.before[i] = total / 2;
        windows.after[i] = total - total / 2;
    }
}

Found convolution_use(const Parameters& parameters, Arguments arguments, std::size_t groups_at,
                      Index samples) {
    LayerUse use;
    use.kind = LayerUse::Kind::convolution;
    use.input = tensor_of(arguments[0]);
    const at::Tensor weight = tensor_of(arguments[1]);
    if (!has_samples(use.input, samples, true) || weight.dim() != use.input.dim()) return {};
    use.weight = parameters.find(weight);
    use.bias = parameters.find(arguments[2]);
    const auto axes = static_cast<std::size_t>(weight.dim() - 2);
    use.windows.kernel = Sizes(weight.sizes().begin() + 2, weight.sizes().end());
    use.windows.stride = integers(arguments[3], axes);
    use.windows.dilation = integers(arguments[5], axes);
    add_padding(use.windows, arguments[4], axes);
    use.windows.groups = arguments[groups_at].toInt();
    return use;
}

Found norm_use(const Parameters& parameters, LayerUse::Kind kind, Arguments arguments,
               Index samples) {
    LayerUse use;
    use.kind = kind;
    use.input = tensor_of(arguments[0]);
    const bool batch = kind == LayerUse::Kind::batch_norm;
    const std::size_t first = batch ? 1 : 2;
    if (!has_samples(use.input, samples, kind != LayerUse::Kind::layer_norm)) return {};
    if (batch && (arguments[5].toBool() || !tensor_of(arguments[3]).defined())) return {};
    use.weight = parameters.find(arguments[first]);
    use.bias = parameters.find(arguments[first + 1]);
    if (batch) {
        use.mean = tensor_of(arguments[3]);
        use.variance = tensor_of(arguments[4]);
    } else {
        use.shape = integers(arguments[1], 1);
    }
    use.epsilon = arguments[batch ? 7 : 4].toDouble();
    return use;
}

/// Of the operation alone: PyTorch may show what lies under them on the stack of TorchScript too.
Arguments arguments_of(const at::RecordFunction& function) {
    const Arguments shown = function.inputs();
    const std::size_t count = std::min(function.num_inputs(), shown.size());
    return shown.slice(shown.size() - count, count);
}

Found use_of(const Parameters& parameters, std::string_view name, Arguments a, Index samples) {
    if (name == "aten::linear") {
        return linear_use(parameters, a[0], a[1], true, parameters.find(a[2]), samples);
    }
    if (name == "aten::mm" || name == "aten::matmul") {
        return linear_use(parameters, a[0], a[1], false, -1, samples);
    }
    if (name == "aten::addmm") {
        const bool plain = a[3].toScalar().toDouble() == 1.0 && a[4].toScalar().toDouble() == 1.0;
        if (!plain || tensor_of(a[0]).dim() != 1) return {};
        return linear_use(parameters, a[1], a[2], false, parameters.find(a[0]), samples);
    }
    if (name == "aten::conv1d" || name == "aten::conv2d" || name == "aten::conv3d" ||
        name == "aten::_convolution_mode") {
        return convolution_use(parameters, a, 6, samples);
    }
    if (name == "aten::convolution" || name == "aten::_convolution") {
        return a[6].toBool() ? Found() : convolution_use(parameters, a, 8, samples);
    }
    if (name == "aten::batch_norm") {
        return norm_use(parameters, LayerUse::Kind::batch_norm, a, samples);
    }
    if (name == "aten::group_norm") {
        return norm_use(parameters, LayerUse::Kind::group_norm, a, samples);
    }
    if (name == "aten::layer_norm") {
        return norm_use(parameters, LayerUse::Kind::layer_norm, a, samples);
    }
    return {};
}

/// Listens to the operations of this thread while it lives.
class Recorder {
public:
    Recorder(const Differentiable& f, Index samples)
        : parameters_(f.parameters), samples_(samples), before_(current) {
        current = this;
        handle_ = at::addThreadLocalCallback(at::RecordFunctionCallback(&start, &end)
                                                 .needsInputs(true)
                                                 .needsOutputs(true)
                                                 .scopes({at::RecordScope::FUNCTION}));
    }
    ~Recorder() {
        at::removeCallback(handle_);
        current = before_;
    }
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    std::vector<LayerUse> uses;
    std::size_t bytes = 0;

private:
    struct Call final : at::ObserverContext {
        LayerUse use;
    };

    static std::unique_ptr<at::ObserverContext> start(const at::RecordFunction& function) {
        Recorder& self = *current;
        ++self.depth_;
        if (self.inside_) return nullptr;
        Found use =
            use_of(self.parameters_, function.name(), arguments_of(function), self.samples_);
        if (!use || (use->weight < 0 && use->bias < 0)) return nullptr;
        auto call = std::make_unique<Call>();
        self.inside_ = true;
        call->use = std::move(*use);
        call->use.input = call->use.input.detach();
        return call;
    }

    static void end(const at::RecordFunction& function, at::ObserverContext* context) {
        Recorder& self = *current;
        if (--self.depth_ == 0) {
            for (const c10::IValue& output : function.outputs()) {
                if (output.isTensor() && output.toTensor().defined()) {
                    self.bytes += output.toTensor().nbytes();
                }
            }
        }
        if (context == nullptr) return;
        self.inside_ = false;
        if (function.outputs().empty() || !function.outputs().front().isTensor()) return;
        const at::Tensor output = function.outputs().front().toTensor();
        if (!output.requires_grad()) return;
        // Now, since an operation in place may give this very tensor another node.
        LayerUse& use = static_cast<Call*>(context)->use;
        use.output = torch::autograd::impl::gradient_edge(output);
        self.uses.push_back(std::move(use));
    }

    static thread_local Recorder* current;

    Parameters parameters_;
    Index samples_;
    Recorder* before_;
    at::CallbackHandle handle_ = 0;
    int depth_ = 0;
    bool inside_ = false;
};

thread_local Recorder* Recorder::current = nullptr;

}  // namespace

at::Tensor differentiable_outputs(const Differentiable& f, const at::Tensor& x) {
    const torch::jit::GraphOptimizerEnabledGuard plain(false);
    const at::AutoGradMode gradients(true);
    return f.outputs(x);
}

Recording record_uses(const Differentiable& f, const at::Tensor& x) {
    Recorder recorder(f, x.size(0));
    Recording recording;
    recording.outputs = differentiable_outputs(f, x);
    recording.uses = std::move(recorder.uses);
    recording.bytes = recorder.bytes;
    return recording;
}

}  // namespace regimes
