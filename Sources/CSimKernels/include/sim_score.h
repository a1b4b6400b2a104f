// Verification: the score that is reported.
#ifndef SIMBATCH_SCORE_H
#define SIMBATCH_SCORE_H

#include "sim_kernels.h"

/// Everything that decides the reported score of a row of one matrix with a row of another
/// (or of the same).
typedef struct {
  const sim_kernels *kernels;
  sim_measure measure;
  bool farthest;
  double scale;  // prepared row = stored row · scale (dot, euclidean); 1 for unit rows
} sim_scoring;

/// One of the two matrices: its stored rows, their info, which of them take part, and in what order.
///
/// A *position* is the place of a row in the order in which rows are screened. Everything between
/// the screen and the answer counts rows by position; ties are broken by stored row.
typedef struct {
  sim_rows rows;
  const sim_row_info *info;      // by stored row
  const uint32_t *stored_row;    // by position: the stored row
  const uint32_t *position;      // by stored row: the position, for rows that take part
  const float *prepared;         // prepared rows, row-major
  size_t prepared_stride;        // floats from row to row
  const uint32_t *prepared_row;  // by position: the prepared row
} sim_side;

/// Expands a stored row as its info says. `out` holds d doubles.
void sim_expand_row(const sim_scoring *scoring, const sim_side *side, size_t stored, double *out);

/// The reported score of an expanded row x of length `x_norm` and a stored row y of `side`; a
/// distance under `euclidean`.
///
/// Pearson, cosine: x·y / (‖x‖‖y‖), clamped to [−1, 1]. Dot: x·y. Euclid: ‖x − y‖. In `double`,
/// rounded once. Symmetric to the last bit.
float sim_reported_score(
    const sim_scoring *scoring, const double *x, double x_norm, const sim_side *side,
    size_t stored);

/// The score as a key: greater comes first in the answer.
static inline float sim_key(const sim_scoring *scoring, float reported) {
  return (scoring->measure == SIM_EUCLIDEAN) != scoring->farthest ? -reported : reported;
}

/// The least screen value that a pair can have whose key is at least `key`.
///
/// Screen values are what the matrix product approximates: the score (Pearson, cosine), the score
/// in units of `scale`² (dot), −‖x − y‖²/2 in units of `scale`² (Euclid), negated for `farthest`.
float sim_screen_value_of_key(const sim_scoring *scoring, float key);

#endif
