// Candidate lists: for each row, a superset of its k best that cannot lose one of them.
#ifndef SIMBATCH_TOP_K_H
#define SIMBATCH_TOP_K_H

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
  const float *offset;  // by prepared row, or NULL
  const float *width;
  const float *norm;
  float shared_offset;  // where the arrays are NULL: offset_i of every row
  float shared_width;
  float slack;
} sim_bounds;

/// A candidate for the list of a row.
typedef struct {
  float lower;   // L; after `sim_finish_row` the reported score
  uint32_t row;  // prepared row of the other side
} sim_candidate;

/// The lists of one side of a comparison (all of its prepared rows).
///
/// Invariant: `threshold[i]` is at most the k-th best screen value of row i, so a pair with
/// U < threshold[i] is not among the answers of row i.
typedef struct sim_top_k {
  const sim_scoring *scoring;
  const sim_side *own;
  const sim_side *other;
  const sim_bounds *own_bounds;
  const sim_bounds *other_bounds;
  size_t k;
  size_t capacity;        // of each list; more than k
  float *threshold;       // by own prepared row
  uint32_t *count;        // by own prepared row; at most capacity
  sim_candidate *slots;   // own prepared rows × capacity
  // Work space of the calling thread: 2·d doubles, and `capacity` words.
  double *scratch_values;
  uint64_t *scratch_order;
} sim_top_k;

/// A tile of the matrix product: `values[i · stride + j]` belongs to row `first_row + i` and
/// column `first_column + j`.
typedef struct sim_tile {
  const float *values;
  size_t stride;
  size_t rows, columns;
  uint32_t first_row, first_column;
  bool diagonal;  // the tile lies on the diagonal of a self-join: only j > i counts
} sim_tile;

/// Offers every pair of the tile to the list of its row and, where `columns` is not NULL (a
/// self-join), to that of its column.
static inline void sim_collect_top_k(
    const sim_tile *tile, sim_top_k *rows, sim_top_k *columns) {
  rows->scoring->kernels->collect_top_k(tile, rows, columns);
}

/// Offers one pair to the list of `own`: v is the product with both offsets added.
void sim_offer(sim_top_k *lists, uint32_t own, uint32_t other, float v);

/// Scores the candidates of a row in `double` and leaves its at most k best, best first: greater
/// key first, equal keys by lower row. Drops keys below `least_key`. Returns how many were scored.
size_t sim_finish_row(sim_top_k *lists, uint32_t own, float least_key);

#endif
