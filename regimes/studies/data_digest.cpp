// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/data_digest.hpp"

#include <string_view>

#include "regimes/store/sha256.hpp"

namespace regimes {

namespace {

constexpr std::size_t digest_digits = 16;

}  // namespace

void DataDigest::add(const void* bytes, std::size_t size) {
    digest_ += std::string_view(static_cast<const char*>(bytes), size);
    digest_ = sha256_hex(digest_);
}

void DataDigest::add(const DesignView& design) {
    const Index shape[] = {design.rows, design.cols};
    add(shape, sizeof shape);
    if (design.sparse != nullptr) {
        const SparseMatrix& sparse = *design.sparse;
        add(sparse.starts.data(), sparse.starts.size() * sizeof(Index));
        add(sparse.row_indices.data(), sparse.row_indices.size() * sizeof(std::int32_t));
        add(sparse.values.data(), sparse.values.size() * sizeof(double));
        return;
    }
    const MatrixView& x = design.dense;
    const bool by_rows = x.order == MatrixView::Order::rows;
    for (Index line = 0; line < (by_rows ? x.rows : x.cols); ++line) {
        const auto entries = static_cast<std::size_t>(by_rows ? x.cols : x.rows);
        add(x.data + line * x.stride, entries * sizeof(double));
    }
}

void DataDigest::add(const NetworkTargets& targets) {
    std::visit(
        [this](const auto& values) {
            add(values.data(), static_cast<std::size_t>(values.size()) * sizeof(values[0]));
        },
        targets);
}

std::string DataDigest::text() const { return digest_.substr(0, digest_digits); }

}  // namespace regimes
