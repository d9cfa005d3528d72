// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/npz.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>

#include "regimes/core/nearest_name.hpp"
#include "regimes/data/file_error.hpp"
#include "regimes/data/gzip.hpp"

namespace regimes {

namespace {

constexpr std::string_view ending = ".npz";
constexpr std::string_view array_ending = ".npy";

// Signatures of ZIP and the sizes of what they begin, without names.
constexpr std::string_view local_mark = "PK\3\4";
constexpr std::string_view entry_mark = "PK\1\2";
constexpr std::string_view end_mark = "PK\5\6";
constexpr std::size_t local_size = 30;
constexpr std::size_t entry_size = 46;
constexpr std::size_t end_size = 22;

constexpr unsigned stored = 0;
constexpr unsigned deflated = 8;

/// An array as the directory at the end of the archive has it.
struct Entry {
    std::string name;
    unsigned method = stored;
    std::uint32_t checksum = 0;
    std::uint64_t packed_size = 0;
    std::uint64_t size = 0;
    std::uint64_t offset = 0;
};

class Archive {
public:
    Archive(std::string_view bytes, const std::filesystem::path& path)
        : bytes_(bytes), path_(path) {
        read_directory();
    }

    const std::vector<Entry>& entries() const { return entries_; }

    std::string content(const Entry& entry) const {
        expect(entry.offset, local_mark, local_size);
        const std::uint64_t start =
            entry.offset + local_size + number(entry.offset + 26, 2) + number(entry.offset + 28, 2);
        if (start > bytes_.size() || entry.packed_size > bytes_.size() - start) damaged();
        const std::string_view packed = bytes_.substr(start, entry.packed_size);
        std::string plain;
        if (entry.method == stored) {
            plain = packed;
        } else if (entry.method == deflated) {
            plain = unpack_deflate(packed, entry.size, path_);
        } else {
            throw FileError(path_, fmt::format("array {}: compression {} given, 0 or 8 expected",
                                               entry.name, entry.method));
        }
        const auto sum = crc32_z(0, reinterpret_cast<const Bytef*>(plain.data()), plain.size());
        if (static_cast<std::uint32_t>(sum) == entry.checksum) return plain;
        throw FileError(path_, fmt::format("array {}: the checksum is another", entry.name));
    }

private:
    [[noreturn]] void damaged() const { throw FileError(path_, "the ZIP archive is damaged"); }

    /// Little-endian; domain: it is in the file.
    std::uint64_t number(std::uint64_t at, unsigned size) const {
        std::uint64_t value = 0;
        for (unsigned k = size; k > 0; --k) {
            value = value << 8 | static_cast<unsigned char>(bytes_[at + k - 1]);
        }
        return value;
    }

    void expect(std::uint64_t at, std::string_view mark, std::size_t size) const {
        if (at > bytes_.size() || bytes_.size() - at < size) damaged();
        if (bytes_.substr(at, mark.size()) != mark) damaged();
    }

    void read_directory() {
        const std::size_t end = bytes_.rfind(end_mark);
        if (end == bytes_.npos) throw FileError(path_, "not an NPZ file, in spite of its name");
        expect(end, end_mark, end_size);
        const std::uint64_t count = number(end + 10, 2);
        std::uint64_t at = number(end + 16, 4);
        for (std::uint64_t k = 0; k < count; ++k) {
            expect(at, entry_mark, entry_size);
            Entry entry;
            entry.method = static_cast<unsigned>(number(at + 10, 2));
            entry.checksum = static_cast<std::uint32_t>(number(at + 16, 4));
            entry.packed_size = number(at + 20, 4);
            entry.size = number(at + 24, 4);
            entry.offset = number(at + 42, 4);
            if (entry.size == UINT32_MAX) {
                throw FileError(path_, "arrays of 4 GB and more are read from NPY files only");
            }
            const std::uint64_t name_size = number(at + 28, 2);
            at += entry_size;
            if (bytes_.size() - at < name_size) damaged();
            entry.name = bytes_.substr(at, name_size);
            if (entry.name.ends_with(array_ending)) {
                entry.name.resize(entry.name.size() - array_ending.size());
            }
            at += name_size + number(at - entry_size + 30, 2) + number(at - entry_size + 32, 2);
            entries_.push_back(std::move(entry));
        }
    }

    std::string_view bytes_;
    const std::filesystem::path& path_;
    std::vector<Entry> entries_;
};

}  // namespace

bool is_npz(const std::filesystem::path& file) { return file.extension() == ending; }

NpzPath split_npz_path(const std::filesystem::path& path) {
    const std::string text = path.string();
    const std::size_t colon = text.rfind(':');
    if (colon == text.npos || !is_npz(text.substr(0, colon))) return {path, ""};
    return {text.substr(0, colon), text.substr(colon + 1)};
}

bool is_scipy(const std::vector<std::string>& names) {
    const auto has = [&](const char* name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    return has("format") && has("shape") && has("data");
}

std::vector<std::string> npz_arrays(std::string_view bytes, const std::filesystem::path& path) {
    const Archive archive(bytes, path);
    std::vector<std::string> names;
    for (const Entry& entry : archive.entries()) names.push_back(entry.name);
    return names;
}

std::string read_npz_array(std::string_view bytes, const NpzPath& path) {
    const Archive archive(bytes, path.file);
    for (const Entry& entry : archive.entries()) {
        if (entry.name == path.array) return archive.content(entry);
    }
    const std::vector<std::string> names = npz_arrays(bytes, path.file);
    if (path.array.empty() && names.size() == 1) return archive.content(archive.entries().front());
    if (names.empty()) throw FileError(path.file, "the archive holds no array");
    if (path.array.empty() && is_scipy(names)) {
        throw FileError(path.file, "a sparse matrix, a dense one expected");
    }
    if (path.array.empty()) {
        throw FileError(path.file,
                        fmt::format("{} arrays: {}; name one of them, as in {}:{}", names.size(),
                                    fmt::join(names, ", "), path.file.string(), names.front()));
    }
    throw FileError(path.file, fmt::format("no array {}, one of {} expected{}", path.array,
                                           fmt::join(names, ", "), suggestion(path.array, names)));
}

}  // namespace regimes
