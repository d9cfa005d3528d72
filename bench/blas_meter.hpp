// SPDX-License-Identifier: BSD-3-Clause
// Counts the BLAS and LAPACK calls that the library makes: the linker puts the counting functions
// of blas_meter.cpp in front of the real ones (--wrap, see cmake/RegimesBench.cmake), so what is
// measured is the solver as it is, not a copy of its inner loop.
#pragma once

#include <array>

namespace regimes::bench {

enum Routine { syrk, potrf, gemv, trsv, routine_count };

struct Tally {
    long calls = 0;
    double flops = 0.0;
    double seconds = 0.0;
};

using Tallies = std::array<Tally, routine_count>;

/// While one of these lives, calls are counted. Not thread-safe: measure with threads = 1.
class BlasMeter {
public:
    BlasMeter();
    ~BlasMeter();
    BlasMeter(const BlasMeter&) = delete;
    BlasMeter& operator=(const BlasMeter&) = delete;

    const Tallies& tallies() const { return tallies_; }
    Tally& operator[](Routine routine) { return tallies_[routine]; }

private:
    Tallies tallies_;
};

}  // namespace regimes::bench
