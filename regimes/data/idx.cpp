// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/idx.hpp"

#include <fmt/format.h>

#include <bit>
#include <string>
#include <string_view>

#include "regimes/data/file_error.hpp"

namespace regimes {

namespace {

constexpr unsigned unsigned_bytes = 0x08;

/// A type of the format, by its number: big-endian all of them.
struct Type {
    unsigned code = 0;
    std::size_t size = 0;
    double (*decoded)(std::uint64_t bits) = nullptr;
};

template <typename Stored>
double decoded(std::uint64_t bits) {
    return static_cast<double>(static_cast<Stored>(bits));
}

constexpr Type types[] = {
    {unsigned_bytes, 1, decoded<std::uint8_t>},
    {0x09, 1, decoded<std::int8_t>},
    {0x0b, 2, decoded<std::int16_t>},
    {0x0c, 4, decoded<std::int32_t>},
    {0x0d, 4,
     [](std::uint64_t bits) {
         return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
     }},
    {0x0e, 8, [](std::uint64_t bits) { return std::bit_cast<double>(bits); }}};

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t bits = 0;
    for (const char byte : bytes) bits = bits << 8 | static_cast<unsigned char>(byte);
    return bits;
}

/// An array as it lies in the file.
struct Parsed {
    const Type* type = nullptr;
    std::vector<std::size_t> shape;
    std::string_view data;
};

/// A magic number that holds type and number of dimensions.
unsigned read_magic(const InputFile& file) {
    const std::string_view bytes = file.bytes();
    if (is_idx(file) && bytes.size() >= 4 && bytes[3] != 0) {
        return static_cast<unsigned char>(bytes[2]);
    }
    throw FileError(file.path(), "byte 0: not an IDX file");
}

/// The lengths, 4 bytes each, behind the magic number.
std::vector<std::size_t> read_shape(const InputFile& file) {
    const std::string_view bytes = file.bytes();
    const std::size_t dimensions = static_cast<unsigned char>(bytes[3]);
    std::vector<std::size_t> shape;
    for (std::size_t k = 1; k <= dimensions; ++k) {
        if (bytes.size() < 4 * (k + 1)) {
            throw FileError(file.path(), fmt::format("byte {}: the file ends inside its IDX header",
                                                     bytes.size()));
        }
        shape.push_back(big_endian(bytes.substr(4 * k, 4)));
    }
    return shape;
}

Parsed parse(const InputFile& file, const Type& type) {
    Parsed array{&type, read_shape(file), {}};
    std::size_t needed = type.size;
    for (const std::size_t length : array.shape) {
        if (!__builtin_mul_overflow(needed, length, &needed)) continue;
        throw FileError(file.path(), "byte 4: the lengths in the IDX header are beyond all memory");
    }
    array.data = file.bytes().substr(4 * (array.shape.size() + 1));
    if (array.data.size() == needed) return array;
    throw FileError(
        file.path(),
        fmt::format("{} bytes of data expected for shape ({}), {} found", needed,
                    fmt::join(array.shape, ", "),
                    array.data.size() > needed ? "more" : fmt::format("{}", array.data.size())));
}

}  // namespace

bool is_idx(const InputFile& file) {
    using namespace std::string_view_literals;
    return file.bytes().starts_with("\0\0"sv);
}

IdxArray read_idx(const std::filesystem::path& path) {
    const InputFile file(path);
    const unsigned code = read_magic(file);
    if (code != unsigned_bytes) {
        throw FileError(path, fmt::format("byte 2: IDX type 0x{:02x} given, 0x{:02x} (unsigned "
                                          "bytes) expected",
                                          code, unsigned_bytes));
    }
    Parsed array = parse(file, types[0]);
    return {std::move(array.shape), {array.data.begin(), array.data.end()}};
}

IdxNumbers read_idx_numbers(const InputFile& file) {
    const unsigned code = read_magic(file);
    for (const Type& type : types) {
        if (type.code != code) continue;
        Parsed array = parse(file, type);
        IdxNumbers numbers{std::move(array.shape), {}, code == unsigned_bytes};
        numbers.values.reserve(array.data.size() / type.size);
        for (std::size_t at = 0; at < array.data.size(); at += type.size) {
            numbers.values.push_back(type.decoded(big_endian(array.data.substr(at, type.size))));
        }
        return numbers;
    }
    throw FileError(file.path(), fmt::format("byte 2: IDX type 0x{:02x} given, one of 0x08, 0x09, "
                                             "0x0b, 0x0c, 0x0d, 0x0e expected",
                                             code));
}

}  // namespace regimes
