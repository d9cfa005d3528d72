// SPDX-License-Identifier: BSD-3-Clause
// How a module takes samples over: their conversion, and what is checked.
#include <fmt/format.h>

#include <stdexcept>

#include "regimes/networks/torch/torch_errors.hpp"
#include "regimes/networks/torch/torch_module.hpp"

namespace regimes {

namespace {

using Labels = std::vector<int>;

constexpr double coupling_tolerance = 1e-2;  // relative; rounding differs with the batch

at::Tensor tensor_of(const SampleView& x, const DeviceOptions& place) {
    std::vector<std::int64_t> shape = {x.samples()};
    shape.insert(shape.end(), x.shape.begin(), x.shape.end());
    // LibTorch has no view of constant memory; the copy is made at once.
    auto* values = const_cast<double*>(x.values.data);
    const bool by_rows = x.values.order == MatrixView::Order::rows;
    const std::vector<std::int64_t> strides = {by_rows ? x.values.stride : 1,
                                               by_rows ? 1 : x.values.stride};
    return torch::from_blob(values, {x.samples(), x.size()}, strides, at::kDouble)
        .to(torch_device(place.device), scalar_type(place.precision), false, true)
        .contiguous()
        .view(shape);
}

/// Targets that do not fit are told in the words of what the user gave.
void check_targets(const NetworkTargets& targets, Index samples, Index outputs) {
    const auto* labels = std::get_if<Labels>(&targets);
    const auto expect = [](const char* what, Index given, Index expected, const char* each) {
        if (given == expected) return;
        throw std::invalid_argument(
            fmt::format("{}: {} given, {} expected, {}", what, given, expected, each));
    };
    if (labels == nullptr) {
        return expect("targets", std::get<Vector>(targets).size(), samples * outputs,
                      "one number for each output of each sample");
    }
    expect("labels", static_cast<Index>(labels->size()), samples, "one for each sample");
    if (outputs == 1) {
        throw std::invalid_argument(
            "labels: the module has 1 output, at least 2 expected, one for each class");
    }
    for (std::size_t n = 0; n < labels->size(); ++n) {
        if ((*labels)[n] >= 0 && (*labels)[n] < outputs) continue;
        throw std::invalid_argument(
            fmt::format("labels: that of sample {} is {}, a class in 0 to {} expected: the module "
                        "has {} outputs",
                        n + 1, (*labels)[n], outputs - 1, outputs));
    }
}

}  // namespace

const TorchSamples& torch_samples(const TakenSamples& samples) {
    const auto* own = dynamic_cast<const TorchSamples*>(&samples);
    if (own == nullptr) throw std::invalid_argument("samples: not taken by a module of LibTorch");
    return *own;
}

/// One row of numbers for each sample, which does not depend on the other samples.
void TorchModule::check_outputs(const at::Tensor& x) const {
    const at::Tensor alone = forward(x.narrow(0, 0, 1));
    if (!alone.is_floating_point()) {
        throw std::invalid_argument(fmt::format("outputs: of type {}, floating point expected",
                                                c10::toString(alone.scalar_type())));
    }
    if (alone.dim() != 2 || alone.size(0) != 1) {
        throw std::invalid_argument(
            fmt::format("outputs: of shape ({}) for one sample of shape ({}), (1 x outputs) "
                        "expected",
                        shape_text(alone.sizes()), shape_text(x.sizes().slice(1))));
    }
    if (x.size(0) == 1) return;
    const at::Tensor both = forward(x.narrow(0, 0, 2));
    const bool has_rows = both.dim() == 2 && both.size(0) == 2 && both.size(1) == alone.size(1);
    if (!has_rows) {
        throw std::invalid_argument(
            fmt::format("outputs: of shape ({}) for 2 samples, (2 x {}) "
                        "expected",
                        shape_text(both.sizes()), alone.size(1)));
    }
    const double difference = (both[0] - alone[0]).abs().max().item<double>();
    const double size = both.abs().max().item<double>();
    if (difference <= coupling_tolerance * size || size == 0.0 || !std::isfinite(size)) return;
    throw std::invalid_argument(
        "outputs: those of a sample depend on the others in its batch (batch statistics in eval "
        "mode?), so that it has no tangent features of its own");
}

TakenSamplesPointer TorchModule::take(const SampleView& x, const NetworkTargets& targets) const {
    return with_plain_errors([&] {
        if (x.samples() == 0) throw std::invalid_argument("x: no samples given");
        const TorchScope scope;
        const at::NoGradGuard no_gradients;
        auto samples = std::make_shared<TorchSamples>();
        samples->x = tensor_of(x, place_);
        samples->precision = place_.precision;
        set_training(false);
        check_outputs(samples->x);
        samples->columns = forward(samples->x.narrow(0, 0, 1)).size(1);
        check_targets(targets, samples->count(), samples->columns);
        if (place_.precision == Precision::single_precision) {
            samples->single_loss.emplace(targets, samples->count(), samples->columns);
        } else {
            samples->double_loss.emplace(targets, samples->count(), samples->columns);
        }
        if (start_) {
            std::vector<at::Tensor> rows;
            start_->for_each_chunk(
                *samples, [&](std::int64_t, const at::Tensor& f) { rows.push_back(f.clone()); });
            samples->offset = at::cat(rows).mul_(output_scale_ / start_->output_scale_);
        }
        return TakenSamplesPointer(samples);
    });
}

}  // namespace regimes
