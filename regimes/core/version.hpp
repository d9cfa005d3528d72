// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string_view>

namespace regimes {

/// What this library was built from and with.
struct BuildInfo {
    std::string_view version;     ///< "major.minor.patch"
    std::string_view commit;      ///< abbreviated Git commit, or "unknown" outside a clone
    std::string_view compiler;    ///< name and version
    std::string_view build_type;  ///< "Release", "Debug", ...
    std::string_view blas;        ///< file name of the BLAS library, without its ending; or "eigen"
};

/// The same for every call; the texts live as long as the program.
const BuildInfo& build_info();

}  // namespace regimes
