// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/scipy_sparse.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "regimes/data/file_error.hpp"
#include "regimes/data/input_file.hpp"
#include "regimes/data/npy_entries.hpp"
#include "regimes/data/npz.hpp"
#include "regimes/data/sparse_entries.hpp"

namespace regimes {

namespace {

constexpr double most = std::numeric_limits<std::int32_t>::max();

/// One of the arrays, as numbers.
std::vector<double> array_of(const std::filesystem::path& path, const char* name) {
    const InputFile file(path.string() + ":" + name);
    const NpyHeader header = parse_npy_header(file.bytes(), file.path());
    if (header.shape == std::vector<std::uint64_t>{0}) return {};  // nothing is stored
    return NpyEntries(file).doubles();
}

/// Whether the entries are true and false.
bool is_boolean(const std::filesystem::path& path, const char* name) {
    const InputFile file(path.string() + ":" + name);
    return parse_npy_header(file.bytes(), file.path()).descr.ends_with("b1");
}

/// The letters of an array of one text.
std::string text_of(const std::filesystem::path& path, const char* name) {
    const InputFile file(path.string() + ":" + name);
    const NpyHeader header = parse_npy_header(file.bytes(), file.path());
    std::string text;
    for (const char c : file.bytes().substr(header.data_offset)) {
        if (c != '\0') text += c;  // of <U3 every letter takes four bytes
    }
    return text;
}

/// Whole numbers, 0 to `largest`.
std::vector<std::int64_t> whole_numbers(const std::filesystem::path& path, const char* name,
                                        double largest) {
    std::vector<std::int64_t> numbers;
    for (const double value : array_of(path, name)) {
        if (!(value >= 0.0 && value <= largest) || value != std::floor(value)) {
            throw FileError(path, fmt::format("array {}: entry {} is {}, a whole number from 0 to "
                                              "{} expected",
                                              name, numbers.size() + 1, value, largest));
        }
        numbers.push_back(static_cast<std::int64_t>(value));
    }
    return numbers;
}

}  // namespace

bool is_scipy_sparse(const std::filesystem::path& path) {
    if (!is_npz(path)) return false;
    const InputFile file(path, NpzContent::archive);
    return is_scipy(npz_arrays(file.bytes(), path));
}

SparseMatrix read_scipy_sparse(const std::filesystem::path& path) {
    const std::string format = text_of(path, "format");
    if (format != "csr" && format != "csc") {
        throw FileError(path, fmt::format("a sparse matrix of format {}; csr or csc expected (in "
                                          "SciPy: matrix.tocsc())",
                                          format));
    }
    const std::vector<std::int64_t> shape = whole_numbers(path, "shape", most);
    if (shape.size() != 2 || std::min(shape[0], shape[1]) < 1) {
        throw FileError(path, "array shape: two whole numbers from 1 expected");
    }
    const bool by_rows = format == "csr";
    const std::int64_t outer = shape[by_rows ? 0 : 1];
    const std::int64_t inner = shape[by_rows ? 1 : 0];
    SparseEntries entries;
    entries.values = array_of(path, "data");
    const auto size = static_cast<std::int64_t>(entries.values.size());
    const auto starts = whole_numbers(path, "indptr", static_cast<double>(size));
    if (static_cast<std::int64_t>(starts.size()) != outer + 1 || starts.front() != 0 ||
        starts.back() != size || !std::is_sorted(starts.begin(), starts.end())) {
        throw FileError(
            path, fmt::format("array indptr: {} ascending numbers from 0 to {} expected", outer + 1,
                              size));
    }
    const auto indices = whole_numbers(path, "indices", static_cast<double>(inner - 1));
    if (static_cast<std::int64_t>(indices.size()) != size) {
        throw FileError(
            path, fmt::format("array indices: {} entries, but data has {}", indices.size(), size));
    }
    auto& outers = by_rows ? entries.rows : entries.columns;
    auto& inners = by_rows ? entries.columns : entries.rows;
    inners.assign(indices.begin(), indices.end());
    for (std::int64_t k = 0; k < outer; ++k) {
        const auto place = static_cast<std::size_t>(k);
        outers.insert(outers.end(), static_cast<std::size_t>(starts[place + 1] - starts[place]),
                      static_cast<std::int32_t>(k));
    }
    for (std::size_t k = 0; k < entries.values.size(); ++k) {
        if (std::isfinite(entries.values[k])) continue;
        throw FileError(
            path, fmt::format("row {}, column {}: {} is not a finite number", entries.rows[k] + 1,
                              entries.columns[k] + 1, entries.values[k]));
    }
    SparseMatrix matrix = sparse_matrix(entries, shape[0], shape[1]);
    if (is_boolean(path, "data")) {
        for (double& value : matrix.values) value = std::min(value, 1.0);  // true and true is true
    }
    return matrix;
}

}  // namespace regimes
