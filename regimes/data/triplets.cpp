// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/triplets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "regimes/data/csv_cells.hpp"
#include "regimes/data/csv_header.hpp"
#include "regimes/data/file_error.hpp"
#include "regimes/data/npy_header.hpp"
#include "regimes/data/read_table.hpp"

namespace regimes {

namespace {

using Kind = CsvNumber::Kind;
using Places = std::array<std::size_t, 3>;  // of row, column and value among the cells

constexpr std::size_t roles = 3;
constexpr std::array<const char*, roles> role_names = {"row", "column", "value"};
constexpr double largest_number = 9007199254740992.0;  // whole numbers in an NPY file

/// Letters and digits in lower case: "user_id", "User ID" and "userId" are one.
std::string plain_name(std::string_view name) {
    std::string plain;
    for (const char c : name) {
        if (c >= 'A' && c <= 'Z') plain += static_cast<char>(c - 'A' + 'a');
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) plain += c;
    }
    return plain;
}

bool has_role(const std::string& plain, std::size_t role) {
    static const std::array<std::vector<std::string_view>, roles> known = {{
        {"row", "rowid", "i", "user", "userid", "uid", "u", "users", "customerid", "reviewerid"},
        {"column", "col",   "colid",    "columnid", "j",       "item",      "itemid",
         "iid",    "items", "movie",    "movieid",  "product", "productid", "book",
         "bookid", "isbn",  "artistid", "track",    "trackid", "asin",      "v"},
        {"value", "rating", "ratings", "score", "stars", "overall", "x", "count", "plays",
         "bookrating", "weight", "r"},
    }};
    return std::find(known[role].begin(), known[role].end(), plain) != known[role].end();
}

/// Where a header names a row, a column and a value, each once.
std::optional<Places> named_places(const std::vector<std::string>& names) {
    Places places = {};
    for (std::size_t role = 0; role < roles; ++role) {
        Index found = 0;
        for (std::size_t k = 0; k < names.size(); ++k) {
            if (!has_role(plain_name(names[k]), role)) continue;
            places[role] = k;
            ++found;
        }
        if (found != 1) return {};
    }
    return places;
}

std::vector<std::string_view> cells_of(std::string_view line, char separator) {
    std::vector<std::string_view> cells;
    std::string_view cell;
    for (CsvCells rest(line, separator); rest.next(cell);) cells.push_back(cell);
    return cells;
}

/// The lines of a text file of triplets below its header, which is read and resolved.
class TripletLines {
public:
    explicit TripletLines(const InputFile& file) : file_(file), lines_(csv_text(file)) {
        std::string_view line;
        if (!lines_.first(line)) throw FileError(file.path(), "the file holds no triplets");
        CsvLines ahead = lines_;
        std::string_view second;
        if (!ahead.next(second)) second = {};
        separator_ = find_separator(line, second);
        cells_ = cells_of(line, separator_);
        if (first_line(cells_) == FirstLine::names) {
            for (const std::string_view cell : cells_) names_.push_back(name_text(cell));
        } else {
            is_ahead_ = true;
        }
        if (const auto named = named_places(names_)) places_ = *named;
        is_named_ = named_places(names_).has_value();
        count_ = cells_.size();
    }

    const std::vector<std::string>& names() const { return names_; }
    bool is_named() const { return is_named_; }
    std::size_t columns() const { return count_; }
    std::size_t row() const { return lines_.row(); }
    const Places& places() const { return places_; }

    /// The cells of the next line.
    bool next() {
        if (std::exchange(is_ahead_, false)) return true;
        std::string_view line;
        if (!lines_.next(line)) return false;
        if (lines_.blank_row() > 0 && !cells_.empty()) {
            throw FileError(file_.path(), fmt::format("row {} is blank", lines_.blank_row()));
        }
        cells_ = cells_of(line, separator_);
        return true;
    }
    std::size_t size() const { return cells_.size(); }
    std::string_view cell(std::size_t role) const { return cells_[places_[role]]; }
    CsvNumber number(std::size_t role) const { return parse_cell(cell(role), separator_ != ','); }
    const std::vector<std::string_view>& cells() const { return cells_; }
    char separator() const { return separator_; }
    std::string place(std::size_t role) const {
        return fmt::format("row {}, {}", row(),
                           column_text(names_, static_cast<Index>(places_[role])));
    }

private:
    const InputFile& file_;
    CsvLines lines_;
    char separator_ = ',';
    bool is_ahead_ = false;  ///< the first line is one of triplets
    bool is_named_ = false;  ///< by the header
    std::size_t count_ = 0;
    std::vector<std::string_view> cells_;
    std::vector<std::string> names_;
    Places places_ = {0, 1, 2};
};

[[noreturn]] void fail_id(const InputFile& file, Index triplet, std::size_t role, double given) {
    throw FileError(file.path(), fmt::format("triplet {}: {} {} given, a whole number of at least "
                                             "0 expected",
                                             triplet, role_names[role], given));
}

bool is_id(double value) {
    return value >= 0.0 && value <= largest_number && value == std::floor(value);
}

/// The name of a row or a column, 1 for 1.0 as for 1; nothing where there is none.
std::optional<std::string> id_text(const TripletLines& lines, std::size_t role) {
    const CsvNumber number = lines.number(role);
    if (number.kind == Kind::word) return name_text(lines.cell(role));
    if (number.kind != Kind::number || number.value < 0.0) return {};
    if (!number.is_plain) {
        if (!is_id(number.value)) return {};
        return fmt::format("{:.0f}", number.value + 0.0);
    }
    std::string digits(lines.cell(role));
    if (digits.starts_with('+')) digits.erase(0, 1);
    return digits;
}

std::string id_of(const InputFile& file, const TripletLines& lines, Index triplet,
                  std::size_t role) {
    if (const auto id = id_text(lines, role)) return *id;
    const CsvNumber number = lines.number(role);
    if (number.is_missing()) {
        throw FileError(file.path(),
                        fmt::format("{}: no name of a {}", lines.place(role), role_names[role]));
    }
    fail_id(file, triplet, role, number.value);
}

/// 1 and 0 for True and False, where the first line has one of these.
double value_of(const InputFile& file, const TripletLines& lines, bool are_truths) {
    const CsvNumber number = lines.number(2);
    if (are_truths) {
        if (const auto truth = truth_value(lines.cell(2))) return *truth ? 1.0 : 0.0;
        throw FileError(file.path(), fmt::format("{}: {} is neither True nor False, as in the "
                                                 "first line",
                                                 lines.place(2), quoted(lines.cell(2))));
    }
    if (number.kind == Kind::number) return number.value;
    std::string what = trouble_with(lines.cell(2), number.kind, lines.separator());
    if (number.is_missing()) what += "; fill it in, or leave out the line";
    throw FileError(file.path(), lines.place(2) + ": " + what);
}

void check_columns(const std::filesystem::path& path, std::size_t columns, bool is_named) {
    if (is_named || columns == 3 || columns == 4) return;
    throw FileError(path, fmt::format("{} columns; three expected: row, column, value", columns));
}

void add_notes(const std::string& path, const TripletLines& lines,
               std::vector<std::string>& notes) {
    const std::vector<std::string>& names = lines.names();
    if (!names.empty()) {
        const Places& at = lines.places();
        notes.push_back(fmt::format("{}: the header names row {}, column {} and value {}", path,
                                    names[at[0]], names[at[1]], names[at[2]]));
    }
    std::vector<std::string> ignored;
    for (std::size_t k = 0; k < lines.columns(); ++k) {
        if (std::find(lines.places().begin(), lines.places().end(), k) != lines.places().end()) {
            continue;
        }
        ignored.push_back(column_text(names, static_cast<Index>(k)));
    }
    if (ignored.empty()) return;
    notes.push_back(fmt::format("{}: ignored: {}", path, fmt::join(ignored, ", ")));
}

LabelledMatrix text_triplets(const InputFile& file) {
    TripletLines lines(file);
    check_columns(file.path(), lines.columns(), lines.is_named());
    EntryList entries;
    std::string decimal;  // the first number of a row or column that is written so
    bool are_truths = false;
    while (lines.next()) {
        if (lines.size() != lines.columns()) {
            throw FileError(file.path(), fmt::format("row {} has {} cells, {} expected",
                                                     lines.row(), lines.size(), lines.columns()));
        }
        const Index triplet = entries.count() + 1;
        const std::string row = id_of(file, lines, triplet, 0);
        const std::string col = id_of(file, lines, triplet, 1);
        for (std::size_t role = 0; role < 2; ++role) {
            const CsvNumber number = lines.number(role);
            const bool is_decimal = number.kind == Kind::number && !number.is_plain;
            if (is_decimal && decimal.empty()) decimal = lines.cell(role);
        }
        if (triplet == 1) are_truths = truth_value(lines.cell(2)).has_value();
        entries.add(row, col, value_of(file, lines, are_truths), lines.row());
    }
    if (entries.count() == 0) throw FileError(file.path(), "a header and no triplets");
    LabelledMatrix matrix = entries.matrix(file.path().string());
    std::vector<std::string> notes;
    add_notes(file.path().string(), lines, notes);
    if (!decimal.empty()) {
        notes.push_back(fmt::format(
            "{}: rows and columns are whole numbers, however written ({} "
            "is {:.0f})",
            file.path().string(), decimal, parse_cell(decimal, lines.separator() != ',').value));
    }
    if (are_truths) notes.push_back(file.path().string() + ": True and False count as 1 and 0");
    matrix.notes.insert(matrix.notes.begin(), notes.begin(), notes.end());
    return matrix;
}

LabelledMatrix npy_triplets(const std::shared_ptr<const InputFile>& file) {
    const Table table = read_table(file);
    const MatrixView& view = table.view();
    check_columns(file->path(), static_cast<std::size_t>(view.cols), false);
    EntryList entries;
    for (Index n = 0; n < view.rows; ++n) {
        for (std::size_t role = 0; role < 2; ++role) {
            const double given = view(n, static_cast<Index>(role));
            if (!is_id(given)) fail_id(*file, n + 1, role, given);
        }
        entries.add(fmt::format("{:.0f}", view(n, 0)), fmt::format("{:.0f}", view(n, 1)),
                    view(n, 2), static_cast<std::size_t>(n) + 1);
    }
    LabelledMatrix matrix = entries.matrix(file->path().string());
    if (view.cols == 4) {
        matrix.notes.push_back(fmt::format("{}: ignored: column 4", file->path().string()));
    }
    return matrix;
}

/// Names that come again and again, in pairs that do not.
bool are_pairs(const EntryList& entries) {
    return (entries.rows() < entries.count() || entries.cols() < entries.count()) &&
           !entries.repeats();
}

constexpr const char* nothing_missing =
    "names in columns 1 and 2, a number in column 3, and no cell is empty";

std::string text_reason(const InputFile& file) {
    TripletLines lines(file);
    if (lines.is_named()) return "so its header says";
    if (lines.columns() != 3 && lines.columns() != 4) return "";
    EntryList entries;
    while (lines.next()) {
        if (lines.size() != lines.columns()) return "";
        const bool has_value = lines.number(2).kind == Kind::number || truth_value(lines.cell(2));
        if (!has_value) return "";
        const auto row = id_text(lines, 0);
        const auto col = id_text(lines, 1);
        if (!row || !col) return "";
        if (lines.columns() == 4 && parse_cell(lines.cells()[3], false).is_missing()) return "";
        entries.add(*row, *col, 0.0, 0);
    }
    return are_pairs(entries) ? nothing_missing : "";
}

std::string npy_reason(const std::shared_ptr<const InputFile>& file) {
    const Table table = read_table(file, {MissingCells::not_a_number});
    const MatrixView& view = table.view();
    if (view.cols != 3 && view.cols != 4) return "";
    EntryList entries;
    for (Index n = 0; n < view.rows; ++n) {
        for (Index k = 0; k < view.cols; ++k) {
            if (std::isnan(view(n, k)) || (k < 2 && !is_id(view(n, k)))) return "";
        }
        entries.add(fmt::format("{:.0f}", view(n, 0)), fmt::format("{:.0f}", view(n, 1)), 0.0, 0);
    }
    return are_pairs(entries) ? nothing_missing : "";
}

}  // namespace

LabelledMatrix read_triplets(const std::shared_ptr<const InputFile>& file) {
    return file->bytes().starts_with(npy_magic) ? npy_triplets(file) : text_triplets(*file);
}

LabelledMatrix read_triplets(const std::filesystem::path& path) {
    return read_triplets(std::make_shared<const InputFile>(path));
}

std::string reason_for_triplets(const std::shared_ptr<const InputFile>& file) {
    return file->bytes().starts_with(npy_magic) ? npy_reason(file) : text_reason(*file);
}

std::string advice_on_triplets(const InputFile& file) {
    if (file.bytes().starts_with(npy_magic)) return "";
    TripletLines lines(file);
    const std::vector<std::string> names = lines.names();
    if (names.size() < 3 || !lines.next() || lines.size() != names.size()) return "";
    // Words in column 1 may name the rows of a matrix, words in column 2 are in its way.
    const bool has_words =
        lines.number(1).kind == Kind::word ||
        (lines.number(0).kind == Kind::word && index_name(names[0]) == IndexName::none);
    if (!has_words || !id_text(lines, 0) || !id_text(lines, 1)) return "";
    if (names.size() <= 4) {
        return "; lines of row, column and value are read with layout triplets";
    }
    return "; lines of row, column, value and more are read if the header names these three, such "
           "as user, item, rating";
}

}  // namespace regimes
