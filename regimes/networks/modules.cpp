// SPDX-License-Identifier: BSD-3-Clause
// Modules are made by LibTorch, which takes half a second to load. So it is linked to a plugin
// alone, which is loaded when the first module is asked for.
#include "regimes/networks/modules.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

#include <cstdlib>
#include <stdexcept>

#include "regimes/networks/module_factory.hpp"

#ifdef REGIMES_TORCH_PLUGIN
#pragma weak regimes_torch_factory
#endif

namespace regimes {

namespace {

/// What there is, or why there is none.
struct Found {
    const ModuleFactory* factory = nullptr;
    std::string reason = {};
};

#ifdef REGIMES_TORCH_PLUGIN

namespace fs = std::filesystem;

/// Beside the program, as a build and an installation have it, or where this library is installed.
fs::path plugin_path() {
    const char* given = std::getenv("REGIMES_TORCH");
    if (given != nullptr && *given != '\0') return given;
    std::error_code unknown;
    const fs::path program = fs::read_symlink("/proc/self/exe", unknown);
    const fs::path beside = program.parent_path().parent_path() / REGIMES_TORCH_PLUGIN;
    return !unknown && fs::exists(beside, unknown) ? beside : fs::path(REGIMES_TORCH_INSTALLED);
}

Found find() {
    if (regimes_torch_factory != nullptr) return {regimes_torch_factory()};
    const fs::path path = plugin_path();
    void* plugin = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    void* make = plugin == nullptr ? nullptr : dlsym(plugin, "regimes_torch_factory");
    if (make != nullptr) return {reinterpret_cast<decltype(&regimes_torch_factory)>(make)()};
    return {nullptr,
            fmt::format("LibTorch cannot be loaded: {} (REGIMES_TORCH may name the plugin)",
                        dlerror())};
}

#else

Found find() {
    return {nullptr, "this build of Regimes has no LibTorch (the preset torch has it)"};
}

#endif

const Found& found() {
    static const Found once = find();
    return once;
}

const ModuleFactory& demand() {
    if (found().factory == nullptr) throw std::runtime_error(found().reason);
    return *found().factory;
}

}  // namespace

TorchBuild torch_build() {
    TorchBuild none;
    none.reason = found().reason;
    return found().factory == nullptr ? none : found().factory->build();
}

void set_module_threads(int threads) { demand().set_threads(threads); }

std::unique_ptr<Module> load_module(const std::filesystem::path& path, const DeviceOptions& place) {
    return demand().load(path, place);
}

std::unique_ptr<Module> source_module(const std::string& source,
                                      const std::vector<SourceParameter>& parameters,
                                      const DeviceOptions& place) {
    return demand().define(source, parameters, place);
}

}  // namespace regimes
