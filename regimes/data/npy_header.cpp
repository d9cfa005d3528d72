// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/npy_header.hpp"

#include <fmt/format.h>

#include <charconv>
#include <set>

#include "regimes/data/file_error.hpp"

namespace regimes {

namespace {

constexpr std::string_view blanks = " \t\r\n";

/// Where the dictionary lies.
struct DictionaryPlace {
    std::size_t offset;
    std::size_t size;
};

DictionaryPlace find_dictionary(std::string_view file, const std::filesystem::path& path) {
    const auto demand = [&](std::size_t size) {
        if (size <= file.size()) return;
        throw FileError(path,
                        fmt::format("byte {}: the file ends inside its NPY header", file.size()));
    };
    const auto byte = [&](std::size_t at) -> std::size_t {
        demand(at + 1);
        return static_cast<unsigned char>(file[at]);
    };
    const std::size_t major = byte(6);
    const std::size_t minor = byte(7);
    if (major < 1 || major > 3 || minor != 0) {
        throw FileError(path, fmt::format("byte 6: NPY version {}.{} given, 1.0 to 3.0 expected",
                                          major, minor));
    }
    const std::size_t width = major == 1 ? 2 : 4;
    std::size_t size = 0;
    for (std::size_t i = width; i-- > 0;) size = size << 8 | byte(8 + i);
    const std::size_t offset = 8 + width;
    demand(offset + size);
    return {offset, size};
}

/// Reads the Python dictionary {'descr': ..., 'fortran_order': ..., 'shape': ...}.
class DictionaryParser {
public:
    DictionaryParser(std::string_view file, DictionaryPlace place,
                     const std::filesystem::path& path)
        : text_(file.substr(0, place.offset + place.size)), path_(path), at_(place.offset) {}

    NpyHeader parse() {
        NpyHeader header;
        expect('{');
        while (!accept('}')) {
            read_entry(header);
            if (accept(',')) continue;
            expect('}');
            break;
        }
        skip_blanks();
        if (at_ < text_.size()) fail("the end of the NPY header");
        for (const char* key : {"descr", "fortran_order", "shape"}) {
            if (!keys_.contains(key)) fail(fmt::format("the key '{}' in the NPY header", key));
        }
        header.data_offset = text_.size();
        return header;
    }

private:
    [[noreturn]] void fail(const std::string& expected) const {
        throw FileError(path_, fmt::format("byte {}: {} expected", at_, expected));
    }

    void skip_blanks() {
        while (at_ < text_.size() && blanks.find(text_[at_]) != blanks.npos) ++at_;
    }

    bool next_is(char c) {
        skip_blanks();
        return at_ < text_.size() && text_[at_] == c;
    }

    bool accept(char c) {
        const bool found = next_is(c);
        if (found) ++at_;
        return found;
    }

    void expect(char c) {
        if (!accept(c)) fail(fmt::format("'{}' in the NPY header", c));
    }

    bool accept_word(std::string_view word) {
        skip_blanks();
        if (text_.substr(at_, word.size()) != word) return false;
        at_ += word.size();
        return true;
    }

    void read_entry(NpyHeader& header) {
        const std::string key = read_string();
        if (!keys_.insert(key).second) fail(fmt::format("one '{}' in the NPY header", key));
        expect(':');
        if (key == "descr") {
            header.descr = next_is('\'') || next_is('"') ? read_string() : read_expression();
        } else if (key == "fortran_order") {
            header.fortran_order = accept_word("True");
            if (!header.fortran_order && !accept_word("False")) fail("True or False");
        } else if (key == "shape") {
            header.shape = read_shape();
        } else {
            fail("none but the keys 'descr', 'fortran_order' and 'shape'");
        }
    }

    std::string read_string() {
        const char quote = next_is('"') ? '"' : '\'';
        expect(quote);
        const std::size_t end = text_.find(quote, at_);
        if (end == text_.npos) fail("a closing quote in the NPY header");
        const std::string string(text_.substr(at_, end - at_));
        at_ = end + 1;
        return string;
    }

    /// The text up to the next comma or brace outside brackets: a type we can only name.
    std::string read_expression() {
        const std::size_t start = at_;
        int depth = 0;
        for (; at_ < text_.size(); ++at_) {
            const char c = text_[at_];
            if (depth == 0 && (c == ',' || c == '}')) break;
            if (c == '(' || c == '[' || c == '{') ++depth;
            if (c == ')' || c == ']' || c == '}') --depth;
        }
        if (at_ == start) fail("the type of the entries");
        return std::string(text_.substr(start, at_ - start));
    }

    std::vector<std::uint64_t> read_shape() {
        std::vector<std::uint64_t> shape;
        expect('(');
        while (!accept(')')) {
            shape.push_back(read_number());
            if (accept(',')) continue;
            if (shape.size() == 1) expect(',');  // (3) is a number and no tuple
            expect(')');
            break;
        }
        return shape;
    }

    std::uint64_t read_number() {
        skip_blanks();
        std::uint64_t number = 0;
        const char* last = text_.data() + text_.size();
        const auto [stop, error] = std::from_chars(text_.data() + at_, last, number);
        if (error != std::errc()) fail("a length in the shape");
        at_ = static_cast<std::size_t>(stop - text_.data());
        if (at_ < text_.size() && text_[at_] == 'L') ++at_;  // as Python 2 wrote it
        return number;
    }

    std::string_view text_;
    const std::filesystem::path& path_;
    std::size_t at_;
    std::set<std::string> keys_;
};

}  // namespace

NpyHeader parse_npy_header(std::string_view file, const std::filesystem::path& path) {
    return DictionaryParser(file, find_dictionary(file, path), path).parse();
}

std::string shape_text(const std::vector<std::uint64_t>& shape) {
    return fmt::format("({}{})", fmt::join(shape, ", "), shape.size() == 1 ? "," : "");
}

}  // namespace regimes
