// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/store/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "regimes/store/store_error.hpp"

namespace regimes {

namespace {

static_assert(std::endian::native == std::endian::little, "traces are kept as they lie in memory");

/// As SQLite's own URI syntax wants it.
std::string uri(const std::filesystem::path& path, const std::string& query) {
    std::string text = "file:";
    for (const char c : std::filesystem::absolute(path).string()) {
        const bool special = c == '%' || c == '?' || c == '#';
        text += special ? fmt::format("%{:02x}", static_cast<unsigned char>(c)) : std::string(1, c);
    }
    return text + query;
}

/// How a file is opened to be read.
///
/// Even those who only read a write-ahead log make files beside it, and only those who may write
/// take them away again. Where none can be made and none is left, the file is complete and can be
/// read as one that never changes.
std::string reading_uri(const std::filesystem::path& path) {
    const std::filesystem::path folder = std::filesystem::absolute(path).parent_path();
    const bool open_folder = access(folder.c_str(), W_OK) == 0;
    if (open_folder && access(path.c_str(), W_OK) == 0) return uri(path, "?mode=rw");
    const bool still = !open_folder && access((path.string() + "-wal").c_str(), F_OK) != 0;
    return uri(path, still ? "?mode=ro&immutable=1" : "?mode=ro");
}

std::string meaning(int code, const std::string& message, double patience) {
    switch (code & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return fmt::format(
                "locked by another process for more than {:g} s; every run recorded so far is safe",
                patience);
        case SQLITE_FULL: return "no room left (full disk); every run recorded so far is safe";
        case SQLITE_NOTADB: return "not a SQLite file";
        case SQLITE_CORRUPT:
            return fmt::format(
                "damaged ({}); \"sqlite3 FILE .recover\" saves what can still be read", message);
        case SQLITE_READONLY: return fmt::format("cannot be written ({})", message);
        case SQLITE_CANTOPEN: return fmt::format("cannot be opened ({})", message);
        case SQLITE_IOERR:
            return fmt::format("{}; every run recorded so far is safe if the disk is", message);
        default: return message;
    }
}

sqlite3_stmt* handle_of(void* handle) { return static_cast<sqlite3_stmt*>(handle); }

}  // namespace

struct Database::Connection {
    sqlite3* handle = nullptr;
    ~Connection() { sqlite3_close_v2(handle); }
};

Database::Database(std::filesystem::path path, Access access, std::chrono::milliseconds patience)
    : path_(std::move(path)), patience_(patience), connection_(std::make_unique<Connection>()) {
    open(access);
}

Database::~Database() = default;

void Database::open(Access access) {
    std::error_code ignored;
    const bool reads = access == Access::read_only;
    if (reads && !std::filesystem::exists(path_, ignored)) throw StoreError(path_, "no such file");
    if (std::filesystem::is_directory(path_, ignored)) {
        throw StoreError(path_, "a folder, where a file was expected");
    }
    const std::string name = reads ? reading_uri(path_) : uri(path_, "?mode=rwc");
    const int flags = SQLITE_OPEN_URI | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    const int code = sqlite3_open_v2(name.c_str(), &connection_->handle, flags, nullptr);
    if (code != SQLITE_OK) {
        const int reason = sqlite3_system_errno(connection_->handle);
        throw StoreError(path_, fmt::format("cannot be opened ({})",
                                            reason != 0 ? std::strerror(reason) : "SQLite"));
    }
    sqlite3_busy_timeout(connection_->handle, static_cast<int>(patience_.count()));
    if (reads) return run("PRAGMA query_only = ON");
    if (sqlite3_db_readonly(connection_->handle, "main") == 1) {
        throw StoreError(path_, "cannot be written (no permission)");
    }
}

void Database::fail(int code) const {
    const double seconds = std::chrono::duration<double>(patience_).count();
    throw StoreError(path_, meaning(code, sqlite3_errmsg(connection_->handle), seconds));
}

Statement Database::prepare(std::string_view sql) const {
    sqlite3_stmt* handle = nullptr;
    const int code = sqlite3_prepare_v2(connection_->handle, sql.data(),
                                        static_cast<int>(sql.size()), &handle, nullptr);
    if (code != SQLITE_OK) fail(code);
    return {*this, handle};
}

void Database::run(std::string_view sql) const { prepare(sql).run(); }

std::int64_t Database::integer(std::string_view sql) const {
    Statement statement = prepare(sql);
    statement.step();
    return statement.integer(0);
}

std::int64_t Database::last_row() const { return sqlite3_last_insert_rowid(connection_->handle); }

void Database::attach(const std::filesystem::path& other, std::string_view name) const {
    prepare("ATTACH ? AS ?").bind(1, reading_uri(other)).bind(2, name).run();
}

Statement::~Statement() { sqlite3_finalize(handle_of(handle_)); }

Statement::Statement(Statement&& other) noexcept
    : database_(other.database_), handle_(std::exchange(other.handle_, nullptr)) {}

Statement& Statement::bind(int parameter, std::int64_t value) {
    sqlite3_bind_int64(handle_of(handle_), parameter, value);
    return *this;
}

Statement& Statement::bind(int parameter, double value) {
    sqlite3_bind_double(handle_of(handle_), parameter, value);
    return *this;
}

Statement& Statement::bind(int parameter, std::string_view text) {
    const int code = sqlite3_bind_text64(handle_of(handle_), parameter, text.data(), text.size(),
                                         SQLITE_TRANSIENT, SQLITE_UTF8);
    if (code != SQLITE_OK) database_->fail(code);
    return *this;
}

Statement& Statement::bind_or_null(int parameter, std::string_view text) {
    if (!text.empty()) return bind(parameter, text);
    sqlite3_bind_null(handle_of(handle_), parameter);
    return *this;
}

Statement& Statement::bind(int parameter, const std::vector<double>& values) {
    const auto bytes = static_cast<sqlite3_uint64>(values.size() * sizeof(double));
    // A null pointer would be bound as NULL: an empty trace is an empty blob.
    const void* data = values.empty() ? "" : static_cast<const void*>(values.data());
    const int code =
        sqlite3_bind_blob64(handle_of(handle_), parameter, data, bytes, SQLITE_TRANSIENT);
    if (code != SQLITE_OK) database_->fail(code);
    return *this;
}

bool Statement::step() {
    const int code = sqlite3_step(handle_of(handle_));
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    sqlite3_reset(handle_of(handle_));
    database_->fail(code);
}

void Statement::run() {
    while (step()) continue;
    reset();
}

void Statement::reset() { sqlite3_reset(handle_of(handle_)); }

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(handle_of(handle_), column);
}

double Statement::real(int column) const {
    return sqlite3_column_double(handle_of(handle_), column);
}

std::string Statement::text(int column) const {
    const auto* text =
        reinterpret_cast<const char*>(sqlite3_column_text(handle_of(handle_), column));
    const int bytes = sqlite3_column_bytes(handle_of(handle_), column);
    return text == nullptr ? std::string() : std::string(text, static_cast<std::size_t>(bytes));
}

std::vector<double> Statement::reals(int column) const {
    const void* data = sqlite3_column_blob(handle_of(handle_), column);
    const int bytes = sqlite3_column_bytes(handle_of(handle_), column);
    std::vector<double> values(static_cast<std::size_t>(bytes) / sizeof(double));
    if (!values.empty()) std::memcpy(values.data(), data, values.size() * sizeof(double));
    return values;
}

Transaction::Transaction(const Database& database) : database_(database) {
    database_.run("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
    // After some errors SQLite has rolled back already.
    sqlite3* handle = database_.connection_->handle;
    if (sqlite3_get_autocommit(handle) == 0) {
        sqlite3_exec(handle, "ROLLBACK", nullptr, nullptr, nullptr);
    }
}

void Transaction::commit() { database_.run("COMMIT"); }

}  // namespace regimes
