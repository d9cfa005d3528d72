// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace regimes {

/// A path into an NPZ file, NumPy's format for several arrays: "FILE.npz", or "FILE.npz:NAME" for
/// one of them.
struct NpzPath {
    std::filesystem::path file;
    std::string array;  ///< "": the only one
};

/// Splits such a path; a path to anything else has no array.
NpzPath split_npz_path(const std::filesystem::path& path);

/// True if this names an NPZ file, by its ending.
bool is_npz(const std::filesystem::path& file);

/// The names of all arrays. Errors: FileError if the archive is damaged.
std::vector<std::string> npz_arrays(std::string_view archive, const std::filesystem::path& path);

/// True if these are among the arrays that scipy.sparse.save_npz writes.
bool is_scipy(const std::vector<std::string>& names);

/// The bytes of an array (an NPY file) in the ZIP archive that an NPZ file is, stored or deflated.
/// Errors: FileError if the archive is damaged, or has no array of this name, or several where none
/// is named; then it lists them.
std::string read_npz_array(std::string_view archive, const NpzPath& path);

}  // namespace regimes
