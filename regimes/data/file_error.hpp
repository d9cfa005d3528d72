// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace regimes {

/// Trouble with a file, in one line: its path, the place in it (row and column from 1, a row being
/// a line of a text file; or byte, from 0) as far as there is one, and what is wrong there.
///
/// What a file holds may stand in `what` as it is: unprintable bytes are shown in hexadecimal.
class FileError : public std::runtime_error {
public:
    /// `what` names the place in the file and what is wrong there.
    FileError(const std::filesystem::path& path, const std::string& what);
};

}  // namespace regimes
