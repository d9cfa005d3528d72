// SPDX-License-Identifier: BSD-3-Clause
// Stores and runs for the tests of this layer and of those above it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "regimes/store/run_key.hpp"
#include "regimes/store/run_store.hpp"

namespace regimes {

/// A fresh folder that goes with its owner.
class StoreFolder {
public:
    StoreFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "regimes-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
        path_ = name;
    }
    ~StoreFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    StoreFolder(const StoreFolder&) = delete;
    StoreFolder& operator=(const StoreFolder&) = delete;

    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
    const std::filesystem::path& path() const { return path_; }

    std::filesystem::path file(const std::string& name, const std::string& bytes) const {
        std::ofstream(path_ / name, std::ios::binary) << bytes;
        return path_ / name;
    }

private:
    std::filesystem::path path_;
};

/// A run of experiment "squares": x = seed, x^2 = seed^2.
inline RunRecord square_run(std::int64_t seed) {
    RunRecord record;
    record.experiment = "squares";
    record.experiment_version = 1;
    record.parameters = {{"seed", seed}};
    const auto x = static_cast<double>(seed);
    record.result.metrics = {{"x", x}, {"x^2", x * x}};
    record.provenance = {"host", "0.1.0 (test)", "2026-01-02T03:04:05Z", 0.5};
    return record;
}

inline RunRecord failed_run(std::int64_t seed) {
    RunRecord record = square_run(seed);
    record.result = {};
    record.result.converged = false;
    record.failure = "no luck";
    return record;
}

inline std::string key_of(const RunRecord& record) {
    return run_key(record.experiment, record.experiment_version, record.parameters);
}

/// What a StoreError says when `action` runs, without the path; "" if it throws none.
template <typename Action>
std::string store_error(const Action& action, const std::filesystem::path& path) {
    try {
        action();
    } catch (const StoreError& error) {
        const std::string text = error.what();
        const std::string start = path.string() + ": ";
        return text.starts_with(start) ? text.substr(start.size()) : text;
    }
    return "";
}

}  // namespace regimes
