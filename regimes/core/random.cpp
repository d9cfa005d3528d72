// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/core/random.hpp"

#include <Random123/philox.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

namespace regimes {

namespace {

/// FNV-1a over the purpose, finished by the seed: the 64-bit key of the stream.
std::uint64_t stream_key(std::uint64_t seed, std::string_view purpose) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    const auto mix = [&hash](unsigned char byte) { hash = (hash ^ byte) * 0x100000001b3ULL; };
    for (const char c : purpose) mix(static_cast<unsigned char>(c));
    for (int shift = 0; shift < 64; shift += 8) mix(static_cast<unsigned char>(seed >> shift));
    return hash;
}

}  // namespace

RandomStream::RandomStream(std::uint64_t seed, std::string_view purpose) {
    const std::uint64_t key = stream_key(seed, purpose);
    key_[0] = static_cast<std::uint32_t>(key);
    key_[1] = static_cast<std::uint32_t>(key >> 32);
}

std::uint64_t RandomStream::bits() {
    if (has_spare_bits_) {
        has_spare_bits_ = false;
        return spare_bits_;
    }
    const r123::Philox4x32::ctr_type counter = {
        {static_cast<std::uint32_t>(counter_), static_cast<std::uint32_t>(counter_ >> 32), 0, 0}};
    const r123::Philox4x32::key_type key = {{key_[0], key_[1]}};
    const auto block = r123::Philox4x32{}(counter, key);
    ++counter_;
    spare_bits_ = (std::uint64_t{block[3]} << 32) | block[2];
    has_spare_bits_ = true;
    return (std::uint64_t{block[1]} << 32) | block[0];
}

double RandomStream::normal() {
    if (has_spare_normal_) {
        has_spare_normal_ = false;
        return spare_normal_;
    }
    const double radius = std::sqrt(-2.0 * std::log(uniform()));
    const double angle = 2.0 * std::numbers::pi * uniform();
    spare_normal_ = radius * std::sin(angle);
    has_spare_normal_ = true;
    return radius * std::cos(angle);
}

std::uint64_t RandomStream::below(std::uint64_t bound) {
    if (bound == 0) throw std::invalid_argument("bound: 0 given, an integer >= 1 expected");
    // Reject the incomplete last interval, so that every value is equally likely.
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    std::uint64_t value = bits();
    while (value >= limit) value = bits();
    return value % bound;
}

Vector RandomStream::normals(Index size) {
    Vector out(size);
    for (Index i = 0; i < size; ++i) out[i] = normal();
    return out;
}

}  // namespace regimes
