// Stored rows, and what is known of each before any comparison.
#ifndef SIMBATCH_ROWS_H
#define SIMBATCH_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum { SIM_F16, SIM_F32, SIM_F64, SIM_I8, SIM_U8 } sim_element;

/// Rows as they are stored: native byte order, any alignment.
typedef struct {
  const void *base;      // first value of row 0
  size_t stride;         // bytes from row to row
  size_t count;          // n
  size_t dimensions;     // d: values of a row that take part (`--dims`)
  sim_element element;
  const double *column_mean;  // d values subtracted from each row first, or NULL
} sim_rows;

/// What becomes of the values of one row before they are compared:
/// `y = (x − column_mean) · scale − shift`, in double precision.
typedef struct {
  double shift;  // the mean of the row under Pearson, else 0
  double scale;  // a power of two; 1 unless squares would leave the range of `double`
  double norm;   // ‖y‖
} sim_row_info;

typedef enum {
  SIM_ROW_GOOD,
  SIM_ROW_NOT_FINITE,  // holds a NaN or an infinity
  SIM_ROW_ZERO,        // zero length: no direction (cosine)
  SIM_ROW_CONSTANT,    // max = min: no variation (Pearson)
  SIM_ROW_TOO_LONG,    // its dot product with itself exceeds `float` (dot, euclidean)
} sim_row_state;

typedef enum { SIM_PEARSON, SIM_COSINE, SIM_DOT, SIM_EUCLIDEAN } sim_measure;

struct sim_kernels;

/// Examines one row: its state, and its info where the state is good.
///
/// `work` holds d doubles. O(d).
sim_row_state sim_examine_row(
    const struct sim_kernels *kernels, const sim_rows *rows, size_t row, sim_measure measure,
    sim_row_info *info, double *work);

/// Adds the rows `first ..< first + count` that are finite to `sum` (d doubles), in ascending
/// order. Returns how many were added. `work` holds d doubles.
size_t sim_add_rows(
    const struct sim_kernels *kernels, const sim_rows *rows, size_t first, size_t count,
    double *sum, double *work);

/// Writes `float((y − origin) · factor)` for the row's y, d values, then zeros up to `padded` values.
/// `origin` may be NULL. Returns ‖(y − origin) · factor‖². `work` holds d doubles.
double sim_prepare_row(
    const struct sim_kernels *kernels, const sim_rows *rows, size_t row, const sim_row_info *info,
    const double *origin, double factor, float *prepared, size_t padded, double *work);

/// Asks for the values of a row before they are needed.
void sim_prefetch_row(const sim_rows *rows, size_t row);

/// A hash of the bytes of the row's first d values. Equal bytes have equal hashes.
uint64_t sim_hash_row(const sim_rows *rows, size_t row);

/// Whether the bytes of the first d values of two rows are equal.
bool sim_rows_equal(const sim_rows *rows, size_t a, size_t b);

#endif
