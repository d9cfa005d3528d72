// SPDX-License-Identifier: BSD-3-Clause
#include "cli/sweep_progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace regimes::cli {

namespace {

constexpr std::chrono::seconds between_lines{10};

}  // namespace

SweepProgress::SweepProgress()
    : plain_(isatty(STDERR_FILENO) == 0), next_(std::chrono::steady_clock::now() + between_lines) {}

void SweepProgress::report(const Progress& progress) {
    if (!plain_) return bar_.report(progress);
    const auto now = std::chrono::steady_clock::now();
    const bool last = spoke_ && progress.fraction >= 1.0;
    if (now < next_ && !last) return;
    next_ = now + between_lines;
    spoke_ = !last;
    fmt::print(stderr, "regimes: sweep: {}\n", progress.what);
    std::fflush(stderr);
}

}  // namespace regimes::cli
