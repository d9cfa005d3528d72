// SPDX-License-Identifier: BSD-3-Clause
#include "tests/cli/program.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <stdexcept>

namespace regimes::cli {

namespace {

/// Only in the child: what it calls must be safe between fork and exec.
[[noreturn]] void become_program(const std::vector<std::string>& arguments) {
    std::vector<char*> argv = {const_cast<char*>(REGIMES_PROGRAM)};
    for (const std::string& argument : arguments) {
        argv.push_back(const_cast<char*>(argument.c_str()));
    }
    argv.push_back(nullptr);
    execv(REGIMES_PROGRAM, argv.data());
    _exit(127);
}

void redirect(int stream, const std::string& path) {
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (file < 0 || dup2(file, stream) < 0) _exit(126);
    close(file);
}

int wait_for(pid_t child) {
    int status = 0;
    if (waitpid(child, &status, 0) != child) throw std::runtime_error("waitpid failed");
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/// What the program said, without the sanitizer's own remark on an allocation that it refused.
std::string without_sanitizer_notes(const std::string& text) {
    std::istringstream stream(text);
    std::string rest;
    for (std::string line; std::getline(stream, line);) {
        if (line.find("WARNING: AddressSanitizer failed to allocate") == std::string::npos) {
            rest += line + (stream.eof() ? "" : "\n");
        }
    }
    return rest;
}

pid_t checked_fork() {
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("fork failed");
    return child;
}

/// Reads from a terminal's master side until something comes; true if it did.
bool read_some(int master, std::string& text) {
    char buffer[4096];
    const ssize_t count = read(master, buffer, sizeof buffer);
    if (count > 0) text.append(buffer, static_cast<std::size_t>(count));
    return count > 0;
}

}  // namespace

Outcome run_program(const std::vector<std::string>& arguments,
                    const std::function<void()>& prepare) {
    const ScratchFolder folder;
    const std::string out = folder.path("out");
    const std::string err = folder.path("err");
    const pid_t child = checked_fork();
    if (child == 0) {
        redirect(STDOUT_FILENO, out);
        redirect(STDERR_FILENO, err);
        if (prepare) prepare();
        become_program(arguments);
    }
    const int exit_code = wait_for(child);
    return {exit_code, read_file(out), without_sanitizer_notes(read_file(err))};
}

Outcome interrupt_program(const std::vector<std::string>& arguments, const std::string& awaited) {
    const std::regex wanted(awaited);
    const ScratchFolder folder;
    const std::string out = folder.path("out");
    const int master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) != 0 || unlockpt(master) != 0) {
        throw std::runtime_error("no pseudo terminal");
    }
    const std::string terminal = ptsname(master);
    const pid_t child = checked_fork();
    if (child == 0) {
        redirect(STDOUT_FILENO, out);
        const int slave = open(terminal.c_str(), O_RDWR | O_NOCTTY);
        if (slave < 0 || dup2(slave, STDERR_FILENO) < 0) _exit(126);
        become_program(arguments);
    }
    std::string err;
    while (read_some(master, err) && !std::regex_search(err, wanted)) continue;
    kill(child, SIGINT);
    while (read_some(master, err)) continue;
    close(master);
    const int exit_code = wait_for(child);
    return {exit_code, read_file(out), err};
}

ScratchFolder::ScratchFolder() {
    std::string name = ::testing::TempDir() + "regimes-cli-XXXXXX";
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed: " + name);
    folder_ = name;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string ScratchFolder::file(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return path(name);
}

std::string unwrapped(std::string text) {
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

std::string read_file(const std::filesystem::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace regimes::cli
