// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/studies/label_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <utility>

#include "regimes/data/idx.hpp"
#include "regimes/data/read_table.hpp"
#include "regimes/studies/field.hpp"

namespace regimes {

namespace {

/// True for files that start as IDX files of bytes do, or are compressed, as only those may be.
bool is_idx(const std::string& path) {
    unsigned char head[3] = {};
    std::ifstream file(path, std::ios::binary);
    file.read(reinterpret_cast<char*>(head), sizeof head);
    const bool compressed = head[0] == 0x1f && head[1] == 0x8b;
    return file && (compressed || (head[0] == 0 && head[1] == 0 && head[2] == 8));
}

Vector read_label_values(const std::string& path) {
    if (!is_idx(path)) return read_vector(path);
    const IdxArray array = read_idx(path);
    if (array.shape.size() != 1) {
        throw FieldError(fmt::format("{}: {} dimensions given, 1 expected, that of labels", path,
                                     array.shape.size()));
    }
    const Eigen::Map<const Eigen::Matrix<std::uint8_t, Eigen::Dynamic, 1>> bytes(
        array.values.data(), static_cast<Index>(array.values.size()));
    return bytes.cast<double>();
}

}  // namespace

std::vector<int> read_labels(const std::string& path) {
    const Vector values = read_label_values(path);
    std::vector<int> labels;
    for (Index n = 0; n < values.size(); ++n) {
        const double value = values[n];
        if (value < 0.0 || value != std::floor(value) || value >= 1e6) {
            throw FieldError(fmt::format(
                "{}: the label of sample {} is {}, a whole number from 0 (below 1000000) expected",
                path, n + 1, value));
        }
        labels.push_back(static_cast<int>(value));
    }
    return labels;
}

SampleNumbers read_numbers(const std::string& path, Index samples) {
    const Table table = read_table(path);
    const MatrixView y = table.view();
    if (y.rows == 1 && y.cols == samples && samples > 1) return {read_vector(path), samples, 1};
    Vector values(y.rows * y.cols);
    for (Index n = 0; n < y.rows; ++n) {
        for (Index k = 0; k < y.cols; ++k) values[n * y.cols + k] = y(n, k);
    }
    return {std::move(values), y.rows, y.cols};
}

void check_rows(const std::string& x, Index rows, const std::string& other, Index others) {
    if (rows == others) return;
    throw FieldError(fmt::format("{} has {} rows, but {} has {}; one for each expected", x, rows,
                                 other, others));
}

Index first_of(const Settings& settings, const char* field, Index there, std::string_view where) {
    if (!settings.has(field)) return there;
    const Index asked = settings.whole(field);
    if (asked <= there) return asked;
    throw FieldError(fmt::format("{{{}}}: {} given, at most {} expected, as there are in {}", field,
                                 asked, there, where));
}

Index classes_of(const std::vector<int>& labels, const std::string& path) {
    const auto largest = std::max_element(labels.begin(), labels.end());
    if (*largest == 0) {
        throw FieldError(path + ": all labels are 0, at least two classes expected");
    }
    if (static_cast<std::size_t>(*largest) < labels.size()) return *largest + 1;
    throw FieldError(fmt::format(
        "{}: the label of sample {} is {}, but there are only {} samples: classes are counted "
        "from 0",
        path, largest - labels.begin() + 1, *largest, labels.size()));
}

void check_classes(const std::vector<int>& labels, Index classes, const std::string& path,
                   const std::string& of) {
    for (std::size_t n = 0; n < labels.size(); ++n) {
        if (labels[n] < classes) continue;
        throw FieldError(fmt::format("{}: the label of sample {} is {}, at most {} expected, {}",
                                     path, n + 1, labels[n], classes - 1, of));
    }
}

}  // namespace regimes
