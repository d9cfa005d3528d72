// SPDX-License-Identifier: BSD-3-Clause
#include "cli/terminal/progress_bar.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "cli/terminal/interrupt.hpp"
#include "cli/terminal/output.hpp"
#include "regimes/report/text.hpp"

namespace regimes::cli {

namespace {

constexpr int bar_width = 30;
constexpr std::chrono::seconds between_lines{10};

std::size_t columns_of_terminal() {
    winsize size{};
    const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1;
    return known ? size.ws_col : text_columns;
}

}  // namespace

ProgressBar::ProgressBar()
    : on_terminal_(isatty(STDERR_FILENO) == 1),
      next_line_(std::chrono::steady_clock::now() + between_lines) {}

ProgressBar::~ProgressBar() {
    if (on_terminal_ && last_permille_ >= 0) complain("\r\033[K");
}

void ProgressBar::stage(std::size_t index, std::size_t count, std::string name) {
    index_ = index;
    count_ = count;
    name_ = std::move(name);
    report({});
}

void ProgressBar::report(const Progress& progress) {
    const double share =
        (static_cast<double>(index_) + progress.fraction) / static_cast<double>(count_);
    const int permille = std::clamp(static_cast<int>(1000.0 * share), 0, 1000);
    on_terminal_ ? redraw(permille, progress.what) : add_line(permille, progress.what);
}

void ProgressBar::redraw(int permille, const std::string& what) {
    if (permille == last_permille_) return;
    last_permille_ = permille;
    const int filled = permille * bar_width / 1000;
    std::string line =
        fmt::format("[{:#<{}}{:.<{}}] {:3d} %  {}{}{}", "", filled, "", bar_width - filled,
                    permille / 10, name_, name_.empty() ? "" : " ", what);
    // A line that wraps could not be rewritten, and would fill the terminal.
    line.resize(std::min(line.size(), columns_of_terminal() - 1));
    complain("\r\033[K" + line);
}

void ProgressBar::add_line(int permille, const std::string& what) {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_line_) return;
    next_line_ = now + between_lines;
    complain(
        fmt::format("{:3d} %  {}{}{}\n", permille / 10, name_, name_.empty() ? "" : " ", what));
}

bool ProgressBar::cancelled() const { return interrupted(); }

}  // namespace regimes::cli
