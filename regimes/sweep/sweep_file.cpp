// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/sweep/sweep_file.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace regimes {
[[noreturn]] static void break_off(const char* what) { throw std::logic_error(what); }
}  // namespace regimes

// Some broken files bring toml++ 3.3 to its assertions. These are errors here, in every build: with
// NDEBUG they would be promises to the compiler.
#undef NDEBUG
#define TOML_ASSERT(holds) ((holds) ? void() : regimes::break_off(#holds))
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <limits>
#include <optional>
#include <sstream>
#include <utility>

#include "regimes/core/nearest_name.hpp"
#include "regimes/sweep/grid_axis.hpp"
#include "regimes/sweep/toml_trouble.hpp"

namespace regimes {

namespace {

using Names = std::vector<std::string>;

/// One parameter of the grid and its values.
struct Axis {
    std::string name;
    std::vector<ParameterValue> values;
};

class Reader {
public:
    explicit Reader(const std::filesystem::path& path) { file_.path = path; }

    SweepFile read(const std::function<void(const SweepFile&)>& check_names) {
        const toml::table root = parse();
        check_keys(root, "", {"study", "experiment", "fixed", "grid"});
        file_.study = read_name(root, "study");
        file_.experiment = read_name(root, "experiment");
        if (file_.study.empty() == file_.experiment.empty()) {
            fail(0, "study", "study = \"NAME\" or experiment = \"NAME\" expected, one of them");
        }
        const toml::node* fixed = root.get("fixed");
        const toml::node* grid = root.get("grid");
        if (grid == nullptr) fail(0, "[grid]", "a table with at least one parameter expected");
        if (fixed != nullptr) note_lines(*fixed, "fixed");
        note_lines(*grid, "grid");
        if (check_names) check_names(file_);
        if (fixed != nullptr) read_fixed(*fixed->as_table());
        read_grid(*grid->as_table());
        multiply();
        return std::move(file_);
    }

private:
    [[noreturn]] void fail(std::size_t line, const std::string& key,
                           const std::string& what) const {
        const std::string place = line == 0 ? "" : fmt::format(":{}", line);
        throw SweepFileError(fmt::format("{}{}: {}: {}", file_.path.string(), place, key, what));
    }

    [[noreturn]] void fail(const toml::node& at, const std::string& key,
                           const std::string& what) const {
        fail(at.source().begin.line, key, what);
    }

    toml::table parse() const {
        std::ifstream stream(file_.path, std::ios::binary);
        if (!stream || std::filesystem::is_directory(file_.path)) {
            throw SweepFileError(file_.path.string() + ": no file that can be read");
        }
        const std::string text{std::istreambuf_iterator<char>(stream), {}};
        if (const auto trouble = toml_trouble(text)) {
            throw SweepFileError(
                fmt::format("{}:{}: {}", file_.path.string(), trouble->line, trouble->what));
        }
        try {
            return toml::parse(text);
        } catch (const toml::parse_error& error) {
            throw SweepFileError(fmt::format("{}:{}: {}", file_.path.string(),
                                             error.source().begin.line, error.description()));
        } catch (const std::logic_error&) {
            throw SweepFileError(file_.path.string() + ": not TOML; brackets that do not match?");
        }
    }

    void check_keys(const toml::table& table, const std::string& owner, const Names& known) const {
        for (const auto& [key, node] : table) {
            const std::string name(key.str());
            if (std::find(known.begin(), known.end(), name) != known.end()) continue;
            fail(key.source().begin.line, owner + name,
                 fmt::format("unknown key, one of {} expected{}", fmt::join(known, ", "),
                             suggestion(name, known)));
        }
    }

    /// The text of a key; "" if it is not there.
    std::string read_name(const toml::table& root, const std::string& key) {
        const toml::node* node = root.get(key);
        if (node == nullptr) return "";
        const auto name = node->value_exact<std::string>();
        if (!name || name->empty()) fail(*node, key, "a name, in quotes, expected");
        file_.lines[key] = node->source().begin.line;
        return *name;
    }

    void note_lines(const toml::node& node, const std::string& owner) {
        const toml::table* table = node.as_table();
        if (table == nullptr) fail(node, owner, "a table expected");
        for (const auto& [key, value] : in_order_of_file(*table)) {
            const bool are_seeds = owner == "grid" && key == "seeds";
            note_line(are_seeds ? "seed" : key, *value);
            if (are_seeds && !value->is_table()) counted(*value, "seeds");
        }
    }

    void read_fixed(const toml::table& table) {
        for (const auto& [key, value] : table) {
            const std::string name(key.str());
            fixed_[name] = scalar(value, name);
        }
    }

    void read_grid(const toml::table& table) {
        for (const auto& [key, value] : in_order_of_file(table)) {
            const bool are_seeds = key == "seeds";
            axes_.push_back(
                {are_seeds ? "seed" : key, are_seeds ? seeds(*value) : values(*value, key)});
        }
        if (axes_.empty()) fail(table, "[grid]", "empty, at least one parameter expected");
    }

    static std::vector<std::pair<std::string, const toml::node*>> in_order_of_file(
        const toml::table& table) {
        std::vector<std::pair<std::string, const toml::node*>> entries;
        for (const auto& [key, node] : table) entries.emplace_back(key.str(), &node);
        std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
            return a.second->source().begin < b.second->source().begin;
        });
        return entries;
    }

    void note_line(const std::string& name, const toml::node& node) {
        if (!file_.lines.emplace(name, node.source().begin.line).second) {
            fail(node, name, fmt::format("given twice, first in line {}", file_.lines.at(name)));
        }
    }

    ParameterValue scalar(const toml::node& node, const std::string& key) const {
        if (const auto* value = node.as_boolean()) return value->get();
        if (const auto* value = node.as_integer()) return value->get();
        if (const auto* value = node.as_string()) return value->get();
        if (const auto* value = node.as_floating_point()) {
            if (std::isfinite(value->get())) return value->get();
            fail(node, key, fmt::format("{} given, a finite number expected", value->get()));
        }
        std::ostringstream kind;
        kind << node.type();
        fail(node, key,
             fmt::format("{} given, a number, true, false or text expected", kind.str()));
    }

    std::vector<ParameterValue> values(const toml::node& node, const std::string& key) const {
        if (const toml::table* table = node.as_table()) return range(*table, key);
        const toml::array* list = node.as_array();
        if (list == nullptr) return {scalar(node, key)};
        std::vector<ParameterValue> found;
        for (const toml::node& entry : *list) found.push_back(scalar(entry, key));
        if (found.empty()) fail(node, key, "an empty list, at least one value expected");
        return found;
    }

    std::vector<ParameterValue> range(const toml::table& table, const std::string& key) const {
        check_keys(table, key + ".", {"from", "to", "count", "scale"});
        const ParameterValue from = end_of_range(table, key, "from");
        const ParameterValue to = end_of_range(table, key, "to");
        const std::int64_t count = counted(member(table, key, "count"), key + ".count");
        const Spacing spacing = spacing_of(table, key);
        if (count == 1 && from != to) {
            fail(table, key + ".count", "1 given, at least 2 expected for a range with two ends");
        }
        if (spacing == Spacing::logarithmic) {
            for (const char* end : {"from", "to"}) {
                const toml::node& node = *table.get(end);
                if (*node.value<double>() > 0.0) continue;
                fail(node, fmt::format("{}.{}", key, end),
                     fmt::format("{} given, a number > 0 expected for scale \"log\"",
                                 *node.value<double>()));
            }
        }
        return range_values(from, to, count, spacing);
    }

    ParameterValue end_of_range(const toml::table& table, const std::string& key,
                                const std::string& end) const {
        const toml::node& node = member(table, key, end);
        if (!node.is_number()) fail(node, key + "." + end, "a number expected");
        return scalar(node, key + "." + end);
    }

    Spacing spacing_of(const toml::table& table, const std::string& key) const {
        const toml::node* node = table.get("scale");
        if (node == nullptr) return Spacing::linear;
        const std::string name = node->value_or(std::string());
        if (name == "linear") return Spacing::linear;
        if (name == "log") return Spacing::logarithmic;
        fail(*node, key + ".scale", "\"linear\" or \"log\" expected");
    }

    std::vector<ParameterValue> seeds(const toml::node& node) const {
        const toml::table* table = node.as_table();
        if (table == nullptr) return seed_values(0, counted(node, "seeds"));
        check_keys(*table, "seeds.", {"first", "count"});
        const toml::node& first = member(*table, "seeds", "first");
        if (!first.is_integer()) fail(first, "seeds.first", "a whole number expected");
        const std::int64_t count = counted(member(*table, "seeds", "count"), "seeds.count");
        const std::int64_t start = first.as_integer()->get();
        if (start > std::numeric_limits<std::int64_t>::max() - count) {
            fail(first, "seeds.first", fmt::format("{} given, which is too large", start));
        }
        return seed_values(start, count);
    }

    const toml::node& member(const toml::table& table, const std::string& key,
                             const std::string& name) const {
        const toml::node* node = table.get(name);
        if (node == nullptr) fail(table, key, fmt::format("{} is missing", name));
        return *node;
    }

    std::int64_t counted(const toml::node& node, const std::string& key) const {
        const auto count = node.value_exact<std::int64_t>();
        if (!count) fail(node, key, "a whole number expected");
        if (*count < 1 || *count > static_cast<std::int64_t>(largest_grid)) {
            fail(node, key, fmt::format("{} given, 1 to {} expected", *count, largest_grid));
        }
        return *count;
    }

    /// The product of all axes onto the fixed parameters.
    void multiply() {
        std::size_t size = 1;
        for (const Axis& axis : axes_) {
            size *= axis.values.size();
            if (size > largest_grid) {
                fail(file_.lines.at(axis.name), "[grid]",
                     fmt::format("too many points, at most {} expected", largest_grid));
            }
        }
        file_.tasks = {fixed_};
        for (const Axis& axis : axes_) {
            std::vector<Parameters> longer;
            for (const Parameters& task : file_.tasks) {
                for (const ParameterValue& value : axis.values) {
                    longer.push_back(task);
                    longer.back()[axis.name] = value;
                }
            }
            file_.tasks = std::move(longer);
        }
    }

    SweepFile file_;
    Parameters fixed_;
    std::vector<Axis> axes_;
};

}  // namespace

std::string SweepFile::placed(const std::string& what) const {
    const auto line = lines.find(what.substr(0, what.find(':')));
    if (line == lines.end()) return fmt::format("{}: {}", path.string(), what);
    return fmt::format("{}:{}: {}", path.string(), line->second, what);
}

SweepFile read_sweep_file(const std::filesystem::path& path,
                          const std::function<void(const SweepFile&)>& check_names) {
    return Reader(path).read(check_names);
}

}  // namespace regimes
