// SPDX-License-Identifier: BSD-3-Clause
// What libFuzzer calls with inputs of its own making; REGIMES_FUZZ_READER names the reader.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/readers.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const regimes::fuzz::Reader& reader = regimes::fuzz::find_reader(REGIMES_FUZZ_READER);
    reader.takes({reinterpret_cast<const char*>(data), size});
    return 0;
}
