// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/svmlight.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "regimes/data/csv_cells.hpp"
#include "regimes/data/file_error.hpp"
#include "regimes/data/sparse_entries.hpp"

namespace regimes {

namespace {

constexpr std::int32_t most_features = 100'000'000;  // beyond, a solution alone takes a gigabyte
constexpr std::string_view blanks = " \t\r";
constexpr int most_broken = 10;  // lines above the first one that is a sample
constexpr const char* form = " (target feature:value feature:value ... expected)";

/// The words of one line, up to a comment.
class Words {
public:
    explicit Words(std::string_view line) : rest_(line.substr(0, line.find('#'))) {}
    bool next(std::string_view& word) {
        const std::size_t start = rest_.find_first_not_of(blanks);
        if (start == rest_.npos) return false;
        rest_.remove_prefix(start);
        word = rest_.substr(0, rest_.find_first_of(blanks));
        rest_.remove_prefix(word.size());
        return true;
    }

private:
    std::string_view rest_;
};

std::optional<double> number_of(std::string_view word) {
    if (word.starts_with('+')) word.remove_prefix(1);
    double value = 0.0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
    return std::isfinite(value) ? std::optional(value) : std::nullopt;
}

std::optional<std::int32_t> index_of(std::string_view word) {
    std::int32_t index = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), index);
    if (error != std::errc() || end != word.data() + word.size() || index < 0) return std::nullopt;
    return index;
}

bool is_feature(std::string_view word) {
    const std::size_t colon = word.find(':');
    if (colon == word.npos || colon == 0) return false;
    return (word.starts_with("qid:") || index_of(word.substr(0, colon))) &&
           number_of(word.substr(colon + 1));
}

bool has_svmlight_name(const std::filesystem::path& path) {
    const std::filesystem::path name = path.extension() == ".gz" ? path.stem() : path;
    const std::string ending = name.extension().string();
    return ending == ".svm" || ending == ".svmlight" || ending == ".libsvm";
}

class SvmlightReader {
public:
    SvmlightReader(const InputFile& file, std::optional<Index> base)
        : path_(file.path()), lines_(csv_text(file)), base_(base) {}

    SvmlightSamples read() {
        std::string_view line;
        while (lines_.next(line)) read_sample(line);
        if (targets_.empty()) throw FileError(path_, "no sample");
        if (entries_.values.empty()) throw FileError(path_, "no feature in any sample");
        const auto [least, most] =
            std::minmax_element(entries_.columns.begin(), entries_.columns.end());
        const Index base = base_.value_or(*least == 0 ? 0 : 1);
        const Index features = *most + 1 - base;
        for (std::int32_t& column : entries_.columns) column -= static_cast<std::int32_t>(base);
        SvmlightSamples samples;
        samples.x = sparse_matrix(entries_, static_cast<Index>(targets_.size()), features);
        samples.y = Eigen::Map<const Vector>(targets_.data(), static_cast<Index>(targets_.size()));
        samples.base = base;
        samples.has_queries = has_queries_;
        return samples;
    }

private:
    [[noreturn]] void fail(const std::string& what) const {
        throw FileError(path_, fmt::format("row {}: {}", lines_.row(), what));
    }

    void read_sample(std::string_view line) {
        Words words(line);
        std::string_view word;
        words.next(word);
        const auto target = number_of(word);
        if (!target) fail(fmt::format("{} is not a target, a finite number{}", quoted(word), form));
        const auto row = static_cast<std::int32_t>(targets_.size());
        targets_.push_back(*target);
        const std::size_t first = entries_.values.size();
        while (words.next(word)) {
            if (word.starts_with("qid:")) {
                has_queries_ = true;
                continue;
            }
            const std::size_t colon = std::min(word.find(':'), word.size() - 1);
            const auto feature = index_of(word.substr(0, colon));
            const auto value = number_of(word.substr(colon + 1));
            if (!feature || !value) {
                fail(fmt::format("{} is not feature:value{}", quoted(word), form));
            }
            if (*feature > most_features) {
                fail(fmt::format("feature {}, at most {} expected", *feature, most_features));
            }
            if (base_ && *feature < *base_) {
                fail(fmt::format("feature {}, at least {} expected", *feature, *base_));
            }
            entries_.rows.push_back(row);
            entries_.columns.push_back(*feature);
            entries_.values.push_back(*value);
        }
        check_features(first);
    }

    /// None may come twice.
    void check_features(std::size_t first) {
        seen_.assign(entries_.columns.begin() + static_cast<std::ptrdiff_t>(first),
                     entries_.columns.end());
        std::sort(seen_.begin(), seen_.end());
        const auto twice = std::adjacent_find(seen_.begin(), seen_.end());
        if (twice != seen_.end()) fail(fmt::format("feature {} comes twice", *twice));
    }

    const std::filesystem::path& path_;
    CsvLines lines_;
    std::optional<Index> base_;
    SparseEntries entries_;
    std::vector<double> targets_;
    bool has_queries_ = false;
    std::vector<std::int32_t> seen_;
};

}  // namespace

bool is_svmlight(std::string_view text, const std::filesystem::path& path) {
    if (has_svmlight_name(path)) return true;
    CsvLines lines(text);
    std::string_view line;
    bool is_marked = true;  // nothing above speaks against it, or what is broken has a colon
    for (int broken = 0; broken < most_broken && lines.next(line);) {
        Words words(line);
        std::string_view word;
        const bool has_target = words.next(word) && number_of(word);
        if (!has_target || words.next(word)) {
            if (has_target && is_feature(word)) {
                return is_marked || (words.next(word) && is_feature(word));
            }
            if (broken++ == 0) is_marked = line.find(':') != line.npos;
        }  // a sample may have no feature
    }
    return false;
}

SvmlightSamples read_svmlight(const InputFile& file, std::optional<Index> base) {
    return SvmlightReader(file, base).read();
}

}  // namespace regimes
