// SPDX-License-Identifier: BSD-3-Clause
// Outputs, scores and steps of a module.
#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <cmath>
#include <mutex>
#include <numeric>
#include <stdexcept>

#include "regimes/core/random.hpp"
#include "regimes/networks/torch/torch_errors.hpp"
#include "regimes/networks/torch/torch_module.hpp"

namespace regimes {

namespace {

constexpr std::int64_t usual_chunk = 256;  // samples that go through a module at once

thread_local int module_threads = 1;

/// One for all modules, since LibTorch has one random generator.
std::mutex generator_mutex;

/// Loss and wrong labels of some samples; f becomes scale times the derivative of the loss.
NetworkScore evaluate(const TorchSamples& samples, at::Tensor& f, const Index* which, Index count,
                      double scale) {
    if (samples.single_loss) {
        return samples.single_loss->evaluate(f.data_ptr<float>(), which, count, scale);
    }
    return samples.double_loss->evaluate(f.data_ptr<double>(), which, count, scale);
}

/// Outputs where the loss can read and overwrite them.
at::Tensor on_the_cpu(const at::Tensor& f) {
    return f.detach().to(at::kCPU, f.scalar_type(), false, true).contiguous();
}

}  // namespace

void set_torch_threads(int threads) {
    if (threads < 1) {
        throw std::invalid_argument(fmt::format("threads: {} given, at least 1 expected", threads));
    }
    module_threads = threads;
}

TorchScope::TorchScope() : guard_(false) {
    if (at::get_num_threads() != module_threads) at::set_num_threads(module_threads);
}

at::Tensor TorchModule::forward(const at::Tensor& x) const {
    const torch::jit::IValue f = module_.forward({x});
    if (!f.isTensor()) {
        throw std::invalid_argument(
            fmt::format("outputs: a {} given, one tensor expected", f.tagKind()));
    }
    return f.toTensor();
}

std::vector<at::Tensor> TorchModule::gradients(const at::Tensor& f,
                                               const at::Tensor& f_gradient) const {
    std::vector<at::Tensor> parameters;
    for (const NamedTensor& named : TorchModule::trained()) parameters.push_back(named.tensor);
    return torch::autograd::grad({f}, parameters, {f_gradient}, {}, false, true);
}

at::Tensor TorchModule::outputs_of(const at::Tensor& x, const at::Tensor& offset) const {
    at::Tensor f = forward(x);
    if (output_scale_ != 1.0) f = f * output_scale_;
    return offset.defined() ? f - offset : f;
}

/// Calls visit(first sample, outputs) chunk by chunk, the module as it is used; smaller chunks
/// where memory runs out.
void TorchModule::for_each_chunk(const TorchSamples& samples, const VisitChunk& visit) const {
    const TorchScope scope;
    const at::NoGradGuard no_gradients;
    set_training(false);
    std::int64_t chunk = usual_chunk;
    for (std::int64_t first = 0; first < samples.count();) {
        const std::int64_t count = std::min(chunk, samples.count() - first);
        at::Tensor f;
        try {
            const at::Tensor offset =
                samples.offset.defined() ? samples.offset.narrow(0, first, count) : at::Tensor();
            f = outputs_of(samples.x.narrow(0, first, count), offset);
        } catch (const c10::Error& error) {
            if (!is_out_of_memory(error) || count == 1) throw;
            chunk = (count + 1) / 2;
            continue;
        }
        visit(first, f);
        first += count;
    }
}

Vector TorchModule::outputs(const TakenSamples& given) const {
    const TorchSamples& samples = torch_samples(given);
    Vector all(samples.count() * samples.columns);
    with_plain_errors([&] {
        for_each_chunk(samples, [&](std::int64_t first, const at::Tensor& f) {
            const at::Tensor rows = f.to(at::kCPU, at::kDouble).contiguous();
            all.segment(first * samples.columns, rows.numel()) =
                Eigen::Map<const Vector>(rows.data_ptr<double>(), rows.numel());
        });
    });
    return all;
}

NetworkScore TorchModule::score(const TakenSamples& given) const {
    const TorchSamples& samples = torch_samples(given);
    NetworkScore total;
    with_plain_errors([&] {
        for_each_chunk(samples, [&](std::int64_t first, const at::Tensor& outputs) {
            at::Tensor f = on_the_cpu(outputs);
            std::vector<Index> which(static_cast<std::size_t>(f.size(0)));
            std::iota(which.begin(), which.end(), static_cast<Index>(first));
            const NetworkScore part = evaluate(samples, f, which.data(), f.size(0), 1.0);
            total.loss += part.loss;
            total.wrong += part.wrong;
        });
    });
    return total;
}

double TorchModule::loss_at_zero(const TakenSamples& given) const {
    const TorchSamples& samples = torch_samples(given);
    return samples.single_loss ? samples.single_loss->at_zero() : samples.double_loss->at_zero();
}

NetworkScore TorchModule::descend_by(const TorchSamples& samples, const std::vector<Index>& batch,
                                     double step_size, std::int64_t chunk) {
    const auto size = static_cast<std::int64_t>(batch.size());
    const at::Tensor order = torch::from_blob(const_cast<Index*>(batch.data()), {size}, at::kLong)
                                 .to(samples.x.device());
    NetworkScore total;
    std::vector<at::Tensor> slopes;
    for (std::int64_t first = 0; first < size; first += chunk) {
        const std::int64_t count = std::min(chunk, size - first);
        const at::Tensor some = order.narrow(0, first, count);
        const at::Tensor offset =
            samples.offset.defined() ? samples.offset.index_select(0, some) : at::Tensor();
        const at::Tensor f = outputs_of(samples.x.index_select(0, some), offset);
        at::Tensor slope = on_the_cpu(f);
        const NetworkScore part =
            evaluate(samples, slope, batch.data() + first, count, 1.0 / static_cast<double>(size));
        total.loss += part.loss;
        total.wrong += part.wrong;
        if (!std::isfinite(total.loss)) return total;
        std::vector<at::Tensor> own = gradients(f, slope.to(f.device()));
        if (slopes.empty()) {
            slopes = std::move(own);
            continue;
        }
        for (std::size_t k = 0; k < own.size(); ++k) {
            if (own[k].defined()) slopes[k] = slopes[k] + own[k];
        }
    }
    const at::NoGradGuard no_gradients;
    const std::vector<NamedTensor> moved = trained();
    for (std::size_t k = 0; k < moved.size(); ++k) {
        if (slopes[k].defined()) at::Tensor(moved[k].tensor).sub_(slopes[k], step_size);
    }
    return total;
}

NetworkScore TorchModule::descend(const TakenSamples& given, const std::vector<Index>& batch,
                                  double step_size) {
    const TorchSamples& samples = torch_samples(given);
    return with_plain_errors([&] {
        const TorchScope scope;
        const at::AutoGradMode with_gradients(true);
        set_training(true);
        std::unique_lock<std::mutex> generator(generator_mutex, std::defer_lock);
        if (is_random_) generator.lock();
        const auto size = static_cast<std::int64_t>(batch.size());
        for (std::int64_t chunk = chunk_ > 0 ? chunk_ : size;; chunk = chunk_ = (chunk + 1) / 2) {
            // Layers that draw do so as a function of the step, whoever computes beside.
            if (is_random_) {
                at::manual_seed(RandomStream(static_cast<std::uint64_t>(steps_), "layers").bits());
            }
            try {
                const NetworkScore score = descend_by(samples, batch, step_size, chunk);
                ++steps_;
                return score;
            } catch (const c10::Error& error) {
                // Batch statistics are those of the whole batch, or other ones.
                if (!is_out_of_memory(error) || chunk == 1 || has_buffers_) throw;
            }
        }
    });
}

}  // namespace regimes
