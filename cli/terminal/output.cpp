// SPDX-License-Identifier: BSD-3-Clause
#include "cli/terminal/output.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <nlohmann/json.hpp>

#include "cli/terminal/exit_code.hpp"

namespace regimes::cli {

void print(const std::string& text) {
    const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    if (!written || std::fflush(stdout) != 0) {
        throw UsageError(fmt::format("standard output: {}", std::strerror(errno)));
    }
}

std::string pretty_json(const std::string& json) {
    return nlohmann::ordered_json::parse(json).dump(2);
}

}  // namespace regimes::cli
