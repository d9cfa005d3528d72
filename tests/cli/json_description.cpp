// SPDX-License-Identifier: BSD-3-Clause
#include "tests/cli/json_description.hpp"

#include <algorithm>
#include <cctype>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace regimes::cli {

namespace {

using nlohmann::json;
using Texts = JsonDescription::Texts;

constexpr const char* head = "| member | type | unit | meaning | absent or null |";
const std::string list_of = "list of ";

/// Every first group of a pattern.
Texts all_matches(const std::string& text, const char* pattern) {
    const std::regex expression(pattern);
    Texts found;
    for (std::sregex_iterator at(text.begin(), text.end(), expression), end; at != end; ++at) {
        found.push_back((*at)[1]);
    }
    return found;
}

/// As links name a heading.
std::string anchor_of(const std::string& heading) {
    std::string anchor;
    for (const char c : heading) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
            anchor += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        } else if (c == ' ' || c == '-') {
            anchor += '-';
        }
    }
    return anchor;
}

Texts split(const std::string& text, const std::string& mark) {
    Texts parts;
    std::size_t start = 0;
    for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark, start)) {
        parts.push_back(text.substr(start, at - start));
        start = at + mark.size();
    }
    parts.push_back(text.substr(start));
    return parts;
}

/// The anchor that a type links to; "" if it is none.
std::string link_of(const std::string& type) {
    const Texts links = all_matches(type, R"(^\[[^\]]+\]\(#([^)]+)\)$)");
    return links.empty() ? "" : links.front();
}

/// The value at a name with dots; null pointer if it is not there.
const json* value_at(const json& object, const std::string& name) {
    const json* value = &object;
    for (const std::string& part : split(name, ".")) {
        if (!value->is_object() || !value->contains(part)) return nullptr;
        value = &value->at(part);
    }
    return value;
}

std::string key(const std::string& anchor, const JsonMember& member, const char* how) {
    return "#" + anchor + ": " + member.name + how;
}

}  // namespace

JsonDescription::JsonDescription(const std::string& markdown) {
    std::istringstream lines(markdown);
    std::string anchor;
    bool in_table = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("#")) {
            const std::string heading = line.substr(line.find(' ') + 1);
            anchor = anchor_of(heading);
            if (!line.starts_with("## ")) continue;
            for (const std::string& name : all_matches(heading, "`([^`]+)`")) {
                documents_[name] = anchor;
            }
        } else if (anchor == "status" && line.starts_with("- `")) {
            statuses_.insert(all_matches(line, "^- `([a-z_]+)`").at(0));
        } else if (line == head) {
            in_table = true;
            std::getline(lines, line);
        } else if (in_table && line.starts_with("|")) {
            read_row(line, tables_[anchor]);
        } else {
            in_table = false;
        }
    }
}

void JsonDescription::read_row(const std::string& line, Table& table) const {
    static const std::regex row(R"(\| `([a-z0-9_.]+)` \| ([^|]+) \| [^|]+ \| [^|]+ \|([^|]*)\|)");
    std::smatch cells;
    if (!std::regex_match(line, cells, row)) throw std::runtime_error("not understood: " + line);
    const std::string lacks = cells[3];
    table.push_back({cells[1], split(cells[2], " or "), lacks.find("absent") != lacks.npos,
                     lacks.find("null") != lacks.npos});
}

const JsonDescription::Table& JsonDescription::table(const std::string& anchor) const {
    const auto found = tables_.find(anchor);
    if (found == tables_.end()) throw std::runtime_error("no table below #" + anchor);
    return found->second;
}

Texts JsonDescription::documents() const {
    Texts names;
    for (const auto& [name, anchor] : documents_) names.push_back(name);
    return names;
}

Texts JsonDescription::differences(const std::string& document, const json& content) {
    differences_.clear();
    compare(documents_.at(document), content, document);
    return differences_;
}

void JsonDescription::compare(const std::string& anchor, const json& object,
                              const std::string& place) {
    const Table& members = table(anchor);
    for (const JsonMember& member : members) {
        const std::string at = place + "." + member.name;
        if (const json* value = value_at(object, member.name)) {
            compare_member(anchor, member, *value, at);
        } else {
            if (!member.may_be_absent) differences_.push_back(at + ": absent");
            seen_.insert(key(anchor, member, " absent"));
        }
    }
    find_unknown(members, object, "", place);
}

void JsonDescription::compare_member(const std::string& anchor, const JsonMember& member,
                                     const json& value, const std::string& place) {
    if (value.is_null()) {
        if (!member.may_be_null) differences_.push_back(place + ": null");
        seen_.insert(key(anchor, member, " null"));
        return;
    }
    seen_.insert(key(anchor, member, ""));
    const bool fit = std::any_of(
        member.types.begin(), member.types.end(),
        [&](const std::string& type) { return fits(member, anchor, type, value, place); });
    if (!fit) differences_.push_back(place + ": of another type: " + value.dump().substr(0, 80));
}

bool JsonDescription::fits(const JsonMember& member, const std::string& anchor,
                           const std::string& type, const json& value, const std::string& place) {
    if (type.starts_with(list_of)) {
        if (!value.is_array()) return false;
        for (const json& entry : value) {
            if (entry.is_null()) {
                compare_member(anchor, member, entry, place + "[]");
            } else if (!fits(member, anchor, type.substr(list_of.size()), entry, place + "[]")) {
                return false;
            }
        }
        return true;
    }
    if (const std::string link = link_of(type); !link.empty()) {
        if (!value.is_object()) return false;
        compare(link, value, place);
        return true;
    }
    if (type == "status") return value.is_string() && statuses_.contains(value.get<std::string>());
    if (type == "text") return value.is_string();
    if (type == "number") return value.is_number();
    if (type == "whole number") return value.is_number_integer();
    if (type == "boolean") return value.is_boolean();
    if (type == "object") return value.is_object();
    throw std::runtime_error("not a type: " + type);
}

void JsonDescription::find_unknown(const Table& members, const json& object,
                                   const std::string& prefix, const std::string& place) {
    for (const auto& [name, value] : object.items()) {
        const std::string full = prefix + name;
        const auto names = [&](const std::string& start) {
            return std::any_of(members.begin(), members.end(), [&](const JsonMember& member) {
                return start.ends_with('.') ? member.name.starts_with(start) : member.name == start;
            });
        };
        if (names(full)) continue;
        if (value.is_object() && names(full + ".")) {
            find_unknown(members, value, full + ".", place);
        } else {
            differences_.push_back(place + "." + full + ": not in the table");
        }
    }
}

Texts JsonDescription::unseen(const std::string& document) const {
    std::set<std::string> visited;
    Texts missing;
    collect(documents_.at(document), visited, missing);
    return missing;
}

void JsonDescription::collect(const std::string& anchor, std::set<std::string>& visited,
                              Texts& missing) const {
    if (!visited.insert(anchor).second) return;
    for (const JsonMember& member : table(anchor)) {
        const auto expect = [&](const char* how) {
            const std::string wanted = key(anchor, member, how);
            if (!seen_.contains(wanted)) missing.push_back(wanted);
        };
        expect("");
        if (member.may_be_absent) expect(" absent");
        if (member.may_be_null) expect(" null");
        for (std::string type : member.types) {
            if (type.starts_with(list_of)) type = type.substr(list_of.size());
            if (const std::string link = link_of(type); !link.empty()) {
                collect(link, visited, missing);
            }
        }
    }
}

}  // namespace regimes::cli
