#include "CLAPACK.h"

#include <cblas.h>
#include <stddef.h>
#include <stdlib.h>

// LAPACK as Fortran compilers spell it: everything by reference, the lengths of characters behind the arguments.
extern void dpotrf_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t);
extern void dpotri_(const char *uplo, const int *n, double *a, const int *lda, int *info, size_t);
extern void dpotrs_(const char *uplo, const int *n, const int *nrhs, const double *a, const int *lda, double *b,
                    const int *ldb, int *info, size_t);
extern void dtrtrs_(const char *uplo, const char *trans, const char *diag, const int *n, const int *nrhs,
                    const double *a, const int *lda, double *b, const int *ldb, int *info, size_t, size_t, size_t);
extern void dgesdd_(const char *jobz, const int *m, const int *n, double *a, const int *lda, double *s, double *u,
                    const int *ldu, double *vt, const int *ldvt, double *work, const int *lwork, int *iwork,
                    int *info, size_t);

void assay_lapack_product(int transpose_a, int transpose_b, int m, int n, int k, double alpha, const double *a,
                          const double *b, double beta, double *c) {
    cblas_dgemm(CblasColMajor, transpose_a ? CblasTrans : CblasNoTrans, transpose_b ? CblasTrans : CblasNoTrans, m, n,
                k, alpha, a, transpose_a ? k : m, b, transpose_b ? n : k, beta, c, m);
}

void assay_lapack_gram(int n, int k, const double *a, double *c) {
    cblas_dsyrk(CblasColMajor, CblasLower, CblasNoTrans, n, k, 1, a, n, 0, c, n);
}

void assay_lapack_symmetric_product(int n, int m, const double *s, const double *b, double *c) {
    cblas_dsymm(CblasColMajor, CblasLeft, CblasLower, n, m, 1, s, n, b, n, 0, c, n);
}

int assay_lapack_cholesky(int n, double *a) {
    int status = 0;
    dpotrf_("L", &n, a, &n, &status, 1);
    return status;
}

int assay_lapack_cholesky_inverse(int n, double *factor) {
    int status = 0;
    dpotri_("L", &n, factor, &n, &status, 1);
    return status;
}

int assay_lapack_cholesky_solve(int n, int m, const double *factor, double *b) {
    int status = 0;
    dpotrs_("L", &n, &m, factor, &n, b, &n, &status, 1);
    return status;
}

int assay_lapack_lower_solve(int n, int m, const double *factor, double *b) {
    int status = 0;
    dtrtrs_("L", "N", "N", &n, &m, factor, &n, b, &n, &status, 1, 1, 1);
    return status;
}

int assay_lapack_singular_values(int m, int n, double *a, double *s, double *u, double *vt) {
    const int rank = m < n ? m : n;
    int status = 0, ask = -1;
    double wanted = 0;
    int *places = malloc(sizeof(int) * 8 * (size_t)(rank > 0 ? rank : 1));
    if (places == NULL) return ASSAY_LAPACK_NO_MEMORY;
    dgesdd_("S", &m, &n, a, &m, s, u, &m, vt, &rank, &wanted, &ask, places, &status, 1);
    if (status == 0) {
        const int length = (int)wanted;
        double *work = malloc(sizeof(double) * (size_t)length);
        if (work == NULL) {
            status = ASSAY_LAPACK_NO_MEMORY;
        } else {
            dgesdd_("S", &m, &n, a, &m, s, u, &m, vt, &rank, work, &length, places, &status, 1);
            free(work);
        }
    }
    free(places);
    return status;
}
