// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "regimes/networks/modules.hpp"

namespace regimes {

/// What makes modules: LibTorch's part of Regimes. Members as the functions of modules.hpp.
class ModuleFactory {
public:
    virtual ~ModuleFactory() = default;
    virtual TorchBuild build() const = 0;
    virtual void set_threads(int threads) const = 0;
    virtual std::unique_ptr<Module> load(const std::filesystem::path& path,
                                         const DeviceOptions& place) const = 0;
    virtual std::unique_ptr<Module> define(const std::string& source,
                                           const std::vector<SourceParameter>& parameters,
                                           const DeviceOptions& place) const = 0;
};

}  // namespace regimes

/// Where LibTorch is linked, directly or in the plugin.
extern "C" const regimes::ModuleFactory* regimes_torch_factory();
