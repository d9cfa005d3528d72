// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/store/run_key.hpp"

#include <stdexcept>

#include "regimes/store/sha256.hpp"

namespace regimes {

std::string run_key(const std::string& experiment, int version, const Parameters& parameters) {
    if (experiment.find('\n') != std::string::npos) {
        throw std::invalid_argument("experiment: a name of one line expected");
    }
    return sha256_hex(experiment + "\n" + std::to_string(version) + "\n" +
                      canonical_text(parameters) + "\n");
}

}  // namespace regimes
