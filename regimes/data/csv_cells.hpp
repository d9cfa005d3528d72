// SPDX-License-Identifier: BSD-3-Clause
// Lines, cells and numbers of text files, as people and programs write them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "regimes/data/input_file.hpp"

namespace regimes {

std::string_view without_byte_order_mark(std::string_view text);

/// The text in a file, without a byte order mark.
/// Errors: FileError if it is UTF-16, or no text.
std::string_view csv_text(const InputFile& file);

/// The lines of a text from front to back, but for comments, which begin with '#' (not with #N/A or
/// another error of Excel). They end in LF, CR LF, or CR alone where the text has no LF.
class CsvLines {
public:
    explicit CsvLines(std::string_view text);

    /// The next line that is neither blank nor a comment; false at the end.
    bool next(std::string_view& line);
    /// The same if that line is the first one: a quoted cell of a header may have several lines.
    bool first(std::string_view& line);

    std::size_t row() const { return begin_; }  ///< in which the line begins, from 1
    /// The first of the blank lines passed over just before it; 0: none.
    std::size_t blank_row() const { return blank_row_; }
    std::string_view rest() const { return rest_; }
    std::size_t comments() const { return comments_; }  ///< passed over so far

private:
    std::string_view cut();

    std::string_view rest_;
    char end_;
    std::size_t row_ = 0;    ///< cut off last
    std::size_t begin_ = 0;  ///< of the line given last
    std::size_t blank_row_ = 0;
    std::size_t comments_ = 0;
};

/// The cells of one line, from left to right, without blanks and quotes around them.
class CsvCells {
public:
    CsvCells(std::string_view line, char separator);
    bool next(std::string_view& cell);

private:
    std::size_t find_end() const;

    std::string_view rest_;
    char separator_;
    bool at_end_ = false;
};

/// What separates the cells of a table that begins with these two lines (the second may be empty):
/// of ';', ',', tab that which gives both equally many cells, more than one, and the second line
/// the greatest share of numbers (the first of equals), else the first that the first line has,
/// else ' ', which stands for any number of blanks and tabs, or LF (or ';') for a single column.
char find_separator(std::string_view first, std::string_view second);

/// What a cell holds.
struct CsvNumber {
    enum class Kind { number, empty, missing, word, infinite, out_of_range };

    Kind kind = Kind::word;
    double value = 0.0;
    bool is_plain = false;  ///< a whole number, written as digits and perhaps a sign
    char mark = '\0';       ///< in front of the decimals; 0: none, or not looked for

    bool is_missing() const { return kind == Kind::empty || kind == Kind::missing; }
};

/// Numbers have a decimal point, or a comma where `with_commas`; exponents may be Fortran's (1.5D3,
/// 1.5-100). Missing are nan and what pandas, R, Excel and SAS write: NA, N/A, null, None, ?, ...
CsvNumber parse_cell(std::string_view cell, bool with_commas);

/// True and False as pandas, R and others write them: True, TRUE, true; or nothing.
std::optional<bool> truth_value(std::string_view cell);

/// True for what looks like a number and is none: "1.2.3", "4,5", "1e", "5 %", "\"7444.2". In a
/// line of its own a single letter makes no difference: "1x".
bool is_broken_number(std::string_view cell, bool is_alone);

/// True if these cells look like one number that a decimal comma was taken to separate: no program
/// writes -0, 05, or more than 15 digits as a whole number.
bool are_halves(std::string_view whole, std::string_view decimals);

/// "": nothing to add; or why this, which is no number, is none, in brackets.
std::string reason_against(std::string_view cell, char separator);

/// What is wrong with a cell of this kind, which is no number.
std::string trouble_with(std::string_view cell, CsvNumber::Kind kind, char separator);

/// In quotes, long ones cut.
std::string quoted(std::string_view cell);

/// UTF-8 without control characters, from UTF-8 or Latin-1; doubled quotes are one.
std::string name_text(std::string_view cell);

}  // namespace regimes
