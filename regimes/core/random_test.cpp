// SPDX-License-Identifier: BSD-3-Clause
#include "regimes/core/random.hpp"

#include <Random123/philox.h>
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <stdexcept>
#include <vector>

namespace regimes {
namespace {

constexpr Index samples = 200000;
constexpr double deviations = 5.0;  // allowed distance from an expectation, in standard deviations

double tolerance(double variance) {
    return deviations * std::sqrt(variance / static_cast<double>(samples));
}

// The known answers that Random123 publishes for philox4x32 with 10 rounds.
TEST(Philox, KnownAnswers) {
    struct Case {
        std::array<std::uint32_t, 4> counter;
        std::array<std::uint32_t, 2> key;
        std::array<std::uint32_t, 4> answer;
    };
    const Case cases[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (const Case& c : cases) {
        const auto block = r123::Philox4x32{}(
            {{c.counter[0], c.counter[1], c.counter[2], c.counter[3]}}, {{c.key[0], c.key[1]}});
        for (std::size_t word = 0; word < 4; ++word) EXPECT_EQ(block[word], c.answer[word]);
    }
}

// Pins key, counter and word order: the values come from a separate implementation of FNV-1a and
// Philox, written from their papers in another language.
TEST(RandomStream, BitsAreAFunctionOfTheKey) {
    struct Case {
        std::uint64_t seed;
        const char* purpose;
        std::array<std::uint64_t, 4> bits;
    };
    const Case cases[] = {
        {0, "", {0xd92ac8a03734f788, 0x5cb168cdef11fc1c, 0x6505b78fd70c090a, 0x93cc7044935a0dda}},
        {7, "x", {0x6c4436da1fe63625, 0x5cde7b908789c04e, 0x1b7faf41ca9fd0c3, 0x7945ce9d410749b2}},
        {UINT64_MAX,
         "noise",
         {0xac1e9f6f0d8fd456, 0x64bf1025f93b3bec, 0xfe817d08bb8bcd67, 0xe29206cc0f560d3e}},
    };
    for (const Case& c : cases) {
        RandomStream stream(c.seed, c.purpose);
        for (const std::uint64_t expected : c.bits) EXPECT_EQ(stream.bits(), expected);
    }
}

TEST(RandomStream, UniformIsInsideTheOpenInterval) {
    EXPECT_EQ(RandomStream::uniform_from(0), 0x1p-53);
    EXPECT_EQ(RandomStream::uniform_from(UINT64_MAX), 1.0 - 0x1p-53);
}

TEST(RandomStream, UniformMoments) {
    RandomStream stream(1, "uniform");
    Vector u(samples);
    for (double& value : u) value = stream.uniform();
    EXPECT_NEAR(u.mean(), 1.0 / 2.0, tolerance(1.0 / 12.0));
    EXPECT_NEAR(u.array().square().mean(), 1.0 / 3.0, tolerance(4.0 / 45.0));
}

TEST(RandomStream, NormalMoments) {
    RandomStream stream(1, "normal");
    const auto z = stream.normals(samples).array().eval();
    EXPECT_NEAR(z.mean(), 0.0, tolerance(1.0));
    EXPECT_NEAR(z.square().mean(), 1.0, tolerance(2.0));
    EXPECT_NEAR(z.cube().mean(), 0.0, tolerance(15.0));
    EXPECT_NEAR(z.square().square().mean(), 3.0, tolerance(96.0));
    EXPECT_NEAR((z.head(samples - 1) * z.tail(samples - 1)).mean(), 0.0, tolerance(1.0));
}

TEST(RandomStream, StreamsOfOtherSeedsAndPurposesAreUncorrelated) {
    const Vector reference = RandomStream(1, "x").normals(samples);
    for (RandomStream other : {RandomStream(2, "x"), RandomStream(1, "y"), RandomStream(1, "")}) {
        const Vector z = other.normals(samples);
        EXPECT_NEAR(reference.dot(z) / static_cast<double>(samples), 0.0, tolerance(1.0));
    }
}

TEST(RandomStream, BelowIsUniform) {
    RandomStream stream(1, "below");
    constexpr std::uint64_t bound = 7;
    std::array<double, bound> counts{};
    for (Index n = 0; n < samples; ++n) counts.at(stream.below(bound)) += 1.0;
    const double expected = static_cast<double>(samples) / static_cast<double>(bound);
    double chi_squared = 0.0;
    for (const double count : counts) {
        chi_squared += (count - expected) * (count - expected) / expected;
    }
    const double freedom = static_cast<double>(bound - 1);
    EXPECT_NEAR(chi_squared, freedom, deviations * std::sqrt(2.0 * freedom));
}

// 2^64 is no multiple of 3 2^62: without rejection the first third would come up half of the time.
TEST(RandomStream, BelowALargeBoundIsUnbiased) {
    RandomStream stream(1, "large bound");
    constexpr std::uint64_t third = std::uint64_t{1} << 62;
    double low = 0.0;
    for (Index n = 0; n < samples; ++n) {
        const std::uint64_t value = stream.below(3 * third);
        ASSERT_LT(value, 3 * third);
        if (value < third) low += 1.0;
    }
    EXPECT_NEAR(low / static_cast<double>(samples), 1.0 / 3.0, tolerance(2.0 / 9.0));
}

TEST(RandomStream, BelowZeroIsMisuse) {
    EXPECT_THROW(RandomStream(1, "x").below(0), std::invalid_argument);
    EXPECT_EQ(RandomStream(1, "x").below(1), 0U);
}

}  // namespace
}  // namespace regimes
