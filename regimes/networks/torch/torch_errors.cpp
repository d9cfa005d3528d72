// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/networks/torch/torch_errors.hpp"

#include <cstring>

namespace regimes {

std::string torch_reason(const std::exception& error) {
    std::string text = error.what();
    if (const auto* own = dynamic_cast<const c10::Error*>(&error)) {
        text = own->what_without_backtrace();
    }
    constexpr std::string_view mark = "RuntimeError: ";
    const auto at = text.rfind(mark);
    if (at != std::string::npos) text = text.substr(at + mark.size());
    text = text.substr(0, text.find('\n'));
    return text.empty() ? "LibTorch gives no reason" : text;
}

bool is_out_of_memory(const std::exception& error) {
    if (dynamic_cast<const c10::OutOfMemoryError*>(&error) != nullptr) return true;
    return std::strstr(error.what(), "can't allocate memory") != nullptr ||
           std::strstr(error.what(), "CUDA out of memory") != nullptr;
}

bool is_of_interpreter(const std::runtime_error& error) {
    return std::strstr(error.what(), "TorchScript interpreter") != nullptr;
}

}  // namespace regimes
