// SPDX-License-Identifier: BSD-3-Clause
// A network that users bring, and the samples it is probed on.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "regimes/networks/modules.hpp"
#include "regimes/studies/network_run.hpp"
#include "regimes/studies/study.hpp"

namespace regimes {

/// What `probe` works on.
class ProbeData final : public StudyData {
public:
    std::unique_ptr<Module> module;  ///< as given, on its device
    std::string model_digest;        ///< of the file
    std::string name;                ///< of the data set, or of the file of samples
    SampleArray x;
    SampleArray x_test;
    NetworkData data;   ///< views the above
    Index outputs = 0;  ///< of the module, for each sample

    std::string digest() const override;
    Index parameters() const;  ///< of the module, counted
};

/// Reads both, and tries the module on the first samples.
/// Errors: FileError; FieldError where files, module and settings do not agree;
/// std::runtime_error in a build without LibTorch.
std::shared_ptr<ProbeData> read_probe_data(const Settings& settings);

/// True if this is the name of an image data set.
bool names_data_set(const std::string& name);

/// True if the samples have classes, false for numbers.
bool has_classes_to_probe(const Settings& settings);

/// Calls what may refuse, and names what it is about. Errors: FieldError.
template <typename Call>
auto naming(const std::string& what, const Call& call) {
    try {
        return call();
    } catch (const std::invalid_argument& error) {
        throw FieldError(what + ": " + error.what());
    } catch (const std::runtime_error& error) {
        throw FieldError(what + ": " + error.what());
    }
}

}  // namespace regimes
