// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "regimes/core/observer.hpp"

namespace regimes {

/// One of several parts of a computation, reported to the observer of the whole, if there is one.
class PartObserver final : public Observer {
public:
    PartObserver(Observer* whole, std::size_t index, std::size_t count, std::string what)
        : whole_(whole), index_(index), count_(count), what_(std::move(what)) {}

    void report(const Progress& progress) override {
        if (whole_ == nullptr) return;
        const double done = static_cast<double>(index_) + progress.fraction;
        whole_->report({done / static_cast<double>(count_),
                        progress.what.empty() ? what_ : what_ + " " + progress.what});
    }
    bool cancelled() const override { return whole_ != nullptr && whole_->cancelled(); }
    std::filesystem::path checkpoint() const override {
        return whole_ == nullptr ? std::filesystem::path() : whole_->checkpoint();
    }

private:
    Observer* whole_;
    std::size_t index_;
    std::size_t count_;
    std::string what_;
};

}  // namespace regimes
