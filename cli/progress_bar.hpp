// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include "regimes/core/observer.hpp"

namespace regimes::cli {

/// Shows progress as one line that rewrites itself on stderr, if that is a terminal, and passes
/// Ctrl-C on to the computation. One stage of several: `stage(k, n, "depth 3")`.
class ProgressBar final : public Observer {
public:
    ProgressBar();
    ~ProgressBar() override;
    void stage(std::size_t index, std::size_t count, std::string name);
    void report(const Progress& progress) override;
    bool cancelled() const override;

private:
    bool shown_;
    int last_permille_ = -1;
    std::size_t index_ = 0;
    std::size_t count_ = 1;
    std::string name_;
};

}  // namespace regimes::cli
