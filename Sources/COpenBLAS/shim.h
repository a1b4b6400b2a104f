// The C BLAS interface of OpenBLAS. Everything the project asks of BLAS goes through
// `Screening/BLAS.swift` and `BLAS+Double.swift`, which wrap it for row-major matrices.
#ifndef SIMBATCH_COPENBLAS_H
#define SIMBATCH_COPENBLAS_H
#include <cblas.h>

// Eigenvalues and eigenvectors of a symmetric matrix (LAPACK), which OpenBLAS exports, too.
// No header of its development package declares it.
void ssyevd_(
    const char *job, const char *triangle, const int *order, float *matrix, const int *leading,
    float *values, float *work, const int *work_size, int *whole_work, const int *whole_work_size,
    int *info);

// The same in `double`.
void dsyevd_(
    const char *job, const char *triangle, const int *order, double *matrix, const int *leading,
    double *values, double *work, const int *work_size, int *whole_work,
    const int *whole_work_size, int *info);

// Solves a system of a symmetric positive definite matrix, by its Cholesky factors (LAPACK).
void dposv_(
    const char *triangle, const int *order, const int *right_count, double *matrix,
    const int *leading, double *right, const int *right_leading, int *info);
#endif
