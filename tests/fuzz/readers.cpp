// SPDX-License-Identifier: BSD-3-Clause
#include "tests/fuzz/readers.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "regimes/data/cifar.hpp"
#include "regimes/data/file_error.hpp"
#include "regimes/data/idx.hpp"
#include "regimes/data/read_partial_matrix.hpp"
#include "regimes/data/read_table.hpp"
#include "regimes/data/triplets.hpp"
#include "regimes/networks/training_state.hpp"
#include "regimes/store/run_store.hpp"
#include "regimes/studies/field.hpp"
#include "regimes/studies/number_text.hpp"
#include "regimes/sweep/sweep_file.hpp"

namespace regimes::fuzz {

namespace {

namespace fs = std::filesystem;

void check(bool holds, const char* what) {
    if (!holds) throw std::logic_error(what);
}

/// The error that a reader announces, in one line as all of ours.
bool refused(const std::exception& error) {
    check(error.what()[0] != '\0', "an error without words");
    return false;
}

/// A folder of this process with one file in it.
class Scratch {
public:
    Scratch() {
        std::string name = fs::temp_directory_path() / "regimes-fuzz-XXXXXX";
        if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
        folder_ = name;
    }
    ~Scratch() {
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    fs::path write(const std::string& bytes, const char* name) const {
        for (const auto& entry : fs::directory_iterator(folder_)) fs::remove(entry.path());
        std::ofstream(folder_ / name, std::ios::binary) << bytes;
        return folder_ / name;
    }

private:
    fs::path folder_;
};

fs::path file_of(const std::string& bytes, const char* name = "input") {
    static const Scratch scratch;
    return scratch.write(bytes, name);
}

bool takes_table(const std::string& bytes) try {
    const Table table = read_table(file_of(bytes));
    const MatrixView view = table.view();
    check(view.rows > 0 && view.cols > 0, "an empty table");
    for (Index n = 0; n < view.rows; ++n) {
        for (Index i = 0; i < view.cols; ++i) {
            check(std::isfinite(view(n, i)), "an entry that is not finite");
        }
    }
    return true;
} catch (const FileError& error) {
    return refused(error);
}

bool takes_sparse(const std::string& bytes) try {
    TableOptions options;
    options.takes_sparse = true;
    const bool is_archive = bytes.starts_with("PK");
    const Table table = read_table(file_of(bytes, is_archive ? "input.npz" : "input"), options);
    if (table.sparse() == nullptr) return false;  // it is of another reader
    validate(*table.sparse());
    for (const double value : table.sparse()->values) check(std::isfinite(value), "not finite");
    return true;
} catch (const FileError& error) {
    return refused(error);
}

bool takes_idx(const std::string& bytes) try {
    const IdxArray array = read_idx(file_of(bytes));
    std::size_t size = 1;
    for (const std::size_t length : array.shape) size *= length;
    check(size == array.values.size(), "another size than the shape's");
    return true;
} catch (const FileError& error) {
    return refused(error);
}

bool takes_cifar(const std::string& bytes) try {
    const CifarBatch batch = read_cifar(file_of(bytes));
    check(batch.pixels.size() == batch.labels.size() * cifar_pixels, "another count of pixels");
    return true;
} catch (const FileError& error) {
    return refused(error);
}

bool takes_entries(PartialMatrix (*read)(const fs::path&), const std::string& bytes) try {
    const PartialMatrix matrix = read(file_of(bytes));
    check(!matrix.observed.empty(), "no entry");
    for (const auto& entry : matrix.observed) {
        check(entry.row >= 0 && entry.row < matrix.rows, "a row outside");
        check(entry.col >= 0 && entry.col < matrix.cols, "a column outside");
    }
    return true;
} catch (const FileError& error) {
    return refused(error);
}

bool takes_partial(const std::string& bytes) {
    const auto triplets = [](const fs::path& path) { return read_triplets(path).matrix; };
    const auto any = [](const fs::path& path) {
        return read_labelled_matrix(path, MatrixLayout::recognised).matrix;
    };
    const bool is_list = takes_entries(triplets, bytes) || takes_entries(any, bytes);
    return takes_entries(read_partial_matrix, bytes) || is_list;
}

/// A short file may ask for ten million points, which take their time and are no fault.
bool asks_for_many(const std::string& text) {
    int digits = 0;
    return (text.find("count") != text.npos || text.find("seeds") != text.npos) &&
           std::any_of(text.begin(), text.end(), [&digits](char c) {
               if (c != '_') digits = c >= '0' && c <= '9' ? digits + 1 : 0;
               return digits > 3;
           });
}

bool takes_toml(const std::string& bytes) try {
    if (asks_for_many(bytes)) return false;
    const SweepFile file = read_sweep_file(file_of(bytes));
    check(!file.tasks.empty() && file.tasks.size() <= largest_grid, "another number of points");
    const std::string text = canonical_text(file.tasks.back());
    check(parse_parameters(text) == file.tasks.back(), "parameters that do not come back");
    return true;
} catch (const SweepFileError& error) {
    return refused(error);
}

bool takes_store(const std::string& bytes) try {
    RunStore store(file_of(bytes), {.read_only = true, .patience = std::chrono::milliseconds(0)});
    store.plan();
    store.note("reproductions");
    for (const RunRecord& run : store.runs()) canonical_text(run.parameters);
    return true;
} catch (const StoreError& error) {
    return refused(error);
}

bool takes_parameters(const std::string& bytes) try {
    const Parameters parameters = parse_parameters(bytes);
    check(parse_parameters(canonical_text(parameters)) == parameters, "others after a round trip");
    return true;
} catch (const std::invalid_argument& error) {
    return refused(error);
}

bool takes_checkpoint(const std::string& bytes) try {
    const std::string text = training_state_text(parse_training_state(bytes, "checkpoint"));
    check(training_state_text(parse_training_state(text, "checkpoint")) == text, "another state");
    return true;
} catch (const FileError& error) {
    return refused(error);
}

bool takes_field(const Field& field, const std::string& text, bool as_scale = false) try {
    for (const ParameterValue& value : parse_field(field, text, as_scale)) {
        if (const auto* real = std::get_if<double>(&value)) {
            check(std::isfinite(*real), "a number that is not finite");
        }
    }
    return true;
} catch (const FieldError& error) {
    return refused(error);
}

bool takes_numbers(const std::string& bytes) {
    static const Fields fields = {number_list("reals", "N", "", "").at_least(-1e300),
                                  whole_list("wholes", "N", "", "").at_least(1),
                                  whole_field("seed", "N", "")};
    static const Field scale = scale_field("log10_alpha", "", 300.0, "");
    bool taken = takes_field(scale, bytes, true);
    for (const Field& field : fields) taken = takes_field(field, bytes) || taken;
    return takes_field(scale, bytes) || taken;
}

}  // namespace

const std::vector<Reader>& readers() {
    static const std::vector<Reader> list = {{"csv", takes_table},
                                             {"npy", takes_table},
                                             {"sparse", takes_sparse},
                                             {"idx", takes_idx},
                                             {"cifar", takes_cifar},
                                             {"partial", takes_partial},
                                             {"toml", takes_toml},
                                             {"store", takes_store},
                                             {"parameters", takes_parameters},
                                             {"checkpoint", takes_checkpoint},
                                             {"numbers", takes_numbers}};
    return list;
}

const Reader& find_reader(const std::string& name) {
    for (const Reader& reader : readers()) {
        if (reader.name == name) return reader;
    }
    throw std::invalid_argument("reader: \"" + name + "\" given, none of that name is there");
}

}  // namespace regimes::fuzz
