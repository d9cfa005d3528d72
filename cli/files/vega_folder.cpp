// SPDX-License-Identifier: BSD-3-Clause
#include "cli/files/vega_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "cli/terminal/exit_code.hpp"

namespace regimes::cli {

namespace fs = std::filesystem;

namespace {

constexpr std::array<const char*, 3> script_names = {"vega.min.js", "vega-lite.min.js",
                                                     "vega-embed.min.js"};

bool has_scripts(const fs::path& folder) {
    return std::all_of(script_names.begin(), script_names.end(), [&folder](const char* name) {
        std::error_code ignored;
        return fs::is_regular_file(folder / name, ignored);
    });
}

std::string read_script(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (stream && !text.str().empty()) return text.str();
    throw UsageError(fmt::format("{}: cannot be read", path.string()));
}

}  // namespace

std::optional<fs::path> find_vega() {
    if (const char* given = std::getenv("REGIMES_VEGA"); given != nullptr && *given != '\0') {
        if (has_scripts(given)) return given;
        throw UsageError(
            fmt::format("REGIMES_VEGA: {} does not hold {}", given, fmt::join(script_names, ", ")));
    }
    std::error_code unknown;
    const fs::path program = fs::read_symlink("/proc/self/exe", unknown);
    if (unknown) return std::nullopt;
    const fs::path folder = program.parent_path().parent_path() / "share" / "regimes" / "vega";
    return has_scripts(folder) ? std::optional(folder) : std::nullopt;
}

VegaScripts read_vega(const fs::path& folder) {
    return {read_script(folder / script_names[0]), read_script(folder / script_names[1]),
            read_script(folder / script_names[2])};
}

}  // namespace regimes::cli
