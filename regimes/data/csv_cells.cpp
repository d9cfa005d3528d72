// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/csv_cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "regimes/core/utf8.hpp"
#include "regimes/data/file_error.hpp"

namespace regimes {

namespace {

constexpr std::size_t shown_letters = 40;
constexpr std::size_t longest_number = 400;  // digits of a double in full

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
/// Of a letter, or of anything else, beyond ASCII.
bool is_foreign(char c) { return static_cast<unsigned char>(c) >= 0x80; }

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

bool is_comment(std::string_view line) {
    static constexpr std::array<std::string_view, 9> errors = {
        "#N/A", "#NA", "#NV", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#NULL!"};
    const std::string_view first = line.substr(0, line.find_first_of(",;\t"));
    return line.front() == '#' && std::find(errors.begin(), errors.end(), first) == errors.end();
}

bool has_open_quote(std::string_view line) {
    return std::count(line.begin(), line.end(), '"') % 2 == 1;
}

/// Cells of a line, and how many of them hold a number or nothing.
struct CellCount {
    std::size_t all = 0;
    std::size_t numbers = 0;
};

CellCount count_cells(std::string_view line, char separator) {
    CellCount count;
    std::string_view cell;
    for (CsvCells cells(line, separator); cells.next(cell);) {
        ++count.all;
        if (parse_cell(cell, separator != ',').kind != CsvNumber::Kind::word) ++count.numbers;
    }
    return count;
}

/// The same number as from_chars takes it: a comma as a point, Fortran's D, or its exponent without
/// a letter, as e. "" if the cell cannot be a number. Sets `mark`.
std::string respelled(std::string_view cell, bool with_commas, char& mark) {
    std::string text;
    if (cell.size() > longest_number) return text;
    bool has_exponent = false;
    for (std::size_t k = 0; k < cell.size(); ++k) {
        const char c = cell[k];
        const bool follows = k > 0 && (is_digit(cell[k - 1]) || cell[k - 1] == '.');
        if (c == ',' && with_commas && mark == '\0' && !has_exponent) {
            mark = ',';
            text += '.';
        } else if ((c == 'D' || c == 'd') && follows && !has_exponent) {
            has_exponent = true;
            text += 'e';
        } else if ((c == '+' || c == '-') && follows && !has_exponent && mark == '.' &&
                   cell.size() - k == 4) {
            has_exponent = true;  // of three digits, which leave no room for the letter
            text += {'e', c};
        } else {
            if (c == '.' && mark == ',') return "";
            if (c == '.') mark = '.';
            has_exponent = has_exponent || c == 'e' || c == 'E';
            text += c;
        }
    }
    return text;
}

/// True if the whole text is a number, finite or not, or one that is too large or small.
bool parse(std::string_view text, CsvNumber& number) {
    if (text.starts_with('+') && text.size() > 1 && text[1] != '-') text.remove_prefix(1);
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number.value);
    if (error == std::errc::invalid_argument || stop != end) return false;
    using Kind = CsvNumber::Kind;
    number.kind = error == std::errc::result_out_of_range ? Kind::out_of_range
                  : std::isnan(number.value)              ? Kind::missing
                  : std::isinf(number.value)              ? Kind::infinite
                                                          : Kind::number;
    return true;
}

bool is_missing_mark(std::string_view cell) {
    static constexpr std::array<std::string_view, 20> marks = {
        "?",      "NA",       "N/A",     "n/a",      "<NA>",      "#N/A",    "#NA",
        "#NV",    "NULL",     "null",    "None",     "none",      ".",       "-1.#IND",
        "1.#IND", "-1.#QNAN", "1.#QNAN", "nan(ind)", "-nan(ind)", "#N/A N/A"};
    return std::find(marks.begin(), marks.end(), cell) != marks.end();
}

/// 2026-01-31, alone or with a time: a name where it heads a column.
bool is_date(std::string_view cell) {
    const std::string_view form = "dddd-dd-dd";
    if (cell.size() < form.size()) return false;
    for (std::size_t k = 0; k < form.size(); ++k) {
        if (form[k] == 'd' ? !is_digit(cell[k]) : cell[k] != form[k]) return false;
    }
    return cell.size() == form.size() || cell[form.size()] == ' ' || cell[form.size()] == 'T';
}

/// Groups of three digits with one of these between them, at least one: "1,234,567.8".
bool has_thousands(std::string_view cell, std::string_view marks) {
    const std::size_t start = cell.find_first_of("0123456789");
    if (start == cell.npos) return false;
    cell.remove_prefix(start);
    std::size_t group = std::min(cell.find_first_not_of("0123456789"), cell.size());
    if (group > 3 || cell[0] == '0') return false;
    cell.remove_prefix(group);
    if (cell.empty() || marks.find(cell[0]) == marks.npos) return false;
    const char mark = cell[0];
    while (cell.starts_with(mark)) {
        cell.remove_prefix(1);
        group = std::min(cell.find_first_not_of("0123456789"), cell.size());
        if (group != 3) return false;
        cell.remove_prefix(group);
    }
    return true;
}

/// Blanks of one character that other scripts put between digits.
std::string with_plain_blanks(std::string_view cell) {
    std::string text;
    while (!cell.empty()) {
        std::size_t length = 0;
        for (const std::string_view blank : {"\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "\xa0"}) {
            if (length == 0 && cell.starts_with(blank)) length = blank.size();
        }
        text += length > 0 ? ' ' : cell[0];
        cell.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return text;
}

}  // namespace

std::string_view without_byte_order_mark(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    return text;
}

std::string_view csv_text(const InputFile& file) {
    using namespace std::string_view_literals;
    std::string_view text = file.bytes();
    if (text.starts_with("PK\3\4"sv)) {
        throw FileError(file.path(),
                        "neither an NPY file nor plain text, but a ZIP archive: an NPZ file is "
                        "read from a path that ends in .npz");
    }
    const std::size_t zero = text.substr(0, 4096).find('\0');
    const bool alternates = text.size() > 3 && (zero == 0 || zero == 1) && text[zero + 2] == '\0';
    if (text.starts_with("\xff\xfe"sv) || text.starts_with("\xfe\xff"sv) || alternates) {
        throw FileError(file.path(),
                        "the text is UTF-16, UTF-8 expected (in Excel: \"CSV UTF-8\")");
    }
    if (zero != text.npos) {
        throw FileError(file.path(),
                        fmt::format("byte {} is zero: neither an NPY file nor plain text", zero));
    }
    return without_byte_order_mark(text);
}

CsvLines::CsvLines(std::string_view text)
    : rest_(text), end_(text.find('\n') == text.npos ? '\r' : '\n') {}

std::string_view CsvLines::cut() {
    ++row_;
    const std::size_t end = std::min(rest_.find(end_), rest_.size());
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    return line;
}

bool CsvLines::next(std::string_view& line) {
    blank_row_ = 0;
    while (!rest_.empty()) {
        line = cut();
        const std::string_view text = trimmed(line);
        if (text.empty()) {
            if (blank_row_ == 0) blank_row_ = row_;
        } else if (is_comment(text)) {
            ++comments_;
        } else {
            if (line.ends_with('\r')) line.remove_suffix(1);
            begin_ = row_;
            return true;
        }
    }
    return false;
}

bool CsvLines::first(std::string_view& line) {
    constexpr int most_lines = 20;
    if (!next(line)) return false;
    CsvLines ahead = *this;
    std::string_view longer = line;
    for (int k = 0; k < most_lines && has_open_quote(longer) && !ahead.rest_.empty(); ++k) {
        const std::string_view more = ahead.cut();
        longer = {line.data(), static_cast<std::size_t>(more.data() + more.size() - line.data())};
    }
    if (has_open_quote(longer) || longer.size() == line.size()) return true;
    *this = ahead;
    line = longer.ends_with('\r') ? longer.substr(0, longer.size() - 1) : longer;
    return true;
}

CsvCells::CsvCells(std::string_view line, char separator)
    : rest_(separator == ' ' ? trimmed(line) : line), separator_(separator) {}

bool CsvCells::next(std::string_view& cell) {
    if (at_end_) return false;
    const std::size_t end = find_end();
    cell = trimmed(rest_.substr(0, end));
    if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') {
        cell = trimmed(cell.substr(1, cell.size() - 2));
    }
    at_end_ = end == rest_.size();
    rest_.remove_prefix(at_end_ ? end : end + 1);
    if (separator_ == ' ') rest_ = trimmed(rest_);
    return true;
}

/// A quote that stands for itself is doubled.
std::size_t CsvCells::find_end() const {
    std::size_t from = std::min(rest_.find_first_not_of(' '), rest_.size());
    if (from < rest_.size() && rest_[from] == '"') {
        std::size_t quote = rest_.find('"', from + 1);
        while (quote != rest_.npos && rest_.substr(quote, 2) == "\"\"") {
            quote = rest_.find('"', quote + 2);
        }
        if (quote != rest_.npos) from = quote;
    }
    const std::size_t end =
        separator_ == ' ' ? rest_.find_first_of(" \t", from) : rest_.find(separator_, from);
    return std::min(end, rest_.size());
}

char find_separator(std::string_view first, std::string_view second) {
    char found = ' ';
    char fitting = ' ';
    double most = -1.0;  // share of numbers in the second line
    for (const char separator : {';', ',', '\t'}) {
        const std::size_t cells = count_cells(first, separator).all;
        if (cells == 1) continue;
        if (found == ' ') found = separator;
        const CellCount below = count_cells(second, separator);
        if (below.all != cells) continue;
        const double share = static_cast<double>(below.numbers) / static_cast<double>(cells);
        if (share <= most) continue;
        most = share;
        fitting = separator;
    }
    if (fitting != ' ') return fitting;
    // A single column, perhaps with blanks in its name.
    if (found == ' ' && count_cells(second, ';').all > 1) return ';';
    const bool is_single = found == ' ' && !second.empty() && count_cells(second, ' ').all == 1;
    return is_single ? '\n' : found;
}

CsvNumber parse_cell(std::string_view cell, bool with_commas) {
    using Kind = CsvNumber::Kind;
    CsvNumber number;
    if (cell.empty()) {
        number.kind = Kind::empty;
    } else if (parse(cell, number)) {
        if (with_commas && cell.find('.') != cell.npos) number.mark = '.';
        number.is_plain = number.kind == Kind::number && number.value == std::floor(number.value) &&
                          cell.find_first_not_of("+-0123456789") == cell.npos;
    } else if (is_missing_mark(cell)) {
        number.kind = Kind::missing;
    } else if (is_digit(cell.front()) || cell.find_first_of("+-.,") == 0) {
        const std::string text = respelled(cell, with_commas, number.mark);
        if (!parse(text, number)) number.mark = '\0';
    }
    return number;
}

std::optional<bool> truth_value(std::string_view cell) {
    if (cell == "True" || cell == "TRUE" || cell == "true") return true;
    if (cell == "False" || cell == "FALSE" || cell == "false") return false;
    return std::nullopt;
}

bool is_broken_number(std::string_view cell, bool is_alone) {
    if (cell.find_first_of("0123456789") == cell.npos) {
        return !cell.empty() && cell.find_first_not_of("+-.,") == cell.npos;
    }
    const std::size_t head = cell.find_first_not_of("\"' \t+-.,($%");
    if (is_date(cell) || head == cell.npos || is_letter(cell[head])) return false;
    const std::string text = with_plain_blanks(cell);
    std::size_t letters = 0;
    for (std::size_t k = 0; k < text.size(); ++k) {
        const bool is_exponent = k > 0 && (is_digit(text[k - 1]) || text[k - 1] == '.') &&
                                 std::string_view("eEdD").find(text[k]) != std::string_view::npos;
        if ((is_letter(text[k]) && !is_exponent) || is_foreign(text[k])) ++letters;
    }
    return letters == 0 || text.starts_with("0x") || (is_alone && letters == 1);
}

bool are_halves(std::string_view whole, std::string_view decimals) {
    if (decimals.find_first_not_of("0123456789") != decimals.npos) return false;
    const bool is_odd = decimals.size() > 15 || (decimals.size() > 1 && decimals[0] == '0');
    return !decimals.empty() && (whole == "-0" || (is_odd && parse_cell(whole, false).is_plain));
}

std::string reason_against(std::string_view cell, char separator) {
    const std::string text = with_plain_blanks(cell);
    if (has_thousands(text, separator == ',' ? ",' " : ",.' ")) {
        return " (thousands separators are not read)";
    }
    char mark = '\0';
    CsvNumber number;
    if (separator == ',' && parse(respelled(cell, true, mark), number)) {
        return " (decimal commas are read where cells are separated by ; or tabs)";
    }
    return "";
}

std::string trouble_with(std::string_view cell, CsvNumber::Kind kind, char separator) {
    using Kind = CsvNumber::Kind;
    switch (kind) {
        case Kind::empty: return "the cell is empty, a number expected";
        case Kind::missing:
        case Kind::infinite: return quoted(cell) + " is not a finite number";
        case Kind::out_of_range: return quoted(cell) + " is outside the range of double";
        default: return quoted(cell) + " is not a number" + reason_against(cell, separator);
    }
}

std::string quoted(std::string_view cell) {
    const bool is_long = cell.size() > shown_letters;
    return fmt::format("\"{}{}\"", cell.substr(0, shown_letters), is_long ? "..." : "");
}

std::string name_text(std::string_view cell) {
    const bool is_plain = is_utf8(cell);
    std::string name;
    for (std::size_t k = 0; k < cell.size(); ++k) {
        const auto byte = static_cast<unsigned char>(cell[k]);
        if (byte < ' ' || byte == 0x7f) {
            name += ' ';
        } else if (byte < 0x80 || is_plain) {
            name += cell[k];
        } else {
            name += {static_cast<char>(0xc0 | byte >> 6), static_cast<char>(0x80 | (byte & 0x3f))};
        }
        if (cell.substr(k, 2) == "\"\"") ++k;
    }
    return name;
}

}  // namespace regimes
