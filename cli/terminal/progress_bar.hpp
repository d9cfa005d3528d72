// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>
#include <string>

#include "regimes/core/observer.hpp"

namespace regimes::cli {

/// Shows progress on stderr and passes Ctrl-C on to the computation: on a terminal as one line that
/// rewrites itself; elsewhere, as in the logs of a cluster, as a line every ten seconds.
/// One stage of several: `stage(k, n, "depth 3")`.
class ProgressBar final : public Observer {
public:
    ProgressBar();
    ~ProgressBar() override;
    void stage(std::size_t index, std::size_t count, std::string name);
    void report(const Progress& progress) override;
    bool cancelled() const override;

private:
    void redraw(int permille, const std::string& what);
    void add_line(int permille, const std::string& what);

    bool on_terminal_;
    std::chrono::steady_clock::time_point next_line_;
    int last_permille_ = -1;
    std::size_t index_ = 0;
    std::size_t count_ = 1;
    std::string name_;
};

}  // namespace regimes::cli
