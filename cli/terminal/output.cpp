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

void print_json(const nlohmann::ordered_json& json) {
    print(json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}

void complain(const std::string& text) {
    // Where stderr takes nothing, nobody is left to be told of that; the exit code still speaks.
    if (std::fputs(text.c_str(), stderr) >= 0) std::fflush(stderr);
}

std::string pretty_json(const std::string& json) {
    return nlohmann::ordered_json::parse(json).dump(2);
}

}  // namespace regimes::cli
