// Scores of a whole tile, in `float`: for the full matrix, where every pair is written.
#ifndef SIMBATCH_SCORES_H
#define SIMBATCH_SCORES_H

#include "sim_score.h"

/// How products of prepared rows become scores, and which are too near to be told by them.
typedef struct sim_score_rule {
  sim_measure measure;
  float factor;        // score = product · factor (dot), distance · factor (Euclid); a power of two
  float near_product;  // Pearson, cosine: products from here on are near
  // Euclid, with h = ‖p‖²/2: half a squared distance h_i + h_j − p_i·p_j is near up to
  // near_share · (h_i + h_j) + near_offset.
  float near_share, near_offset;
  const float *column_half;  // h_j of the tile's columns (Euclid)
} sim_score_rule;

/// Turns `count` products of one row into scores, in place: Pearson, cosine clamped to [−1, 1]; dot;
/// Euclid the distance √(2(h_i + h_j − product)).
///
/// Writes the indices of near columns, ascending, to `near` (room for `count`), and returns how many.
/// What a near score is, must be found in `double`. NaN is never near.
size_t sim_scores_of_products(
    const sim_kernels *kernels, const sim_score_rule *rule, float row_half, float *values,
    size_t count, uint32_t *near);

/// IEEE 754 half precision, rounded to nearest, ties to even; what is beyond 65,504 becomes infinite,
/// NaN stays NaN. Returns whether a finite value became infinite.
bool sim_floats_to_halves(
    const sim_kernels *kernels, const float *values, size_t count, uint16_t *halves);

/// line[j] += Σ over rows of values[i·stride + j].
void sim_add_columns(
    const sim_kernels *kernels, const float *values, size_t stride, size_t rows, size_t columns,
    double *line);

/// Copies the triangle above the diagonal to below it: side × side values of `size` bytes, 2 or 4.
void sim_mirror_upper(void *values, size_t size, size_t side, size_t stride);

/// Swaps rows and columns in place: side × side values of `size` bytes, 2 or 4.
void sim_transpose(void *values, size_t size, size_t side, size_t stride);

#endif
