// SPDX-License-Identifier: BSD-3-Clause
// Modules from files and from source, and their state in files.
#include <dlfcn.h>
#include <fmt/format.h>
#include <torch/csrc/jit/serialization/pickle.h>
#include <torch/version.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "regimes/data/file_error.hpp"
#include "regimes/data/output_file.hpp"
#include "regimes/networks/module_factory.hpp"
#include "regimes/networks/torch/torch_errors.hpp"
#include "regimes/networks/torch/torch_module.hpp"

namespace regimes {

namespace {

namespace fs = std::filesystem;

/// Whole or not at all: what was there before stays until the new file is complete.
void write_whole(const fs::path& path, std::string_view bytes) {
    fs::path unfinished = path;
    unfinished += ".part";
    try {
        OutputFile file(unfinished);
        file.write(bytes);
        file.close();
    } catch (...) {
        std::error_code ignored;
        fs::remove(unfinished, ignored);
        throw;
    }
    std::error_code error;
    fs::rename(unfinished, path, error);
    if (error) throw FileError(path, error.message());
}

std::string bytes_of(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    if (!stream) throw FileError(path, std::strerror(errno));
    std::ostringstream bytes;
    bytes << stream.rdbuf();
    if (!stream || fs::is_directory(path)) throw FileError(path, "it cannot be read");
    return std::move(bytes).str();
}

/// What is wrong with a file that LibTorch does not take for a module.
std::string complaint(const std::string& bytes, const std::string& reason) {
    const bool is_archive = bytes.starts_with("PK");
    if (is_archive && reason.find("constants.pkl") != std::string::npos) {
        return "an archive of torch.save, not of TorchScript: save torch.jit.script(model) with "
               "torch.jit.save";
    }
    return fmt::format("not a TorchScript file (torch.jit.save writes them): {}", reason);
}

/// LibTorch's part for CUDA is taken from beside the rest, where there is a driver for it: without
/// one it would only cost each program half a gigabyte and its start. It registers itself when it
/// is loaded, and LibTorch looks once, so that this comes before anything else of LibTorch.
bool find_cuda() {
    static const bool found = [] {
        Dl_info here{};
        const auto* address = reinterpret_cast<const void*>(&at::globalContext);
        if (dlopen("libcuda.so.1", RTLD_LAZY) != nullptr && dladdr(address, &here) != 0) {
            const fs::path part = fs::path(here.dli_fname).replace_filename("libtorch_cuda.so");
            dlopen(part.c_str(), RTLD_LAZY | RTLD_GLOBAL);
        }
        return at::globalContext().hasCUDA();
    }();
    return found;
}

/// Convolutions in single precision are faster on the CPU where channels run fastest.
at::Tensor as_it_computes(const at::Tensor& parameter, const DeviceOptions& place) {
    const bool is_faster = parameter.dim() == 4 && place.device == Device::cpu &&
                           place.precision == Precision::single_precision;
    return is_faster ? parameter.contiguous(at::MemoryFormat::ChannelsLast) : parameter;
}

void check_device(Device device) {
    if (find_cuda() || device == Device::cpu) return;
    throw std::invalid_argument("device: cuda given, but LibTorch finds no CUDA device here");
}

class TorchFactory final : public ModuleFactory {
public:
    TorchBuild build() const override { return {true, TORCH_VERSION, find_cuda()}; }
    void set_threads(int threads) const override { set_torch_threads(threads); }
    std::unique_ptr<Module> load(const fs::path& path, const DeviceOptions& place) const override;
    std::unique_ptr<Module> define(const std::string& source,
                                   const std::vector<SourceParameter>& parameters,
                                   const DeviceOptions& place) const override;
};

std::unique_ptr<Module> TorchFactory::load(const fs::path& path, const DeviceOptions& place) const {
    check_device(place.device);
    const std::string bytes = bytes_of(path);
    torch::jit::Module module;
    try {
        std::istringstream stream(bytes);
        module = torch::jit::load(stream, at::Device(at::kCPU));
    } catch (const std::exception& error) {
        throw FileError(path, complaint(bytes, torch_reason(error)));
    }
    if (!module.find_method("forward")) {
        throw FileError(path, "the module has no method forward");
    }
    return with_plain_errors(
        [&] { return std::unique_ptr<Module>(new TorchModule(std::move(module), place)); });
}

std::unique_ptr<Module> TorchFactory::define(const std::string& source,
                                             const std::vector<SourceParameter>& parameters,
                                             const DeviceOptions& place) const {
    check_device(place.device);
    return with_plain_errors([&] {
        torch::jit::Module module("Network");
        for (const SourceParameter& parameter : parameters) {
            const std::vector<std::int64_t> shape(parameter.shape.begin(), parameter.shape.end());
            auto* values = const_cast<double*>(parameter.values.data());
            const at::Tensor tensor = torch::from_blob(values, shape, at::kDouble).clone();
            module.register_parameter(parameter.name,
                                      as_it_computes(tensor, place).set_requires_grad(true), false);
        }
        module.register_attribute("training", c10::BoolType::get(), true);
        module.define(source);
        return std::unique_ptr<Module>(new TorchModule(std::move(module), place));
    });
}

}  // namespace

void TorchModule::save(const fs::path& path) const {
    with_plain_errors([&] {
        std::ostringstream bytes;
        set_training(true);
        module_.save(bytes);
        set_training(false);
        write_whole(path, bytes.str());
    });
}

std::vector<at::Tensor> TorchModule::state() const {
    std::vector<at::Tensor> all;
    for (const NamedTensor& named : tensors()) all.push_back(named.tensor);
    for (const at::Tensor& buffer : module_.buffers()) all.push_back(buffer);
    return all;
}

void TorchModule::save_state(const fs::path& path, const std::string& remark) const {
    with_plain_errors([&] {
        c10::List<at::Tensor> tensors;
        for (const at::Tensor& tensor : state()) tensors.push_back(tensor.detach().cpu());
        const auto tuple = c10::ivalue::Tuple::create({remark, steps_, tensors});
        const std::vector<char> bytes = torch::jit::pickle_save(tuple);
        write_whole(path, {bytes.data(), bytes.size()});
    });
}

std::string TorchModule::load_state(const fs::path& path) {
    const std::string bytes = bytes_of(path);
    try {
        const at::NoGradGuard no_gradients;
        const auto tuple = torch::jit::pickle_load({bytes.begin(), bytes.end()}).toTuple();
        const auto tensors = tuple->elements().at(2).toTensorVector();
        const std::vector<at::Tensor> own = state();
        if (tensors.size() != own.size()) throw FileError(path, "the state of another module");
        for (std::size_t k = 0; k < own.size(); ++k) {
            if (tensors[k].sizes() != own[k].sizes()) {
                throw FileError(path, "the state of another module");
            }
            at::Tensor(own[k]).copy_(tensors[k]);
        }
        steps_ = tuple->elements().at(1).toInt();
        return tuple->elements().at(0).toStringRef();
    } catch (const FileError&) {
        throw;
    } catch (const std::exception& error) {
        throw FileError(path, fmt::format("not a state of a module: {}", torch_reason(error)));
    }
}

}  // namespace regimes

const regimes::ModuleFactory* regimes_torch_factory() {
    static const regimes::TorchFactory factory;
    return &factory;
}
