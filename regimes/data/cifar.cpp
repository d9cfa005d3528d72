// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/cifar.hpp"

#include <fmt/format.h>

#include "regimes/data/file_error.hpp"
#include "regimes/data/input_file.hpp"

namespace regimes {

CifarBatch read_cifar(const std::filesystem::path& path) {
    constexpr auto record_size = static_cast<std::size_t>(cifar_record);
    const InputFile file(path);
    const std::string_view bytes = file.bytes();
    CifarBatch batch;
    for (std::size_t start = 0; start < bytes.size(); start += record_size) {
        const std::string_view record = bytes.substr(start, record_size);
        const std::size_t number = batch.labels.size() + 1;
        if (record.size() < record_size) {
            throw FileError(path,
                            fmt::format("byte {}: the file ends inside image {}; a multiple of {} "
                                        "bytes expected",
                                        start + record.size(), number, record_size));
        }
        const auto label = static_cast<std::uint8_t>(record[0]);
        if (label > 9) {
            throw FileError(path, fmt::format("byte {}: the label of image {} is {}; 0 to 9 "
                                              "expected",
                                              start, number, label));
        }
        batch.labels.push_back(label);
        batch.pixels.insert(batch.pixels.end(), record.begin() + 1, record.end());
    }
    return batch;
}

}  // namespace regimes
