// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <string>

#include "cli/probe_options.hpp"

namespace regimes::cli {

/// What `probe` works on.
struct ProbeInput {
    std::unique_ptr<Module> module;  ///< as given, on its device
    std::string model_digest;        ///< of the file
    std::string data_name;           ///< of the data set, or of the file of samples
    ModuleData data;
    std::string data_digest;  ///< of all numbers that are used
    Index outputs = 0;        ///< of the module, for each sample
};

/// Reads both, and tries the module on the first samples.
/// Errors: FileError; UsageError where files, module and options do not go together;
/// std::runtime_error in a build without LibTorch.
ProbeInput read_probe_input(const ProbeOptions& options);

}  // namespace regimes::cli
