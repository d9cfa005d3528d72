// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/npy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <map>
#include <stdexcept>
#include <vector>

#include "regimes/data/file_error.hpp"
#include "regimes/data/npy_header.hpp"
#include "regimes/data/output_file.hpp"

namespace regimes {

namespace {

static_assert(std::endian::native == std::endian::little, "float64 files are used in place");

struct Half {
    std::uint16_t bits;
};

struct Bool {
    std::uint8_t byte;
};

double to_double(Half half) {
    return static_cast<double>(
        Eigen::half_impl::half_to_float(Eigen::half_impl::raw_uint16_to_half(half.bits)));
}

double to_double(Bool boolean) { return boolean.byte != 0 ? 1.0 : 0.0; }

template <typename Number>
double to_double(Number number) {
    return static_cast<double>(number);
}

template <typename Stored>
void convert(std::string_view data, bool swapped, std::vector<double>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        char bytes[sizeof(Stored)];
        std::memcpy(bytes, data.data() + i * sizeof(Stored), sizeof(Stored));
        if (swapped) std::reverse(bytes, bytes + sizeof(Stored));
        Stored stored;
        std::memcpy(&stored, bytes, sizeof(Stored));
        values[i] = to_double(stored);
    }
}

/// How the entries are stored.
struct EntryType {
    using Convert = void (*)(std::string_view data, bool swapped, std::vector<double>& values);

    std::size_t size = 0;
    Convert convert = nullptr;
    bool swapped = false;
    bool is_float64 = false;
};

template <typename Stored>
EntryType stored_as() {
    return {sizeof(Stored), convert<Stored>};
}

EntryType parse_type(const std::string& descr, const std::filesystem::path& path) {
    static const std::map<std::string, EntryType> types = {
        {"f2", stored_as<Half>()},         {"f4", stored_as<float>()},
        {"f8", stored_as<double>()},       {"b1", stored_as<Bool>()},
        {"i1", stored_as<std::int8_t>()},  {"u1", stored_as<std::uint8_t>()},
        {"i2", stored_as<std::int16_t>()}, {"u2", stored_as<std::uint16_t>()},
        {"i4", stored_as<std::int32_t>()}, {"u4", stored_as<std::uint32_t>()},
        {"i8", stored_as<std::int64_t>()}, {"u8", stored_as<std::uint64_t>()},
    };
    const bool has_order = !descr.empty() && std::strchr("<>=|", descr[0]) != nullptr;
    const char order = has_order ? descr[0] : '=';
    const auto found = types.find(has_order ? descr.substr(1) : descr);
    if (found == types.end() || (order == '|' && found->second.size > 1)) {
        throw FileError(path, fmt::format("the entries are of dtype {}; real numbers (float16 to "
                                          "float64, integers, bool) expected",
                                          descr));
    }
    EntryType type = found->second;
    type.swapped = order == '>' && type.size > 1;
    type.is_float64 = found->first == "f8" && !type.swapped;
    return type;
}

void check_shape(const NpyHeader& header, const std::filesystem::path& path) {
    const std::string shape = shape_text(header.shape);
    if (header.shape.empty() || header.shape.size() > 2) {
        throw FileError(path, fmt::format("the array has {} dimensions, shape {}; 1 or 2 expected",
                                          header.shape.size(), shape));
    }
    if (std::count(header.shape.begin(), header.shape.end(), 0U) > 0) {
        throw FileError(path, fmt::format("the array is empty, shape {}", shape));
    }
}

/// The bytes of the entries, exactly as many as the shape needs.
std::string_view data_bytes(const InputFile& file, const NpyHeader& header, std::size_t size) {
    const std::string_view data = file.bytes().substr(header.data_offset);
    std::uint64_t needed = size;
    bool overflow = false;
    for (const std::uint64_t length : header.shape) {
        overflow = __builtin_mul_overflow(needed, length, &needed) || overflow;
    }
    if (!overflow && needed == data.size()) return data;
    throw FileError(
        file.path(),
        fmt::format("{} bytes of data expected for shape {} of {}, {} found, from byte {} on",
                    overflow ? "more than 2^64" : fmt::format("{}", needed),
                    shape_text(header.shape), header.descr, data.size(), header.data_offset));
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
    const NpyHeader header = parse_npy_header(file->bytes(), file->path());
    const EntryType type = parse_type(header.descr, file->path());
    check_shape(header, file->path());
    const std::string_view data = data_bytes(*file, header, type.size);

    const bool is_vector = header.shape.size() == 1;
    const auto rows = static_cast<Index>(header.shape[0]);
    const auto cols = is_vector ? 1 : static_cast<Index>(header.shape[1]);
    const bool by_columns = header.fortran_order || is_vector;
    const auto view = [&](const double* entries) {
        return MatrixView(entries, rows, cols, by_columns ? rows : cols,
                          by_columns ? MatrixView::Order::columns : MatrixView::Order::rows);
    };
    if (type.is_float64 && is_aligned(data.data())) {
        return {file, view(reinterpret_cast<const double*>(data.data()))};
    }
    auto values = std::make_shared<std::vector<double>>(data.size() / type.size);
    type.convert(data, type.swapped, *values);
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
