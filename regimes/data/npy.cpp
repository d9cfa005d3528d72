// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/npy.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <stdexcept>
#include <vector>

#include "regimes/data/file_error.hpp"
#include "regimes/data/npy_entries.hpp"
#include "regimes/data/output_file.hpp"

namespace regimes {

namespace {

void check_dimensions(const NpyHeader& header, const std::filesystem::path& path) {
    if (!header.shape.empty() && header.shape.size() <= 2) return;
    throw FileError(path, fmt::format("the array has {} dimensions, shape {}; 1 or 2 expected",
                                      header.shape.size(), shape_text(header.shape)));
}

bool is_aligned(const char* data) {
    return reinterpret_cast<std::uintptr_t>(data) % alignof(double) == 0;
}

std::string header_for(const std::vector<std::uint64_t>& shape) {
    constexpr std::size_t prefix = 10;
    std::string dictionary =
        fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': {}, }}", shape_text(shape));
    dictionary.resize((prefix + dictionary.size() + 1 + 63) / 64 * 64 - prefix - 1, ' ');
    dictionary += '\n';
    const auto size = static_cast<unsigned>(dictionary.size());
    std::string header(npy_magic);
    header += {'\1', '\0', static_cast<char>(size & 255), static_cast<char>(size >> 8)};
    return header + dictionary;
}

void write_doubles(OutputFile& file, const double* values, Index count) {
    file.write(
        {reinterpret_cast<const char*>(values), static_cast<std::size_t>(count) * sizeof(double)});
}

/// In C order, whatever the order of the storage.
void write_rows(OutputFile& file, const MatrixView& matrix) {
    Vector gathered(matrix.cols);
    for (Index n = 0; n < matrix.rows; ++n) {
        const double* row = matrix.data + n * matrix.stride;
        if (matrix.order == MatrixView::Order::columns) {
            for (Index i = 0; i < matrix.cols; ++i) gathered[i] = matrix(n, i);
            row = gathered.data();
        }
        write_doubles(file, row, matrix.cols);
    }
}

}  // namespace

Table read_npy(const std::shared_ptr<const InputFile>& file) {
    const NpyEntries entries(*file);
    const NpyHeader& header = entries.header();
    check_dimensions(header, file->path());

    const bool is_vector = header.shape.size() == 1;
    const auto rows = static_cast<Index>(header.shape[0]);
    const auto cols = is_vector ? 1 : static_cast<Index>(header.shape[1]);
    const bool by_columns = header.fortran_order || is_vector;
    const auto view = [&](const double* numbers) {
        return MatrixView(numbers, rows, cols, by_columns ? rows : cols,
                          by_columns ? MatrixView::Order::columns : MatrixView::Order::rows);
    };
    const char* data = entries.bytes().data();
    if (entries.are_float64() && is_aligned(data)) {
        return {file, view(reinterpret_cast<const double*>(data))};
    }
    auto values = std::make_shared<std::vector<double>>(entries.doubles());
    return {values, view(values->data())};
}

void write_npy(const std::filesystem::path& path, const MatrixView& matrix) {
    OutputFile file(path);
    file.write(header_for(
        {static_cast<std::uint64_t>(matrix.rows), static_cast<std::uint64_t>(matrix.cols)}));
    write_rows(file, matrix);
    file.close();
}

void write_npy(const std::filesystem::path& path, const Vector& vector) {
    OutputFile file(path);
    file.write(header_for({static_cast<std::uint64_t>(vector.size())}));
    write_doubles(file, vector.data(), vector.size());
    file.close();
}

void write_npy(const std::filesystem::path& path, const std::vector<Matrix>& stack) {
    if (stack.empty()) throw std::invalid_argument("stack: no matrix given, at least 1 expected");
    const Matrix& first = stack.front();
    for (const Matrix& matrix : stack) {
        if (matrix.rows() == first.rows() && matrix.cols() == first.cols()) continue;
        throw std::invalid_argument(
            fmt::format("stack: matrices of {} x {} and {} x {} given, one "
                        "shape expected",
                        first.rows(), first.cols(), matrix.rows(), matrix.cols()));
    }
    OutputFile file(path);
    file.write(header_for({stack.size(), static_cast<std::uint64_t>(first.rows()),
                           static_cast<std::uint64_t>(first.cols())}));
    for (const Matrix& matrix : stack) write_rows(file, matrix);
    file.close();
}

}  // namespace regimes
