// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/matrix_market.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "regimes/data/csv_cells.hpp"
#include "regimes/data/file_error.hpp"

namespace regimes {

namespace {

constexpr Index largest_side = 2147483648;

class MatrixMarketReader {
public:
    explicit MatrixMarketReader(const InputFile& file)
        : file_(file), rest_(without_byte_order_mark(file.bytes())) {}

    LabelledMatrix read() {
        read_banner();
        read_sizes();
        EntryList entries;
        Index listed = 0;
        while (next_line()) {
            if (++listed > count_) fail(fmt::format("more entries than the {} announced", count_));
            read_entry(entries);
        }
        if (listed < count_) {
            throw FileError(file_.path(),
                            fmt::format("{} entries announced, {} given", count_, listed));
        }
        if (listed == 0) throw FileError(file_.path(), "no entry of the matrix is known");
        LabelledMatrix matrix = entries.matrix(file_.path().string());
        note(matrix);
        return matrix;
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw FileError(file_.path(), fmt::format("row {}: {}", row_, what));
    }

    /// The words of the next line that is neither blank nor a comment.
    bool next_line() {
        while (!rest_.empty()) {
            const std::string_view line = cut();
            if (line.starts_with('%') && row_ > 1) continue;
            words_.clear();
            std::string_view word;
            for (CsvCells cells(line, ' '); cells.next(word);) {
                if (!word.empty()) words_.push_back(word);
            }
            if (!words_.empty()) return true;
        }
        return false;
    }

    std::string_view cut() {
        const std::size_t end = rest_.find('\n');
        std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(end == rest_.npos ? rest_.size() : end + 1);
        ++row_;
        if (line.ends_with('\r')) line.remove_suffix(1);
        return line;
    }

    void read_banner() {
        next_line();
        std::vector<std::string> kind;
        for (const std::string_view word : words_) {
            std::string lower(word);
            std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
                return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            });
            kind.push_back(lower);
        }
        if (kind.size() != 5) {
            fail("a line \"%%MatrixMarket matrix coordinate real general\" or the like expected");
        }
        expect("object", kind[1], {"matrix"});
        expect("format", kind[2], {"coordinate"});
        expect("values", kind[3], {"real", "double", "integer"});
        expect("symmetry", kind[4], {"general", "symmetric"});
        is_symmetric_ = kind[4] == "symmetric";
    }

    void expect(const char* what, const std::string& given,
                const std::vector<std::string>& choices) const {
        if (std::find(choices.begin(), choices.end(), given) != choices.end()) return;
        const char* why = given == "pattern" ? ", which has no values" : "";
        fail(fmt::format("{} {} given{}; {} expected", what, regimes::quoted(given), why,
                         fmt::join(choices, " or ")));
    }

    void read_sizes() {
        if (!next_line() || words_.size() != 3)
            fail("rows, columns and number of entries expected");
        rows_ = whole(0, largest_side);
        cols_ = whole(1, largest_side);
        count_ = whole(2, rows_ * cols_);
        if (is_symmetric_ && rows_ != cols_) {
            fail(fmt::format("a symmetric matrix of {} rows and {} columns", rows_, cols_));
        }
    }

    void read_entry(EntryList& entries) {
        if (words_.size() != 3) fail("row, column and value expected");
        const std::string row = std::to_string(whole(0, rows_));
        const std::string col = std::to_string(whole(1, cols_));
        const CsvNumber number = parse_cell(words_[2], false);
        if (number.kind != CsvNumber::Kind::number) {
            fail(fmt::format("{} is not a finite number", regimes::quoted(words_[2])));
        }
        entries.add(row, col, number.value, row_);
        if (is_symmetric_ && row != col) entries.add(col, row, number.value, row_);
    }

    /// A whole number from 1 to `most`.
    Index whole(std::size_t word, Index most) const {
        const std::string_view text = words_[word];
        Index value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        const bool is_whole = error == std::errc() && end == text.data() + text.size();
        if (is_whole && value >= 1 && value <= most) return value;
        fail(fmt::format("{} given, a whole number from 1 to {} expected", regimes::quoted(text),
                         most));
    }

    void note(LabelledMatrix& matrix) const {
        const std::string path = file_.path().string();
        std::vector<std::string> notes = {
            fmt::format("{}: a MatrixMarket file of {} x {}: entries that are not listed are "
                        "unknown",
                        path, rows_, cols_)};
        const Index rows = rows_ - matrix.matrix.rows;
        const Index cols = cols_ - matrix.matrix.cols;
        if (rows > 0)
            notes.push_back(fmt::format("{}: rows without an entry left out: {}", path, rows));
        if (cols > 0) {
            notes.push_back(fmt::format("{}: columns without an entry left out: {}", path, cols));
        }
        matrix.notes.insert(matrix.notes.begin(), notes.begin(), notes.end());
    }

    const InputFile& file_;
    std::string_view rest_;
    std::size_t row_ = 0;
    std::vector<std::string_view> words_;
    bool is_symmetric_ = false;
    Index rows_ = 0;
    Index cols_ = 0;
    Index count_ = 0;
};

}  // namespace

bool is_matrix_market(const InputFile& file) {
    return without_byte_order_mark(file.bytes()).starts_with(matrix_market_magic);
}

LabelledMatrix read_matrix_market(const InputFile& file) { return MatrixMarketReader(file).read(); }

}  // namespace regimes
