// SPDX-License-Identifier: BSD-3-Clause
#include "cli/passing_folder.hpp"

#include <cstdlib>
#include <string>

#include "cli/exit_code.hpp"

namespace regimes::cli {

namespace fs = std::filesystem;

PassingFolder::PassingFolder() {
    std::string name = fs::temp_directory_path() / "regimes-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) {
        throw UsageError(fs::temp_directory_path().string() + ": no folder can be made there");
    }
    path_ = name;
}

PassingFolder::~PassingFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

}  // namespace regimes::cli
