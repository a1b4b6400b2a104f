// The proven error of a screen.
#ifndef SIMBATCH_BOUNDS_H
#define SIMBATCH_BOUNDS_H

#include "sim_score.h"

/// How far the screen value of a pair may lie from what the matrix product gave.
///
/// For the product c of rows i and j, with v = c + offset_i + offset_j:
///   the screen value is at most  U = v + slack · norm_i · norm_j
///   and at least                 L = U − (width_i + width_j) − 2 · slack · norm_i · norm_j.
/// Unit rows share one offset and one width and have slack 0; then the arrays are NULL. Arrays are
/// readable up to the next multiple of 64 entries, as are rows of a tile: kernels load whole
/// vectors and ignore what lies beyond.
typedef struct {
  const float *offset;  // by position, or NULL
  const float *width;
  const float *norm;
  float shared_offset;  // where the arrays are NULL: offset_i of every row
  float shared_width;
  float slack;
} sim_bounds;

/// The part of U − v that depends on the pair.
static inline float sim_slack_of(const sim_bounds *a, const sim_bounds *b, uint32_t i, uint32_t j) {
  return a->norm ? a->slack * a->norm[i] * b->norm[j] : 0;
}

/// U − L.
static inline float sim_width_of(const sim_bounds *a, const sim_bounds *b, uint32_t i, uint32_t j) {
  return (a->width ? a->width[i] : a->shared_width) + (b->width ? b->width[j] : b->shared_width) +
         2 * sim_slack_of(a, b, i, j);
}

#endif
