// SPDX-License-Identifier: BSD-3-Clause
#include "cli/files/static_pictures.hpp"

#include <fmt/format.h>

#include "cli/files/child_process.hpp"
#include "cli/files/vega_folder.hpp"
#include "cli/terminal/exit_code.hpp"

namespace regimes::cli {

namespace fs = std::filesystem;

namespace {

constexpr const char* renderer = "render.mjs";
constexpr const char* pixels_per_point = "2";

/// The line of an error message that says what went wrong: Node.js puts a trace around it.
std::string telling_line(const std::string& output) {
    auto start = output.find("Error");
    start = start == std::string::npos ? 0 : output.rfind('\n', start) + 1;
    return output.substr(start, output.find('\n', start) - start);
}

void run(const std::vector<std::string>& command) {
    const ChildOutcome outcome = run_child(command);
    if (outcome.exit_code == 0) return;
    throw UsageError(fmt::format("--static: {} ended with code {}: {}", command[0],
                                 outcome.exit_code, telling_line(outcome.output)));
}

}  // namespace

StaticPictures::StaticPictures() {
    for (const char* program : {"node", "rsvg-convert"}) {
        if (is_installed(program)) continue;
        throw UsageError(fmt::format(
            "--static: needs the program {}, which is not installed (scripts/setup does it)",
            program));
    }
    const auto folder = find_vega();
    if (!folder || !fs::exists(*folder / renderer)) {
        throw UsageError(
            "--static: needs Vega, which is not beside the program (scripts/setup fetches it, a "
            "build then takes it along; or set REGIMES_VEGA)");
    }
    vega_ = *folder;
}

void StaticPictures::draw(const std::vector<PictureJob>& jobs) const {
    std::vector<std::string> command = {"node", (vega_ / renderer).string(), vega_.string()};
    for (const PictureJob& job : jobs) {
        command.push_back(job.specification.string());
        command.push_back(job.svg.string());
    }
    run(command);
    for (const PictureJob& job : jobs) {
        run({"rsvg-convert", "--zoom", pixels_per_point, "--output", job.png.string(),
             job.svg.string()});
    }
}

}  // namespace regimes::cli
