// SPDX-License-Identifier: BSD-3-Clause
// Files changed at random: what we read of them is what a small strict reader reads.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <regex>
#include <sstream>

#include "regimes/core/random.hpp"
#include "regimes/data/npy.hpp"
#include "regimes/data/read_table.hpp"
#include "regimes/data/scratch_folder_test.hpp"

namespace regimes {
namespace {

using Rows = std::vector<std::vector<double>>;

/// The numbers of a text of one separator, with or without a line of names on top. It knows no
/// quotes, comments, marks, or blanks, and refuses what is not as plain as that.
std::optional<Rows> strict_rows(const std::string& text, char separator) {
    static const std::regex number("[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]+)?");
    static const std::regex name("[A-Za-z_][A-Za-z_0-9]*");
    Rows rows;
    std::istringstream lines(text);
    std::size_t columns = 0;
    bool is_first = true;
    for (std::string line; std::getline(lines, line);) {
        std::vector<std::string> cells(1);
        for (const char c : line) {
            if (c == separator) {
                cells.emplace_back();
            } else {
                cells.back() += c;
            }
        }
        if (columns == 0) columns = cells.size();
        if (cells.size() != columns) return std::nullopt;
        std::size_t names = 0;
        std::vector<double> row;
        for (const std::string& cell : cells) {
            if (std::regex_match(cell, number)) row.push_back(std::strtod(cell.c_str(), nullptr));
            if (std::regex_match(cell, name)) ++names;
        }
        if (row.size() == columns) rows.push_back(row);
        if (row.size() != columns && !(is_first && names == columns)) return std::nullopt;
        is_first = false;
    }
    for (const std::vector<double>& row : rows) {
        for (const double value : row) {
            if (!std::isfinite(value)) return std::nullopt;
        }
    }
    return rows.empty() ? std::nullopt : std::optional(rows);
}

std::optional<Rows> our_rows(const std::filesystem::path& path) {
    try {
        const Table table = read_table(path);
        Rows rows;
        for (Index n = 0; n < table.view().rows; ++n) {
            rows.emplace_back();
            for (Index k = 0; k < table.view().cols; ++k) rows.back().push_back(table.view()(n, k));
        }
        return rows;
    } catch (const FileError&) {
        return std::nullopt;
    }
}

class Mutations {
public:
    explicit Mutations(std::uint64_t seed) : random_(seed, "mutations") {}

    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_.below(bound)); }

    std::string table(char separator) {
        const std::size_t columns = 2 + below(4);
        std::string text;
        if (below(2) == 0) {
            for (std::size_t k = 0; k < columns; ++k) {
                text += (k > 0 ? std::string(1, separator) : "") + "c" + std::to_string(k);
            }
            text += "\n";
        }
        for (std::size_t n = 1 + below(5); n > 0; --n) {
            for (std::size_t k = 0; k < columns; ++k) {
                text += (k > 0 ? std::string(1, separator) : "") + std::to_string(random_.normal());
            }
            text += "\n";
        }
        return text;
    }

    std::string mutated(std::string text, const std::string& letters) {
        for (std::size_t left = below(4); left > 0; --left) {
            const std::size_t at = below(text.size());
            const char letter = letters[below(letters.size())];
            switch (below(3)) {
                case 0: text[at] = letter; break;
                case 1: text.insert(at, 1, letter); break;
                default: text.erase(at, 1); break;
            }
        }
        return text;
    }

private:
    RandomStream random_;
};

TEST(MutatedTables, CsvIsReadAsByAStrictReader) {
    const ScratchFolder folder;
    int compared = 0;
    for (std::uint64_t seed = 0; seed < 3000; ++seed) {
        Mutations mutations(seed);
        const char separator = ",;\t"[mutations.below(3)];
        const std::string letters = std::string("0123456789.-+eE\nx ") + separator;
        const std::string text = mutations.mutated(mutations.table(separator), letters);
        const auto expected = strict_rows(text, separator);
        const auto found = our_rows(folder.file("x.csv", text));
        if (!expected || !found) continue;
        ++compared;
        EXPECT_EQ(*found, *expected) << seed << "\n" << text;
    }
    EXPECT_GT(compared, 1500);
}

// Of a changed header only a shape that fits the data, and a type that has their size, is taken.
TEST(MutatedTables, NpyKeepsItsNumbers) {
    const ScratchFolder folder;
    int compared = 0;
    for (std::uint64_t seed = 0; seed < 1000; ++seed) {
        Mutations mutations(seed);
        Matrix matrix(2 + mutations.below(3), 1 + mutations.below(4));
        for (Index k = 0; k < matrix.size(); ++k) matrix.data()[k] = static_cast<double>(k) + 0.5;
        write_npy(folder / "x.npy", matrix);
        std::string bytes = read_bytes(folder / "x.npy");
        bytes = mutations.mutated(bytes.substr(0, 80), "0123456789,() ") + bytes.substr(80);
        const auto found = our_rows(folder.file("y.npy", bytes));
        if (!found) continue;
        ++compared;
        std::vector<double> values;
        for (const auto& row : *found) values.insert(values.end(), row.begin(), row.end());
        ASSERT_EQ(static_cast<Index>(values.size()), matrix.size()) << seed;
        const std::string data = bytes.substr(bytes.size() - 8 * values.size());
        std::vector<double> stored(values.size());
        std::memcpy(stored.data(), data.data(), data.size());
        EXPECT_EQ(values, stored) << seed;
    }
    EXPECT_GT(compared, 100);
}

}  // namespace
}  // namespace regimes
