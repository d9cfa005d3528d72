// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/report/base64.hpp"

#include <algorithm>
#include <cstdint>

namespace regimes {

std::string encode_base64(std::string_view bytes) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t given = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            group <<= 8;
            if (k < given) group |= static_cast<unsigned char>(bytes[i + k]);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            text += k <= given ? digits[(group >> (18 - 6 * k)) & 63] : '=';
        }
    }
    return text;
}

}  // namespace regimes
