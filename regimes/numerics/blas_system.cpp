// SPDX-License-Identifier: BSD-3-Clause
// The BLAS and the LAPACK that the build found.
#include <cblas.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "regimes/numerics/blas.hpp"
#include "regimes/numerics/blas_library.hpp"
#include "regimes/numerics/vector_unit.hpp"

extern "C" {
void dpotrf_(const char* uplo, const int* n, double* a, const int* lda, int* info);
void dsyevd_(const char* job, const char* triangle, const int* n, double* a, const int* lda,
             double* w, double* work, const int* lwork, int* iwork, const int* liwork, int* info);
void dgesdd_(const char* job, const int* m, const int* n, double* a, const int* lda, double* s,
             double* u, const int* ldu, double* vt, const int* ldvt, double* work, const int* lwork,
             int* iwork, int* info);

// Weak, so that the library also links against a BLAS that is not OpenBLAS.
void openblas_set_num_threads(int) __attribute__((weak));
int openblas_get_num_threads() __attribute__((weak));
char* openblas_get_config() __attribute__((weak));
char* openblas_get_corename() __attribute__((weak));
void gotoblas_dynamic_init() __attribute__((weak));
void gotoblas_dynamic_quit() __attribute__((weak));
}

namespace regimes {

namespace blas {

namespace {

int size(Index n) { return static_cast<int>(n); }

CBLAS_TRANSPOSE flag(bool transposed) { return transposed ? CblasTrans : CblasNoTrans; }

}  // namespace

template <>
void gemm(const Product<double>& p) {
    cblas_dgemm(CblasColMajor, flag(p.a.transposed), flag(p.b.transposed), size(p.rows),
                size(p.cols), size(p.inner), p.scale, p.a.data, size(p.a.stride), p.b.data,
                size(p.b.stride), p.keep, p.c, size(p.stride));
}

template <>
void gemm(const Product<float>& p) {
    cblas_sgemm(CblasColMajor, flag(p.a.transposed), flag(p.b.transposed), size(p.rows),
                size(p.cols), size(p.inner), p.scale, p.a.data, size(p.a.stride), p.b.data,
                size(p.b.stride), p.keep, p.c, size(p.stride));
}

void gemv(const MatrixView& x, bool transposed, const double* in, double* out) {
    const auto order = x.order == MatrixView::Order::rows ? CblasRowMajor : CblasColMajor;
    cblas_dgemv(order, flag(transposed), size(x.rows), size(x.cols), 1.0, x.data, size(x.stride),
                in, 1, 0.0, out, 1);
}

void syrk(const MatrixView& a, double keep, Matrix& c) {
    const bool by_rows = a.order == MatrixView::Order::rows;  // A^T by columns
    cblas_dsyrk(CblasColMajor, CblasLower, flag(by_rows), size(a.rows), size(a.cols), 1.0, a.data,
                size(a.stride), keep, c.data(), size(c.rows()));
}

void trsv(const Matrix& l, bool transposed, double* b) {
    const int n = size(l.rows());
    cblas_dtrsv(CblasColMajor, CblasLower, flag(transposed), CblasNonUnit, n, l.data(), n, b, 1);
}

bool potrf(Matrix& a) {
    const int n = size(a.rows());
    int info = 0;
    dpotrf_("L", &n, a.data(), &n, &info);
    return info == 0;
}

bool syevd(Matrix& a, Vector& values) {
    const int n = size(a.rows());
    values.resize(n);
    const int query = -1;
    double best = 0.0;
    int best_integers = 0;
    int info = 0;
    dsyevd_("V", "L", &n, a.data(), &n, values.data(), &best, &query, &best_integers, &query,
            &info);
    const int work_size = static_cast<int>(best);
    std::vector<double> work(static_cast<std::size_t>(work_size));
    std::vector<int> integers(static_cast<std::size_t>(best_integers));
    dsyevd_("V", "L", &n, a.data(), &n, values.data(), work.data(), &work_size, integers.data(),
            &best_integers, &info);
    return info == 0;
}

bool gesdd(Matrix& a, Matrix* u, Vector& s, Matrix* vt) {
    const int m = size(a.rows());
    const int n = size(a.cols());
    const int k = std::min(m, n);
    const char* const job = u != nullptr ? "S" : "N";  // thin, or no vectors
    s.resize(k);
    if (u != nullptr) {
        u->resize(m, k);
        vt->resize(k, n);
    }
    double* const left = u != nullptr ? u->data() : nullptr;
    double* const right = u != nullptr ? vt->data() : nullptr;
    std::vector<int> integers(8 * static_cast<std::size_t>(k));
    const int query = -1;
    double best = 0.0;
    int info = 0;
    dgesdd_(job, &m, &n, a.data(), &m, s.data(), left, &m, right, &k, &best, &query,
            integers.data(), &info);
    const int work_size = static_cast<int>(best);
    std::vector<double> work(static_cast<std::size_t>(work_size));
    dgesdd_(job, &m, &n, a.data(), &m, s.data(), left, &m, right, &k, work.data(), &work_size,
            integers.data(), &info);
    return info == 0;
}

int threads() { return openblas_get_num_threads != nullptr ? openblas_get_num_threads() : 1; }

void set_threads(int count) {
    if (openblas_set_num_threads != nullptr) openblas_set_num_threads(count);
}

}  // namespace blas

BlasLibrary blas_library() {
    BlasLibrary library;
    if (openblas_get_config != nullptr) library.configuration = openblas_get_config();
    if (openblas_get_corename != nullptr) library.kernels = openblas_get_corename();
    if (openblas_get_num_threads != nullptr) library.threads = openblas_get_num_threads();
    return library;
}

// OpenBLAS knows processors by their model. An older one takes a newer Intel for a Prescott of
// 2004: then it is asked to look again, with a name that it knows.
bool correct_blas_processor() {
    const bool can_ask = openblas_get_corename != nullptr && gotoblas_dynamic_init != nullptr &&
                         gotoblas_dynamic_quit != nullptr;
    if (!can_ask || std::string_view(openblas_get_corename()) != "Prescott") return false;
    const char* const variable = "OPENBLAS_CORETYPE";
    const VectorUnit unit = widest_vector_unit();
    if (unit == VectorUnit::baseline || std::getenv(variable) != nullptr) return false;
    setenv(variable, unit == VectorUnit::avx512 ? "SkylakeX" : "Haswell", 0);
    gotoblas_dynamic_quit();
    gotoblas_dynamic_init();
    unsetenv(variable);
    return true;
}

}  // namespace regimes
