// SPDX-License-Identifier: BSD-3-Clause
// SQLite, as far as the store needs it, with errors as exceptions.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace regimes {

class Statement;

/// A connection to a SQLite file.
///
/// Errors: every method of it and of its statements throws StoreError.
class Database {
public:
    enum class Access { create, read_only };
    Database(std::filesystem::path path, Access access, std::chrono::milliseconds patience);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    const std::filesystem::path& path() const { return path_; }
    Statement prepare(std::string_view sql) const;
    /// Runs one command whose rows, if any, are of no interest.
    void run(std::string_view sql) const;
    /// The first cell of the only row that this query gives.
    std::int64_t integer(std::string_view sql) const;
    std::int64_t last_row() const;
    /// Lends the tables of another file to commands, read only, as `name.table`.
    void attach(const std::filesystem::path& other, std::string_view name) const;

    /// Throws what this result code of SQLite means.
    [[noreturn]] void fail(int code) const;

private:
    friend class Transaction;
    struct Connection;
    void open(Access access);

    std::filesystem::path path_;
    std::chrono::milliseconds patience_;
    std::unique_ptr<Connection> connection_;
};

/// A compiled command. Parameters and columns count as in SQLite: from 1, and from 0.
class Statement {
public:
    Statement(const Database& database, void* handle) : database_(&database), handle_(handle) {}
    ~Statement();
    Statement(Statement&& other) noexcept;
    Statement& operator=(Statement&&) = delete;

    Statement& bind(int parameter, std::int64_t value);
    Statement& bind(int parameter, double value);
    Statement& bind(int parameter, std::string_view text);
    /// NULL for an empty text.
    Statement& bind_or_null(int parameter, std::string_view text);
    Statement& bind(int parameter, const std::vector<double>& values);

    /// True if there is a (further) row.
    bool step();
    /// Runs the command to its end and makes it ready for the next.
    void run();
    /// Gives up the rows that are left, and the lock that they hold.
    void reset();

    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const;
    std::vector<double> reals(int column) const;

private:
    const Database* database_;
    void* handle_;
};

/// All or nothing: what happens in its life is undone unless `commit` succeeds.
class Transaction {
public:
    /// Waits for other writers.
    explicit Transaction(const Database& database);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    void commit();

private:
    const Database& database_;
};

}  // namespace regimes
