// SPDX-License-Identifier: BSD-3-Clause
// Everything that reads what people or other programs wrote, as functions of bytes.
#pragma once

#include <string>
#include <vector>

namespace regimes::fuzz {

struct Reader {
    std::string name;  ///< that of its folder in tests/fuzz/seeds/
    /// Whether it takes these bytes; false if it refuses them as its header promises. Whatever else
    /// happens is a fault: another exception gets out, and so does std::logic_error about bytes
    /// that were taken and give what no reader may give.
    bool (*takes)(const std::string& bytes);
};

const std::vector<Reader>& readers();

/// Errors: std::invalid_argument.
const Reader& find_reader(const std::string& name);

}  // namespace regimes::fuzz
