// SPDX-License-Identifier: BSD-3-Clause
#include "cli/progress_bar.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

#include "cli/interrupt.hpp"

namespace regimes::cli {

namespace {

constexpr int bar_width = 30;

}  // namespace

ProgressBar::ProgressBar() : shown_(isatty(STDERR_FILENO) == 1) {}

ProgressBar::~ProgressBar() {
    if (shown_ && last_permille_ >= 0) std::fputs("\r\033[K", stderr);
}

void ProgressBar::stage(std::size_t index, std::size_t count, std::string name) {
    index_ = index;
    count_ = count;
    name_ = std::move(name);
    report({});
}

void ProgressBar::report(const Progress& progress) {
    if (!shown_) return;
    const double share =
        (static_cast<double>(index_) + progress.fraction) / static_cast<double>(count_);
    const int permille = std::clamp(static_cast<int>(1000.0 * share), 0, 1000);
    if (permille == last_permille_) return;
    last_permille_ = permille;
    const int filled = permille * bar_width / 1000;
    std::fputs(fmt::format("\r\033[K[{:#<{}}{:.<{}}] {:3d} %  {} {}", "", filled, "",
                           bar_width - filled, permille / 10, name_, progress.what)
                   .c_str(),
               stderr);
    std::fflush(stderr);
}

bool ProgressBar::cancelled() const { return interrupted(); }

}  // namespace regimes::cli
