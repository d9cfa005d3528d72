// SPDX-License-Identifier: BSD-3-Clause
// Takes the place of torch/ in a build without LibTorch.
#include <stdexcept>

#include "regimes/networks/modules.hpp"

namespace regimes {

namespace {

[[noreturn]] void refuse() {
    throw std::runtime_error(
        "this build of Regimes has no LibTorch: build with the preset torch, after "
        "scripts/setup --with torch");
}

}  // namespace

TorchBuild torch_build() { return {}; }

void set_module_threads(int) {}

std::unique_ptr<Module> load_module(const std::filesystem::path&, const DeviceOptions&) {
    refuse();
}

std::unique_ptr<Module> source_module(const std::string&, const std::vector<SourceParameter>&,
                                      const DeviceOptions&) {
    refuse();
}

}  // namespace regimes
