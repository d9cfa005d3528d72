// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <utility>

#include "regimes/core/matrix_view.hpp"

namespace regimes {

/// A read-only matrix together with the memory it lies in: entries read from a file, or the mapped
/// file itself. Copies share that memory.
class Table {
public:
    /// `owner` keeps what `view` looks at alive.
    Table(std::shared_ptr<const void> owner, const MatrixView& view)
        : owner_(std::move(owner)), view_(view) {}

    /// Valid as long as this table or a copy of it lives.
    const MatrixView& view() const { return view_; }

private:
    std::shared_ptr<const void> owner_;
    MatrixView view_;
};

}  // namespace regimes
