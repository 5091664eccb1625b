/// Dense linear algebra in f64: the few routines of BLAS and LAPACK that surrogates stand on.
///
/// Every matrix is column by column without gaps (the leading dimension is its number of rows); every pointer has its
/// shape beside it. A status of 0 is success; below 0, argument −status was refused; above 0, see each routine.
/// Nothing here keeps state; scratch memory that LAPACK asks for lives no longer than the call.
#ifndef CLAPACK_H
#define CLAPACK_H

/// Returned when there is no memory for scratch.
#define ASSAY_LAPACK_NO_MEMORY 1000000007

/// C [m, n] = alpha · op(A) · op(B) + beta · C, with op(A) [m, k] and op(B) [k, n]; op transposes where asked to.
void assay_lapack_product(int transpose_a, int transpose_b, int m, int n, int k, double alpha, const double *a,
                          const double *b, double beta, double *c);

/// The lower triangle of C [n, n] = A · Aᵀ, with A [n, k]; what stands above the diagonal is left as it is.
void assay_lapack_gram(int n, int k, const double *a, double *c);

/// C [n, m] = S · B, with S [n, n] symmetric, of which only the lower triangle is read, and B [n, m].
void assay_lapack_symmetric_product(int n, int m, const double *s, const double *b, double *c);

/// A [n, n] = L · Lᵀ in place, lower triangles only. Above 0: the leading minor that is not positive.
int assay_lapack_cholesky(int n, double *a);

/// The lower triangle of (L · Lᵀ)⁻¹ in place of L [n, n].
int assay_lapack_cholesky_inverse(int n, double *factor);

/// B [n, m] = (L · Lᵀ)⁻¹ · B in place.
int assay_lapack_cholesky_solve(int n, int m, const double *factor, double *b);

/// B [n, m] = L⁻¹ · B in place.
int assay_lapack_lower_solve(int n, int m, const double *factor, double *b);

/// A [m, n] = U [m, r] · diag(s [r]) · Vᵀ [r, n] with r = min(m, n), s falling; A is overwritten.
/// Above 0: it did not converge.
int assay_lapack_singular_values(int m, int n, double *a, double *s, double *u, double *vt);

#endif
