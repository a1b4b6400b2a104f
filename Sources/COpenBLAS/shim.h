// The C BLAS interface of OpenBLAS. Everything the project asks of BLAS goes through
// `Screening/BLAS.swift`, which wraps `cblas_sgemm` for row-major tiles.
#ifndef SIMBATCH_COPENBLAS_H
#define SIMBATCH_COPENBLAS_H
#include <cblas.h>
#endif
