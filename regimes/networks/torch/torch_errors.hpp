// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <torch/csrc/jit/runtime/jit_exception.h>
#include <torch/script.h>

#include <new>
#include <stdexcept>
#include <string>

namespace regimes {

/// The reason in what LibTorch threw, in one line: without traces of its source or of TorchScript.
std::string torch_reason(const std::exception& error);

/// True if memory ran out, on the CPU or on the device.
bool is_out_of_memory(const std::exception& error);

/// True for what the interpreter of TorchScript makes of an error in an operation: one of no kind.
bool is_of_interpreter(const std::runtime_error& error);

/// Calls `work`; what LibTorch throws becomes std::bad_alloc or std::runtime_error with the reason.
template <typename Work>
auto with_plain_errors(const Work& work) {
    try {
        return work();
    } catch (const c10::Error& error) {
        if (is_out_of_memory(error)) throw std::bad_alloc();
        throw std::runtime_error(torch_reason(error));
    } catch (const torch::jit::JITException& error) {
        throw std::runtime_error(torch_reason(error));
    } catch (const std::runtime_error& error) {
        if (!is_of_interpreter(error)) throw;
        if (is_out_of_memory(error)) throw std::bad_alloc();
        throw std::runtime_error(torch_reason(error));
    }
}

}  // namespace regimes
