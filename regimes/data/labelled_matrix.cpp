// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/labelled_matrix.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>

#include "regimes/core/csv_cell.hpp"
#include "regimes/data/file_error.hpp"
#include "regimes/data/output_file.hpp"

namespace regimes {

namespace {

bool is_whole_number(const std::string& label) {
    return !label.empty() &&
           std::all_of(label.begin(), label.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Digits without zeros in front: the longer one is larger, however long.
std::string_view significant(const std::string& digits) {
    const std::size_t first = std::min(digits.find_first_not_of('0'), digits.size());
    return std::string_view(digits).substr(first);
}

bool is_less(const std::string& a, const std::string& b) {
    const std::string_view left = significant(a);
    const std::string_view right = significant(b);
    return std::tuple(left.size(), left, a.size()) < std::tuple(right.size(), right, b.size());
}

/// A name, or a number from 1, as a cell of CSV.
std::string csv_label(const std::vector<std::string>& labels, Index number) {
    if (labels.empty()) return std::to_string(number + 1);
    return csv_cell(labels[static_cast<std::size_t>(number)]);
}

}  // namespace

Index LabelList::number(const std::string& label) {
    const auto [place, is_new] = numbers_.emplace(label, count());
    if (is_new) labels_.push_back(label);
    return place->second;
}

std::vector<Index> LabelList::places() const {
    std::vector<Index> order(labels_.size());
    std::iota(order.begin(), order.end(), Index{0});
    if (std::all_of(labels_.begin(), labels_.end(), is_whole_number)) {
        std::sort(order.begin(), order.end(), [this](Index a, Index b) {
            return is_less(labels_[static_cast<std::size_t>(a)],
                           labels_[static_cast<std::size_t>(b)]);
        });
    }
    std::vector<Index> places(order.size());
    for (std::size_t k = 0; k < order.size(); ++k) {
        places[static_cast<std::size_t>(order[k])] = static_cast<Index>(k);
    }
    return places;
}

std::vector<std::string> LabelList::sorted() const {
    const std::vector<Index> to = places();
    std::vector<std::string> sorted(labels_.size());
    for (std::size_t k = 0; k < to.size(); ++k) {
        sorted[static_cast<std::size_t>(to[k])] = labels_[k];
    }
    return sorted;
}

void EntryList::add(const std::string& row, const std::string& col, double value,
                    std::size_t line) {
    entries_.push_back({rows_.number(row), cols_.number(col), value});
    lines_.push_back(line);
}

/// Entries of one place stand next to each other, in the order in which they came.
std::vector<Index> EntryList::in_order_of_places() const {
    std::vector<Index> order(entries_.size());
    std::iota(order.begin(), order.end(), Index{0});
    const auto key = [this](Index n) {
        const ObservedEntry& entry = entries_[static_cast<std::size_t>(n)];
        return std::tuple(entry.row, entry.col, n);
    };
    std::sort(order.begin(), order.end(), [&](Index a, Index b) { return key(a) < key(b); });
    return order;
}

bool EntryList::repeats() const {
    const std::vector<Index> order = in_order_of_places();
    for (std::size_t k = 1; k < order.size(); ++k) {
        const ObservedEntry& one = entries_[static_cast<std::size_t>(order[k - 1])];
        const ObservedEntry& next = entries_[static_cast<std::size_t>(order[k])];
        if (one.row == next.row && one.col == next.col) return true;
    }
    return false;
}

LabelledMatrix EntryList::matrix(const std::string& path) const {
    LabelledMatrix labelled{{rows(), cols(), {}}, rows_.sorted(), cols_.sorted(), {}};
    const std::vector<Index> order = in_order_of_places();
    std::vector<bool> is_repeated(entries_.size(), false);
    Index repeated = 0;
    for (std::size_t k = 1; k < order.size(); ++k) {
        const auto before = static_cast<std::size_t>(order[k - 1]);
        const auto now = static_cast<std::size_t>(order[k]);
        const ObservedEntry& one = entries_[before];
        const ObservedEntry& other = entries_[now];
        if (one.row != other.row || one.col != other.col) continue;
        if (one.value != other.value) {
            const auto row = rows_.places()[static_cast<std::size_t>(one.row)];
            const auto col = cols_.places()[static_cast<std::size_t>(one.col)];
            throw FileError(
                path, fmt::format("triplet {} (row {}): {} given at ({}, {}), but {} before "
                                  "(row {})",
                                  now + 1, lines_[now], other.value,
                                  labelled.row_labels[static_cast<std::size_t>(row)],
                                  labelled.col_labels[static_cast<std::size_t>(col)], one.value,
                                  lines_[before]));
        }
        is_repeated[now] = true;
        ++repeated;
    }
    const std::vector<Index> row_places = rows_.places();
    const std::vector<Index> col_places = cols_.places();
    for (std::size_t n = 0; n < entries_.size(); ++n) {
        if (is_repeated[n]) continue;
        const ObservedEntry& entry = entries_[n];
        labelled.matrix.observed.push_back({row_places[static_cast<std::size_t>(entry.row)],
                                            col_places[static_cast<std::size_t>(entry.col)],
                                            entry.value});
    }
    if (repeated > 0) {
        labelled.notes.push_back(
            fmt::format("{}: entries that are there again with the same value are left out: {}",
                        path, repeated));
    }
    return labelled;
}

void write_labelled(const std::filesystem::path& path, const Matrix& matrix,
                    const std::vector<std::string>& row_labels,
                    const std::vector<std::string>& col_labels) {
    OutputFile file(path);
    std::string line;
    for (Index k = 0; k < matrix.cols(); ++k) line += ',' + csv_label(col_labels, k);
    file.write(line + "\n");
    for (Index i = 0; i < matrix.rows(); ++i) {
        line = csv_label(row_labels, i);
        for (Index k = 0; k < matrix.cols(); ++k) line += fmt::format(",{}", matrix(i, k));
        file.write(line + "\n");
    }
    file.close();
}

}  // namespace regimes
