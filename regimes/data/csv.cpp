// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "regimes/data/file_error.hpp"

namespace regimes {

namespace {

constexpr std::size_t shown_letters = 40;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

std::string quoted(std::string_view word) {
    const bool is_long = word.size() > shown_letters;
    return fmt::format("\"{}{}\"", word.substr(0, shown_letters), is_long ? "..." : "");
}

/// What separates the cells of this line; a blank stands for any number of blanks and tabs.
char find_separator(std::string_view line) {
    bool in_quotes = false;
    std::string outside;
    for (const char c : line) {
        if (c == '"') in_quotes = !in_quotes;
        if (!in_quotes) outside += c;
    }
    for (const char separator : {';', ',', '\t'}) {
        if (outside.find(separator) != outside.npos) return separator;
    }
    return ' ';
}

/// The cells of one line, from left to right.
class Cells {
public:
    Cells(std::string_view line, char separator)
        : rest_(separator == ' ' ? trimmed(line) : line), separator_(separator) {}

    bool next(std::string_view& cell) {
        if (at_end_) return false;
        const std::size_t end = find_end();
        cell = unquoted(trimmed(rest_.substr(0, end)));
        at_end_ = end == rest_.size();
        rest_.remove_prefix(at_end_ ? end : end + 1);
        if (separator_ == ' ') rest_ = trimmed(rest_);
        return true;
    }

private:
    std::size_t find_end() const {
        std::size_t from = 0;
        while (from < rest_.size() && rest_[from] == ' ') ++from;
        if (from < rest_.size() && rest_[from] == '"') {
            const std::size_t quote = closing_quote(from + 1);
            if (quote != rest_.npos) from = quote;
        }
        const std::size_t end =
            separator_ == ' ' ? rest_.find_first_of(" \t", from) : rest_.find(separator_, from);
        return std::min(end, rest_.size());
    }

    /// A quote that stands for itself is doubled.
    std::size_t closing_quote(std::size_t from) const {
        std::size_t quote = rest_.find('"', from);
        while (quote != rest_.npos && rest_.substr(quote, 2) == "\"\"") {
            quote = rest_.find('"', quote + 2);
        }
        return quote;
    }

    static std::string_view unquoted(std::string_view cell) {
        if (cell.size() < 2 || cell.front() != '"' || cell.back() != '"') return cell;
        return trimmed(cell.substr(1, cell.size() - 2));
    }

    std::string_view rest_;
    char separator_;
    bool at_end_ = false;
};

enum class Outcome { number, empty, word, not_a_number, infinite, out_of_range };

Outcome parse_cell(std::string_view cell, double& number) {
    if (cell.empty()) return Outcome::empty;
    const char* first = cell.data();
    const char* last = first + cell.size();
    if (*first == '+' && last - first > 1 && first[1] != '-') ++first;
    const auto [stop, error] = std::from_chars(first, last, number);
    if (error == std::errc::invalid_argument || stop != last) return Outcome::word;
    if (error == std::errc::result_out_of_range) return Outcome::out_of_range;
    if (std::isnan(number)) return Outcome::not_a_number;
    return std::isinf(number) ? Outcome::infinite : Outcome::number;
}

bool is_missing(Outcome outcome) {
    return outcome == Outcome::empty || outcome == Outcome::not_a_number;
}

class CsvReader {
public:
    CsvReader(const InputFile& file, MissingCells missing)
        : file_(file), rest_(file.bytes()), missing_(missing) {
        constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
        if (rest_.starts_with(byte_order_mark)) rest_.remove_prefix(byte_order_mark.size());
    }

    Table read() {
        file_.expect_one_pass(true);
        check_text();
        while (!rest_.empty()) {
            ++row_;
            const std::string_view line = next_line();
            const std::string_view text = trimmed(line);
            if (text.empty()) {
                if (blank_row_ == 0) blank_row_ = row_;
            } else if (text.front() != '#') {
                read_line(line);
            }
        }
        if (values_->empty()) fail(columns_ > 0 ? "a header and no data rows" : "no numbers");
        return {values_,
                MatrixView(values_->data(), rows(), columns_, columns_, MatrixView::Order::rows)};
    }

private:
    Index rows() const { return static_cast<Index>(values_->size()) / columns_; }

    [[noreturn]] void fail(const char* found) const {
        throw FileError(file_.path(), fmt::format("the file holds {}", found));
    }

    [[noreturn]] void fail_row(std::size_t row, const std::string& what) const {
        throw FileError(file_.path(), fmt::format("row {} {}", row, what));
    }

    void check_text() const {
        const std::size_t zero = rest_.substr(0, 4096).find('\0');
        if (zero == rest_.npos) return;
        throw FileError(file_.path(),
                        fmt::format("byte {} is zero: neither an NPY file nor plain text",
                                    zero + file_.bytes().size() - rest_.size()));
    }

    std::string_view next_line() {
        const std::size_t end = std::min(rest_.find('\n'), rest_.size());
        const std::string_view line = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        return line;
    }

    void read_line(std::string_view line) {
        if (columns_ == 0) {
            separator_ = find_separator(line);
            std::string_view cell;
            for (Cells cells(line, separator_); cells.next(cell);) ++columns_;
            has_header_ = is_header(line);
            if (has_header_) return;
        }
        if (blank_row_ > 0 && !values_->empty()) fail_row(blank_row_, "is blank");
        blank_row_ = 0;
        if (values_->empty()) reserve(line);
        read_row(line);
    }

    /// One number in it would mean that a row of data might be lost.
    bool is_header(std::string_view line) const {
        bool has_word = false;
        std::string_view cell;
        for (Cells cells(line, separator_); cells.next(cell);) {
            double number = 0.0;
            const Outcome outcome = parse_cell(cell, number);
            if (outcome != Outcome::word && outcome != Outcome::empty) return false;
            has_word = has_word || outcome == Outcome::word;
        }
        return has_word;
    }

    /// Room for all rows, if each has as many cells as the first; a cell takes two bytes at least.
    void reserve(std::string_view line) {
        const auto lines = static_cast<std::size_t>(std::count(rest_.begin(), rest_.end(), '\n'));
        const std::size_t cells = (lines + 2) * static_cast<std::size_t>(columns_);
        values_->reserve(std::min(cells, (line.size() + rest_.size()) / 2 + 2));
    }

    void read_row(std::string_view line) {
        Index column = 0;
        std::string_view cell;
        for (Cells cells(line, separator_); cells.next(cell);) {
            ++column;
            double number = 0.0;
            Outcome outcome = parse_cell(cell, number);
            if (is_missing(outcome) && missing_ == MissingCells::not_a_number) {
                outcome = Outcome::number;
                number = std::numeric_limits<double>::quiet_NaN();
            }
            if (outcome != Outcome::number && column <= columns_) {
                fail_cell(column, cell, outcome);
            }
            values_->push_back(number);
        }
        if (column == columns_) return;
        fail_row(row_, fmt::format("has {} cells, {} expected", column, columns_));
    }

    [[noreturn]] void fail_cell(Index column, std::string_view cell, Outcome outcome) const {
        std::string what = quoted(cell);
        switch (outcome) {
            case Outcome::empty: what = "the cell is empty, a number expected"; break;
            case Outcome::not_a_number:
            case Outcome::infinite: what += " is not a finite number"; break;
            case Outcome::out_of_range: what += " is outside the range of double"; break;
            default: what += " is not a number";
        }
        if (outcome == Outcome::word && is_first_row(column)) what += " (a header has words only)";
        throw FileError(file_.path(), fmt::format("row {}, column {}: {}", row_, column, what));
    }

    /// Whether this cell stands in the line that could have been a header.
    bool is_first_row(Index column) const {
        return !has_header_ && static_cast<Index>(values_->size()) < column;
    }

    const InputFile& file_;
    std::string_view rest_;
    MissingCells missing_;
    std::size_t row_ = 0;
    std::size_t blank_row_ = 0;  ///< the first of the blank lines just passed; 0: none
    char separator_ = ',';
    bool has_header_ = false;
    Index columns_ = 0;  ///< 0 before the first line that is read
    std::shared_ptr<std::vector<double>> values_ = std::make_shared<std::vector<double>>();
};

}  // namespace

Table read_csv(const InputFile& file, MissingCells missing) {
    return CsvReader(file, missing).read();
}

}  // namespace regimes
