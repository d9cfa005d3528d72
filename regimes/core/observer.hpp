// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <string>

namespace regimes {

/// What a long computation tells while it runs. The library itself never prints.
struct Progress {
    double fraction = 0.0;  ///< share done, in [0, 1]
    std::string what;       ///< what is being worked on, for people
};

/// Receives progress and may ask for an early stop; both calls come from the thread that started
/// the computation.
class Observer {
public:
    virtual ~Observer() = default;
    /// Takes the state of the computation; called often, so that it should be quick.
    virtual void report(const Progress& progress) = 0;
    /// True asks the computation to stop soon with Status::cancelled.
    virtual bool cancelled() const { return false; }
    /// A file of this computation alone, where a long one may leave what it goes on from when it is
    /// started again, and which it removes when it is done; empty: there is none.
    virtual std::filesystem::path checkpoint() const { return {}; }
};

}  // namespace regimes
