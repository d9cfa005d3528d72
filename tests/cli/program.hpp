// SPDX-License-Identifier: BSD-3-Clause
// Runs the program as a user's shell would.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace regimes::cli {

/// What a run left behind.
struct Outcome {
    int exit_code = 0;  ///< 128 + signal if a signal ended it
    std::string out;    ///< all of stdout
    std::string err;    ///< all of stderr
};

/// Runs `regimes ARGUMENTS`. `prepare` is called in the new process before the program starts: to
/// set limits or to change the standard streams.
Outcome run_program(const std::vector<std::string>& arguments,
                    const std::function<void()>& prepare = {});

/// Runs the program with a terminal as stderr and sends SIGINT as soon as it shows progress there,
/// with a match of the regular expression `awaited` in it.
Outcome interrupt_program(const std::vector<std::string>& arguments,
                          const std::string& awaited = "");

/// A fresh folder that goes with its owner.
class ScratchFolder {
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    std::string path(const std::string& name) const { return (folder_ / name).string(); }
    /// Writes a file of this text and returns its path.
    std::string file(const std::string& name, const std::string& text) const;

private:
    std::filesystem::path folder_;
};

/// Text of a terminal with its lines joined.
std::string unwrapped(std::string text);

std::string read_file(const std::filesystem::path& path);

}  // namespace regimes::cli
