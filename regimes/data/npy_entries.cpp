// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/npy_entries.hpp"

#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>

#include "regimes/data/file_error.hpp"

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
    return Eigen::half_impl::half_to_float(Eigen::half_impl::raw_uint16_to_half(half.bits));
}

double to_double(Bool boolean) { return boolean.byte != 0 ? 1.0 : 0.0; }

template <typename Stored>
double to_double(Stored stored) {
    return static_cast<double>(stored);
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

void check_not_empty(const NpyHeader& header, const std::filesystem::path& path) {
    if (std::count(header.shape.begin(), header.shape.end(), 0U) == 0) return;
    throw FileError(path, fmt::format("the array is empty, shape {}", shape_text(header.shape)));
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

}  // namespace

template <typename Stored>
NpyEntries::Type NpyEntries::stored_as() {
    return {sizeof(Stored), convert<Stored>};
}

NpyEntries::Type NpyEntries::parse_type(const std::string& descr,
                                        const std::filesystem::path& path) {
    static const std::map<std::string, Type> types = {
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
    Type type = found->second;
    type.swapped = order == '>' && type.size > 1;
    type.is_float64 = found->first == "f8" && !type.swapped;
    return type;
}

NpyEntries::NpyEntries(const InputFile& file)
    : header_(parse_npy_header(file.bytes(), file.path())),
      type_(parse_type(header_.descr, file.path())) {
    check_not_empty(header_, file.path());
    bytes_ = data_bytes(file, header_, type_.size);
}

std::vector<double> NpyEntries::doubles() const {
    std::vector<double> values(bytes_.size() / type_.size);
    type_.to_doubles(bytes_, type_.swapped, values);
    return values;
}

}  // namespace regimes
