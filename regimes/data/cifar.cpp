// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/cifar.hpp"

#include <fmt/format.h>

#include "regimes/data/file_error.hpp"
#include "regimes/data/gzip_file.hpp"

namespace regimes {

CifarBatch read_cifar(const std::filesystem::path& path) {
    constexpr auto record_size = static_cast<std::size_t>(cifar_record);
    GzipFile file(path);
    CifarBatch batch;
    for (std::size_t start = 0;; start += record_size) {
        const std::vector<std::uint8_t> record = file.read(record_size);
        if (record.empty() && start > 0) return batch;
        if (record.empty()) throw FileError(path, "the file is empty");
        const std::size_t number = batch.labels.size() + 1;
        if (record.size() < record_size) {
            throw FileError(path,
                            fmt::format("byte {}: the file ends inside image {}; a multiple of {} "
                                        "bytes expected",
                                        start + record.size(), number, record_size));
        }
        if (record[0] > 9) {
            throw FileError(path, fmt::format("byte {}: the label of image {} is {}; 0 to 9 "
                                              "expected",
                                              start, number, record[0]));
        }
        batch.labels.push_back(record[0]);
        batch.pixels.insert(batch.pixels.end(), record.begin() + 1, record.end());
    }
}

}  // namespace regimes
