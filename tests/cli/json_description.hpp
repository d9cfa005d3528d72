// SPDX-License-Identifier: BSD-3-Clause
// Reads docs/JSON.md: which members the documents of the program have.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace regimes::cli {

/// A row of a table.
struct JsonMember {
    std::string name;                ///< with dots where it lies in another object
    std::vector<std::string> types;  ///< one of these
    bool may_be_absent = false;
    bool may_be_null = false;
};

/// The tables, and what has been seen of them in the documents that were compared.
class JsonDescription {
public:
    using Texts = std::vector<std::string>;

    /// Of a text in Markdown. Errors: std::runtime_error naming a row that is not understood.
    explicit JsonDescription(const std::string& markdown);

    /// The documents that have a section: "fit", "data NAME", ...
    Texts documents() const;
    Texts statuses() const { return {statuses_.begin(), statuses_.end()}; }

    /// What this document has and the section does not allow, or the other way round.
    Texts differences(const std::string& document, const nlohmann::json& content);
    /// What the section says, and no document compared so far showed: members, and that they may be
    /// absent or null.
    Texts unseen(const std::string& document) const;

private:
    using Table = std::vector<JsonMember>;

    void read_row(const std::string& line, Table& table) const;
    const Table& table(const std::string& anchor) const;
    void compare(const std::string& anchor, const nlohmann::json& object, const std::string& place);
    void compare_member(const std::string& anchor, const JsonMember& member,
                        const nlohmann::json& value, const std::string& place);
    bool fits(const JsonMember& member, const std::string& anchor, const std::string& type,
              const nlohmann::json& value, const std::string& place);
    void find_unknown(const Table& members, const nlohmann::json& object, const std::string& prefix,
                      const std::string& place);
    void collect(const std::string& anchor, std::set<std::string>& visited, Texts& missing) const;

    std::map<std::string, Table> tables_;           ///< by anchor
    std::map<std::string, std::string> documents_;  ///< anchor by name
    std::set<std::string> statuses_;
    std::set<std::string> seen_;
    Texts differences_;
};

}  // namespace regimes::cli
