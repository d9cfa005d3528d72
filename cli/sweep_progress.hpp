// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <chrono>

#include "cli/progress_bar.hpp"

namespace regimes::cli {

/// Progress of a sweep: a bar where stderr is a terminal; elsewhere, as in the logs of a cluster, a
/// line every ten seconds and one at the end.
class SweepProgress final : public Observer {
public:
    SweepProgress();
    void report(const Progress& progress) override;
    bool cancelled() const override { return bar_.cancelled(); }

private:
    ProgressBar bar_;
    bool plain_;
    bool spoke_ = false;
    std::chrono::steady_clock::time_point next_;
};

}  // namespace regimes::cli
