// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <set>
#include <utility>
#include <vector>

#include "regimes/core/nearest_name.hpp"
#include "regimes/data/csv_cells.hpp"
#include "regimes/data/csv_columns.hpp"
#include "regimes/data/csv_header.hpp"
#include "regimes/data/file_error.hpp"

namespace regimes {

namespace {

using Kind = CsvNumber::Kind;

constexpr std::size_t shown_names = 5;

class CsvReader {
public:
    CsvReader(const InputFile& file, const TableOptions& options)
        : file_(file), options_(options), lines_(csv_text(file)), columns_(refuses_missing()) {}

    Table read() {
        file_.expect_one_pass(true);
        read_lines();
        resolve_first_line();
        if (rows_ == 0) fail(first_.empty() ? "no numbers" : "a header and no data rows");
        resolve_names();
        cut_empty_rows();
        choose_columns();
        check_cells();
        note_truths();
        return table();
    }

private:
    bool wants_only_words() const { return options_.words == ""; }
    bool refuses_missing() const { return options_.missing == MissingCells::refused; }
    std::vector<double>& values() { return *values_; }

    [[noreturn]] void fail(const std::string& found) const {
        throw FileError(file_.path(), "the file holds " + found);
    }
    [[noreturn]] void fail_row(std::size_t row, const std::string& what) const {
        throw FileError(file_.path(), fmt::format("row {} {}", row, what));
    }
    void note(const std::string& what) {
        text_.notes.push_back(fmt::format("{}: {}", file_.path().string(), what));
    }

    void read_lines() {
        std::string_view line;
        if (!lines_.first(line)) return;
        if (line.size() == 5 && line.starts_with("sep=")) {  // as Excel has it
            separator_ = line[4];
            if (!lines_.first(line)) return;
        }
        CsvLines ahead = lines_;
        std::string_view second;
        if (!ahead.next(second)) second = {};
        if (separator_ == '\0') separator_ = find_separator(line, second);
        std::string_view cell;
        for (CsvCells cells(line, separator_); cells.next(cell);) first_.push_back(cell);
        first_row_ = lines_.row();
        kind_ = first_line(first_);
        if (kind_ == FirstLine::numbers) {
            reserve(line.size());
            take_row(first_, first_row_);
        }
        std::vector<std::string_view> row;
        while (lines_.next(line)) {
            if (lines_.blank_row() > 0 && rows_ > 0) fail_row(lines_.blank_row(), "is blank");
            if (rows_ == 0) blank_below_first_ = lines_.blank_row();
            row.clear();
            for (CsvCells cells(line, separator_); cells.next(cell);) row.push_back(cell);
            if (columns_.empty()) reserve(line.size());
            take_row(row, lines_.row());
        }
    }

    /// Room for all rows, if each has as many cells as the first; a cell takes two bytes at least.
    void reserve(std::size_t line) {
        const std::string_view rest = lines_.rest();
        const auto lines = static_cast<std::size_t>(std::count(rest.begin(), rest.end(), '\n'));
        const std::size_t cells = (lines + 2) * (first_.size() + 1);
        values().reserve(std::min(cells, (line + rest.size()) / 2 + 2));
    }

    /// The lengths that a row may have below a first line of names or numbers.
    void check_length(std::size_t cells, std::size_t row) {
        if (columns_.empty()) {
            const bool ends_empty = first_.size() == cells + 1 && first_.back().empty();
            if (kind_ == FirstLine::names && ends_empty) first_.pop_back();
            const bool is_longer = kind_ == FirstLine::names && cells == first_.size() + 1;
            columns_.resize(is_longer ? cells : first_.size());
        }
        if (cells == columns_.size()) return;
        fail_row(row, fmt::format("has {} cells, {} expected", cells, columns_.size()));
    }

    void take_row(const std::vector<std::string_view>& cells, std::size_t row) {
        check_length(cells.size(), row);
        if (separator_ == ',' && cells.size() == 2 && are_halves(cells[0], cells[1])) {
            fail_row(row, fmt::format("may be one number, {},{}: a decimal comma is read in lines "
                                      "with a ; (one at the end will do)",
                                      cells[0], cells[1]));
        }
        ++rows_;
        bool has_something = false;
        bool counts_on = cells.size() > 1;
        double before = 0.0;
        for (std::size_t k = 0; k < cells.size(); ++k) {
            const CsvNumber number = take_cell(cells[k], k, row);
            has_something = has_something || number.kind != Kind::empty;
            counts_on = counts_on && number.is_plain && (k == 0 || number.value == before + 1.0);
            before = number.value;
        }
        if (rows_ == 1) second_row_ = row;
        if (rows_ == 1) second_counts_on_ = counts_on;
        empty_rows_ = has_something ? 0 : empty_rows_ + 1;
        if (empty_rows_ == 1) first_empty_row_ = row;
    }

    CsvNumber take_cell(std::string_view cell, std::size_t k, std::size_t row) {
        const CsvNumber number = parse_cell(cell, separator_ != ',');
        if (number.mark != '\0') check_mark(number.mark, cell, k, row);
        values().push_back(columns_.take(k, cell, number, row));
        return number;
    }

    /// One file has one decimal mark: with two of them, one separates thousands.
    void check_mark(char mark, std::string_view cell, std::size_t k, std::size_t row) {
        if (mark_ == '\0') mark_ = mark;
        if (mark == mark_) return;
        throw FileError(file_.path(),
                        fmt::format("row {}, column {}: {} has a decimal {}, numbers "
                                    "before it have the other mark",
                                    row, k + 1, quoted(cell), mark == ',' ? "comma" : "point"));
    }

    bool is_sequence(double first) const {
        for (Index n = 0; n < rows_; ++n) {
            if (value(n, 0) != first + static_cast<double>(n)) return false;
        }
        return true;
    }
    double value(Index row, std::size_t column) const {
        return (*values_)[static_cast<std::size_t>(row) * columns_.size() + column];
    }

    /// Decides whether the first line, where it may be either, is a header.
    void resolve_first_line() {
        if (first_.empty() || kind_ == FirstLine::numbers) return;
        has_header_ = is_header();
        if (!has_header_) return insert_first_row();
        std::vector<std::string> shown;
        for (std::size_t k = 0; k < std::min(first_.size(), shown_names); ++k) {
            if (!first_[k].empty()) shown.push_back(name_text(first_[k]));
        }
        if (first_.size() > shown_names) shown.push_back("... " + name_text(first_.back()));
        note(fmt::format("row {} is the header: {}", first_row_, fmt::join(shown, ", ")));
    }

    void note_doubt() {
        text_.has_doubtful_row = true;
        note(fmt::format("row {} counts as numbers, not as a header that numbers the columns",
                         first_row_));
    }

    bool is_header() {
        if (columns_.have_truths_below(first_, rows_)) return false;
        if (kind_ == FirstLine::names && !wants_only_words()) return true;
        const bool may_head = first_.size() > 1 || first_[0] != "1";  // no program numbers one so
        if (options_.rows > 0 && rows_ == options_.rows) return may_head;
        if (rows_ == 0) return false;
        const Index decimals = columns_.count_decimals(rows_);
        if (rows_ + 1 == options_.rows) {
            const bool are_decimals = decimals == static_cast<Index>(columns_.size());
            const bool is_doubtful = options_.rows_are_doubtful || are_decimals;
            if (kind_ == FirstLine::numbered && may_head && is_doubtful) note_doubt();
            return false;
        }
        if (kind_ == FirstLine::names) {  // a class that occurs once only would be odd
            const auto cells = column_cells(static_cast<Index>(columns_.size()) - 1);
            return std::find(cells.begin(), cells.end(), first_.back()) == cells.end();
        }
        if (kind_ == FirstLine::with_index) {
            if (!first_[0].empty() || refuses_missing()) return true;
            if (columns_[0].words == rows_) return true;
            return first_.size() > 2 && (is_sequence(0.0) || is_sequence(1.0));
        }
        if (kind_ == FirstLine::with_numbers) {
            const bool may_be_missing = first_[0].empty() && !refuses_missing();
            return columns_[0].words == rows_ ||
                   (!may_be_missing && is_index(name_text(first_[0])));
        }
        if (!options_.numbers_columns) return false;
        LinesBelow below{rows_, static_cast<Index>(first_.size())};
        below.next_is_numbered = second_counts_on_;
        below.from_zero = first_[0] == "0";
        below.columns_of_decimals = decimals;
        if (numbers_columns(below)) return true;
        const double next = static_cast<double>(first_.size()) + (below.from_zero ? 0.0 : 1.0);
        if (!below.next_is_numbered || value(0, 0) != next) note_doubt();
        return false;
    }

    /// The first line counts as a row after all.
    void insert_first_row() {
        if (blank_below_first_ > 0) fail_row(blank_below_first_, "is blank");
        check_length(first_.size(), first_row_);
        const std::vector<double> below = std::exchange(values(), {});
        for (std::size_t k = 0; k < first_.size(); ++k) take_cell(first_[k], k, first_row_);
        values().insert(values().end(), below.begin(), below.end());
        ++rows_;
    }

    /// Names for all columns, where there is a header; R gives row names none.
    void resolve_names() {
        if (!has_header_) return;
        for (const std::string_view cell : first_) text_.names.push_back(name_text(cell));
        if (columns_.size() == text_.names.size()) return;
        if (columns_[first_.size()].empty == rows_) {
            text_.names.emplace_back();
            return;
        }
        text_.names.insert(text_.names.begin(), "");
        if (!is_index("")) {
            fail_row(second_row_,
                     fmt::format("has {} cells, {} expected", columns_.size(), first_.size()));
        }
    }

    /// A table program may end a file with rows of separators alone.
    void cut_empty_rows() {
        const bool are_some = empty_rows_ > 0 && empty_rows_ < rows_;
        if (!refuses_missing() || !are_some || columns_.size() == 1) return;
        note(fmt::format("empty rows at the end are left out: {}", empty_rows_));
        rows_ -= empty_rows_;
        columns_.cut_empty_rows(empty_rows_, first_empty_row_);
        values().resize(static_cast<std::size_t>(rows_) * columns_.size());
    }

    /// Whether column 1 names or numbers the rows, if this heads it.
    bool is_index(const std::string& head) const {
        const CsvColumn& column = columns_[0];
        const IndexName name = index_name(head);
        if (name == IndexName::none || columns_.size() == 1) return false;
        if (columns_.has_truths(0, rows_)) return false;
        if (column.words + column.plain != rows_) return false;
        if (column.words == rows_) return true;
        if (column.words > 0) return name != IndexName::possible;
        if (is_sequence(0.0) || is_sequence(1.0)) return true;
        if (name == IndexName::possible) return false;
        std::set<double> different;
        for (Index n = 0; n < rows_; ++n) different.insert(value(n, 0));
        if (static_cast<Index>(different.size()) < rows_) return false;
        // Rows that were taken from a larger table keep their numbers there; of two rows that may
        // be chance, but among decimals it is not.
        return name == IndexName::given || !head.empty() || rows_ > 2 ||
               columns_.count_whole(rows_) < columns_.size();
    }

    /// The column that is set aside as one of names; -1: none.
    Index id_column() const {
        if (options_.id_column == "none") return -1;
        if (options_.id_column.empty()) return has_header_ && is_index(text_.names[0]) ? 0 : -1;
        return find_name(options_.id_column);
    }

    /// What a column without a name is called.
    static std::string numbered_name(std::size_t k) { return fmt::format("column {}", k + 1); }

    bool has_name(std::size_t k) const { return has_header_ && !text_.names[k].empty(); }

    Index find_name(const std::string& name) const {
        for (std::size_t k = 0; k < columns_.size(); ++k) {
            if (name == (has_name(k) ? text_.names[k] : numbered_name(k))) {
                return static_cast<Index>(k);
            }
        }
        if (!has_header_) {
            throw FileError(file_.path(), fmt::format("no header, so no column \"{}\"", name));
        }
        throw FileError(file_.path(),
                        fmt::format("no column \"{}\"{}", name, suggestion(name, text_.names)));
    }

    void choose_columns() {
        std::size_t end = columns_.size();
        while (end > 1 && columns_[end - 1].empty == rows_ && !has_name(end - 1)) --end;
        if (end < columns_.size()) {
            note(fmt::format("every row ends in separators; empty columns left out: {}",
                             columns_.size() - end));
        }
        const Index id = id_column();
        if (id >= 0) {
            const auto k = static_cast<std::size_t>(id);
            text_.id_column = has_name(k) ? text_.names[k] : numbered_name(k);
            note(fmt::format("column {} ({}) is set aside: it names the rows", id + 1,
                             has_name(k) ? text_.names[k] : "no name"));
            text_.row_names = words_of(id);
        }
        for (std::size_t k = 0; k < end; ++k) {
            if (static_cast<Index>(k) == id) continue;
            kept_.push_back(static_cast<Index>(k));
            if (has_header_ && !has_name(k)) {
                note(fmt::format("column {} has no name, and counts", k + 1));
            }
        }
        for (std::size_t k = 0; k < text_.names.size(); ++k) {
            if (!has_name(k)) text_.names[k] = numbered_name(k);
        }
        if (mark_ == ',') note("numbers have decimal commas");
        if (lines_.comments() > 0) {
            note(fmt::format("lines that begin with # are passed over: {}", lines_.comments()));
        }
        if (options_.words) take_words();
    }

    /// The cells of one column below the first line, read once more.
    std::vector<std::string_view> column_cells(Index column) const {
        return cells_below(csv_text(file_), separator_, first_row_, column, rows_);
    }

    /// Moves a column from the numbers to the words; of a single row, all columns.
    void take_words() {
        std::vector<Index> columns = kept_;
        if (!wants_only_words()) columns = {find_name(*options_.words)};
        if (columns.size() != 1 && rows_ != 1) {
            throw FileError(
                file_.path(),
                fmt::format("{} columns; a single one expected, that of classes", columns.size()));
        }
        for (const Index column : columns) {
            std::erase(kept_, column);
            const std::vector<std::string> words = words_of(column);
            text_.words.insert(text_.words.end(), words.begin(), words.end());
        }
    }

    /// The cells of a column, row by row.
    std::vector<std::string> words_of(Index column) const {
        std::vector<std::string> words;
        if (!has_header_) words.push_back(name_text(first_[static_cast<std::size_t>(column)]));
        for (const std::string_view cell : column_cells(column)) {
            if (static_cast<Index>(words.size()) < rows_) words.push_back(name_text(cell));
        }
        return words;
    }

    /// The first cell that is no number, of the columns that count.
    void check_cells() const {
        const BadCell* first = nullptr;
        Index at = 0;
        for (const Index column : kept_) {
            const BadCell* bad = columns_.bad_cell(static_cast<std::size_t>(column), rows_);
            if (bad == nullptr || (first != nullptr && bad->row >= first->row)) continue;
            first = bad;
            at = column;
        }
        if (first != nullptr) fail_cell(*first, at);
    }

    bool is_target(Index column) const {
        if (!options_.target || options_.target->empty()) return options_.target.has_value();
        const auto k = static_cast<std::size_t>(column);
        return has_name(k) && text_.names[k] == *options_.target;
    }

    [[noreturn]] void fail_cell(const BadCell& bad, Index column) const {
        std::string what = trouble_with(bad.cell, bad.kind, separator_);
        if (bad.kind == Kind::empty || bad.kind == Kind::missing) what += missing_way_out;
        const bool is_word = bad.kind == Kind::word;
        const bool are_words = is_word && columns_[static_cast<std::size_t>(column)].words == rows_;
        if (truth_value(bad.cell)) {
            what += " (True and False count as 1 and 0 in a column of nothing else)";
        } else if (is_word && !has_header_ && bad.row == first_row_) {
            what += " (a header has words only)";
        }
        if (are_words && is_target(column)) {
            what += options_.target_advice;
        } else if (are_words && has_header_ && rows_ > 1) {
            what += "; if the column names the rows, say so by its name (id_column)";
        }
        throw FileError(file_.path(), fmt::format("row {}, {}: {}", bad.row,
                                                  column_text(text_.names, column), what));
    }

    void note_truths() {
        std::vector<std::string> columns;
        for (const Index column : kept_) {
            if (!columns_.has_truths(static_cast<std::size_t>(column), rows_)) continue;
            columns.push_back(column_text(text_.names, column));
        }
        if (columns.empty()) return;
        const std::size_t more = columns.size() - std::min(columns.size(), shown_names);
        columns.resize(columns.size() - more);
        note(fmt::format("True and False count as 1 and 0 in {}{}", fmt::join(columns, ", "),
                         more > 0 ? fmt::format(" and {} more", more) : ""));
    }

    Table table() {
        const auto columns = static_cast<Index>(columns_.size());
        const MatrixView view(values_->data(), rows_, columns, columns, MatrixView::Order::rows);
        return Table(values_, view, std::move(text_)).with_columns(kept_);
    }

    const InputFile& file_;
    const TableOptions& options_;
    CsvLines lines_;
    char separator_ = '\0';
    std::vector<std::string_view> first_;  ///< cells of the first line; none: no line
    std::size_t first_row_ = 0;
    FirstLine kind_ = FirstLine::numbers;
    bool has_header_ = false;
    std::size_t second_row_ = 0;         ///< the first row below the first line
    std::size_t blank_below_first_ = 0;  ///< a blank line between these; 0: none
    bool second_counts_on_ = false;      ///< its cells are k, k + 1, k + 2, ...
    Index empty_rows_ = 0;               ///< rows at the end without anything
    std::size_t first_empty_row_ = 0;
    Index rows_ = 0;
    CsvColumns columns_;
    char mark_ = '\0';         ///< in front of decimals, where a comma may be one
    std::vector<Index> kept_;  ///< columns that count
    TableText text_;           ///< names of all columns, with a header
    std::shared_ptr<std::vector<double>> values_ = std::make_shared<std::vector<double>>();
};

}  // namespace

Table read_csv(const InputFile& file, const TableOptions& options) {
    return CsvReader(file, options).read();
}

}  // namespace regimes
