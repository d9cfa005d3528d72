// SPDX-License-Identifier: BSD-3-Clause
#include "cli/files/temporary_folder.hpp"

#include <cstdlib>
#include <string>

#include "cli/terminal/exit_code.hpp"

namespace regimes::cli {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
    std::string name = fs::temp_directory_path() / "regimes-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) {
        throw UsageError(fs::temp_directory_path().string() + ": no folder can be made there");
    }
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

}  // namespace regimes::cli
