// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>
#include <vector>

#include "regimes/data/input_file.hpp"
#include "regimes/data/npy_header.hpp"

namespace regimes {

/// The numbers in an NPY file, of any number of dimensions, in the order in which they are stored.
///
/// Types: floats (2, 4, 8 bytes), integers (1 to 8 bytes, signed or not) and bool, of either byte
/// order.
class NpyEntries {
public:
    /// `file` must outlive this.
    /// Errors: FileError if the header is wrong, the type is another, a dimension is 0, or there
    /// are fewer or more bytes than the shape needs.
    explicit NpyEntries(const InputFile& file);

    const NpyHeader& header() const { return header_; }
    /// As they lie in the file; not more, not less.
    std::string_view bytes() const { return bytes_; }
    /// Whether the bytes are doubles as the processor has them, but for their alignment.
    bool are_float64() const { return type_.is_float64; }

    /// The nearest double to each.
    std::vector<double> doubles() const;

private:
    using Convert = void (*)(std::string_view bytes, bool swapped, std::vector<double>& values);

    /// How an entry is stored.
    struct Type {
        std::size_t size = 0;
        Convert to_doubles = nullptr;
        bool swapped = false;
        bool is_float64 = false;
    };

    template <typename Stored>
    static Type stored_as();
    static Type parse_type(const std::string& descr, const std::filesystem::path& path);

    NpyHeader header_;
    Type type_;
    std::string_view bytes_;
};

}  // namespace regimes
