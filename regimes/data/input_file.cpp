// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/input_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "regimes/data/file_error.hpp"
#include "regimes/data/gzip.hpp"
#include "regimes/data/npz.hpp"

namespace regimes {

namespace {

/// An open file descriptor that closes itself.
struct Descriptor {
    explicit Descriptor(const std::filesystem::path& path)
        : number(path == "-" ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                             : open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~Descriptor() {
        if (number >= 0) close(number);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int number;
};

std::string read_all(int descriptor, const std::filesystem::path& path) {
    std::string bytes;
    std::string block(std::size_t{1} << 20, '\0');
    for (;;) {
        const ssize_t count = read(descriptor, block.data(), block.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) throw FileError(path, std::strerror(errno));
        if (count == 0) return bytes;
        bytes.append(block, 0, static_cast<std::size_t>(count));
    }
}

}  // namespace

InputFile::InputFile(std::filesystem::path path, NpzContent npz) : path_(std::move(path)) {
    const NpzPath place = split_npz_path(path_);
    map_or_read(place.file);
    if (bytes_.empty()) throw FileError(path_, "the file is empty");
    if (bytes_.starts_with(gzip_magic)) {
        hold(unpack_gzip(bytes_, path_));
        if (bytes_.empty()) throw FileError(path_, "the compressed file is empty");
    }
    if (is_npz(place.file) && npz == NpzContent::array) hold(read_npz_array(bytes_, place));
}

void InputFile::map_or_read(const std::filesystem::path& path) {
    const Descriptor file(path);
    struct stat info {};
    if (file.number < 0 || fstat(file.number, &info) != 0) {
        throw FileError(path, std::strerror(errno));
    }
    if (S_ISDIR(info.st_mode)) throw FileError(path, std::strerror(EISDIR));
    if (S_ISREG(info.st_mode) && info.st_size > 0) {
        const auto size = static_cast<std::size_t>(info.st_size);
        void* start = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number, 0);
        is_mapped_ = start != MAP_FAILED;
        if (is_mapped_) {
            owner_ = {start, [size](void* mapped) { munmap(mapped, size); }};
            bytes_ = {static_cast<const char*>(start), size};
        }
    }
    if (!is_mapped_) hold(read_all(file.number, path));
}

void InputFile::hold(std::string bytes) {
    const auto held = std::make_shared<std::string>(std::move(bytes));
    bytes_ = *held;
    owner_ = held;
    is_mapped_ = false;
}

void InputFile::expect_one_pass(bool one_pass) const {
    if (!is_mapped_) return;
    // Only advice: a system that does not take it is no error.
    madvise(const_cast<char*>(bytes_.data()), bytes_.size(),
            one_pass ? MADV_SEQUENTIAL : MADV_NORMAL);
}

}  // namespace regimes
