// SPDX-License-Identifier: BSD-3-Clause
#include "bench/blas_meter.hpp"

#include <cblas.h>

#include <chrono>

namespace regimes::bench {

namespace {

BlasMeter* meter = nullptr;

template <typename Call>
void count(Routine routine, double flops, const Call& call) {
    if (meter == nullptr) return call();
    const auto start = std::chrono::steady_clock::now();
    call();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    Tally& tally = (*meter)[routine];
    ++tally.calls;
    tally.flops += flops;
    tally.seconds += seconds.count();
}

}  // namespace

BlasMeter::BlasMeter() { meter = this; }
BlasMeter::~BlasMeter() { meter = nullptr; }

}  // namespace regimes::bench

using regimes::bench::count;

// The names are the linker's.
// NOLINTBEGIN(bugprone-reserved-identifier)
extern "C" {

void __real_cblas_dsyrk(CBLAS_ORDER, CBLAS_UPLO, CBLAS_TRANSPOSE, int, int, double, const double*,
                        int, double, double*, int);
void __real_dpotrf_(const char*, const int*, double*, const int*, int*);
void __real_cblas_dgemv(CBLAS_ORDER, CBLAS_TRANSPOSE, int, int, double, const double*, int,
                        const double*, int, double, double*, int);
void __real_cblas_dtrsv(CBLAS_ORDER, CBLAS_UPLO, CBLAS_TRANSPOSE, CBLAS_DIAG, int, const double*,
                        int, double*, int);

void __wrap_cblas_dsyrk(CBLAS_ORDER order, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transpose, int n, int k,
                        double alpha, const double* a, int lda, double beta, double* c, int ldc) {
    count(regimes::bench::syrk, 1.0 * n * (n + 1) * k,
          [&] { __real_cblas_dsyrk(order, uplo, transpose, n, k, alpha, a, lda, beta, c, ldc); });
}

void __wrap_dpotrf_(const char* uplo, const int* n, double* a, const int* lda, int* info) {
    const double size = *n;
    count(regimes::bench::potrf, size * size * size / 3.0,
          [&] { __real_dpotrf_(uplo, n, a, lda, info); });
}

void __wrap_cblas_dgemv(CBLAS_ORDER order, CBLAS_TRANSPOSE transpose, int m, int n, double alpha,
                        const double* a, int lda, const double* x, int incx, double beta, double* y,
                        int incy) {
    count(regimes::bench::gemv, 2.0 * m * n, [&] {
        __real_cblas_dgemv(order, transpose, m, n, alpha, a, lda, x, incx, beta, y, incy);
    });
}

void __wrap_cblas_dtrsv(CBLAS_ORDER order, CBLAS_UPLO uplo, CBLAS_TRANSPOSE transpose,
                        CBLAS_DIAG diagonal, int n, const double* a, int lda, double* x, int incx) {
    count(regimes::bench::trsv, 1.0 * n * n,
          [&] { __real_cblas_dtrsv(order, uplo, transpose, diagonal, n, a, lda, x, incx); });
}

}  // extern "C"
// NOLINTEND(bugprone-reserved-identifier)
