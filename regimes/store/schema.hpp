// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

#include "regimes/store/database.hpp"

namespace regimes {

/// Version of the tables (PRAGMA user_version). Raised when an older Regimes would misread them.
inline constexpr int schema_version = 2;

/// What tells a store from any other SQLite file (PRAGMA application_id): "RGMS".
inline constexpr int schema_application = 0x52474d53;

/// The commands that make the tables. docs/STORE.md explains them.
std::string_view schema_commands();

/// Makes the tables in a new file. Errors: StoreError if the file holds something else, or tables
/// of another version, or is new and can't be written.
void prepare_schema(const Database& database, bool read_only);

}  // namespace regimes
