// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/data/sample_array.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <utility>

#include "regimes/data/file_error.hpp"
#include "regimes/data/idx.hpp"
#include "regimes/data/npy_entries.hpp"
#include "regimes/data/read_table.hpp"

namespace regimes {

namespace fs = std::filesystem;

namespace {

Index product(const std::vector<Index>& shape) {
    return std::accumulate(shape.begin(), shape.end(), Index{1}, std::multiplies<>());
}

std::string text_of(const std::vector<Index>& shape) {
    return shape_text({shape.begin(), shape.end()});
}

std::vector<double> over_255(const std::uint8_t* bytes, std::size_t count) {
    std::vector<double> values(count);
    std::transform(bytes, bytes + count, values.begin(),
                   [](std::uint8_t byte) { return static_cast<double>(byte) / 255.0; });
    return values;
}

/// Where the entries of a sample lie in Fortran order, in C order of the entries, counted in
/// samples: of all indices, that of the samples runs fastest there.
std::vector<std::size_t> fortran_places(const std::vector<Index>& shape) {
    std::vector<std::size_t> places = {0};
    std::size_t step = 1;
    // Each further index runs faster than those before it in C order, and slower in Fortran's.
    for (const Index length : shape) {
        std::vector<std::size_t> finer;
        for (const std::size_t place : places) {
            for (Index i = 0; i < length; ++i) {
                finer.push_back(place + step * static_cast<std::size_t>(i));
            }
        }
        places = std::move(finer);
        step *= static_cast<std::size_t>(length);
    }
    return places;
}

std::vector<double> in_c_order(const std::vector<double>& stored, const std::vector<Index>& shape) {
    const std::vector<std::size_t> places = fortran_places(shape);
    const std::size_t samples = stored.size() / places.size();
    std::vector<double> values(stored.size());
    for (std::size_t n = 0; n < samples; ++n) {
        for (std::size_t i = 0; i < places.size(); ++i) {
            values[n * places.size() + i] = stored[n + samples * places[i]];
        }
    }
    return values;
}

SampleArray npy_samples(const InputFile& file) {
    const NpyEntries entries(file);
    const NpyHeader& header = entries.header();
    if (header.shape.empty()) {
        throw FileError(file.path(),
                        "the array has 0 dimensions, shape (); 1 or more expected, the first that "
                        "of the samples");
    }
    SampleArray array;
    array.shape.assign(header.shape.begin() + 1, header.shape.end());
    array.values = entries.doubles();
    if (header.fortran_order && !array.shape.empty()) {
        array.values = in_c_order(array.values, array.shape);
    }
    return array;
}

SampleArray idx_samples(const InputFile& file) {
    IdxNumbers numbers = read_idx_numbers(file);
    if (numbers.shape.size() < 2 || numbers.values.empty()) {
        throw FileError(file.path(), fmt::format("shape ({}) given, images expected: 2 or more "
                                                 "dimensions, none of them 0",
                                                 fmt::join(numbers.shape, ", ")));
    }
    if (numbers.are_bytes) {
        for (double& value : numbers.values) value /= 255.0;
    }
    return {{numbers.shape.begin() + 1, numbers.shape.end()}, std::move(numbers.values)};
}

void check_finite(const SampleArray& array, const fs::path& path) {
    const auto wrong = std::find_if_not(array.values.begin(), array.values.end(), [](double value) {
        return std::isfinite(static_cast<float>(value));
    });
    if (wrong == array.values.end()) return;
    const Index at = wrong - array.values.begin();
    throw FileError(path, fmt::format("sample {}, entry {}: {} is not a finite number in single "
                                      "precision",
                                      at / array.size() + 1, at % array.size() + 1, *wrong));
}

void check_lengths(const std::vector<Index>& shape) {
    for (const Index length : shape) {
        if (length >= 1) continue;
        throw std::invalid_argument(
            fmt::format("shape: {} given, lengths of at least 1 expected", text_of(shape)));
    }
}

/// Whether this shape has so many entries; its own number may be beyond all integers.
bool has_entries(const std::vector<Index>& shape, Index entries) {
    Index found = 1;
    for (const Index length : shape) {
        if (__builtin_mul_overflow(found, length, &found)) return false;
    }
    return found == entries;
}

void reshape(SampleArray& array, const std::vector<Index>& shape, const fs::path& path) {
    if (!has_entries(shape, array.size())) {
        throw FileError(path,
                        fmt::format("each sample has {} entries, shape {}; they do not fit the "
                                    "shape {}",
                                    array.size(), text_of(array.shape), text_of(shape)));
    }
    array.shape = shape;
}

/// The samples, in the shape asked for.
SampleArray checked(SampleArray array, const fs::path& path, const std::vector<Index>& shape) {
    check_lengths(shape);
    check_finite(array, path);
    if (!shape.empty()) reshape(array, shape, path);
    return array;
}

}  // namespace

Index SampleArray::size() const { return product(shape); }

Index SampleArray::samples() const {
    const auto entries = static_cast<Index>(values.size());
    return entries == 0 ? 0 : entries / size();
}

SampleArray read_samples(const fs::path& path, const std::vector<Index>& shape) {
    const auto file = std::make_shared<const InputFile>(path);
    const bool is_array = file->bytes().starts_with(npy_magic) || is_idx(*file);
    return is_array ? array_samples(*file, shape)
                    : table_samples(read_table(file).view(), path, shape);
}

SampleArray array_samples(const InputFile& file, const std::vector<Index>& shape) {
    return checked(is_idx(file) ? idx_samples(file) : npy_samples(file), file.path(), shape);
}

SampleArray table_samples(const MatrixView& table, const fs::path& path,
                          const std::vector<Index>& shape) {
    SampleArray array;
    array.shape = {table.cols};
    array.values.reserve(static_cast<std::size_t>(table.rows * table.cols));
    for (Index n = 0; n < table.rows; ++n) {
        for (Index i = 0; i < table.cols; ++i) array.values.push_back(table(n, i));
    }
    return checked(std::move(array), path, shape);
}

LabelledSamples image_samples(const ImageDataSet& set, Part part, std::optional<Index> count) {
    const Index taken = demand_count(set, part, "count", count);
    const LabelledImages images = read_images(set, find_data_set(set).demand(set), part);
    LabelledSamples samples;
    samples.x.shape = {set.channels, set.rows, set.columns};
    samples.x.values =
        over_255(images.pixels.data(), static_cast<std::size_t>(taken * images.pixels_per_image));
    samples.labels.assign(images.labels.begin(), images.labels.begin() + taken);
    return samples;
}

}  // namespace regimes
