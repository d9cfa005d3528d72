// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <map>
#include <string>
#include <vector>

namespace regimes::oracle {

/// One row of a reference table: its cells by column name.
class Row {
public:
    Row(std::map<std::string, std::string> cells, std::size_t line);

    const std::string& text(const std::string& column) const;
    /// The cell as a double, correctly rounded; may be 0 or infinite where the decimal is out of
    /// range.
    double number(const std::string& column) const;
    /// "column=value, ..." for failure messages.
    std::string describe() const;

private:
    std::map<std::string, std::string> cells_;
    std::size_t line_;
};

/// Reads a comma-separated table with a header. Throws std::runtime_error if it is missing, empty
/// or ragged.
std::vector<Row> read_table(const std::string& path);

/// Reads the table tests/oracle/<name>.
std::vector<Row> read_oracle(const std::string& name);

}  // namespace regimes::oracle
