// Candidate lists: for each row, a superset of its k best that cannot lose one of them.
#ifndef SIMBATCH_TOP_K_H
#define SIMBATCH_TOP_K_H

#include "sim_bounds.h"

struct sim_tile;

/// A candidate for the list of a row.
typedef struct {
  float lower;   // L; after `sim_finish_row` the reported score
  uint32_t row;  // position in the other side; after `sim_finish_row` the stored row
} sim_candidate;

/// The lists of one side of a comparison (all of its positions).
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
  float *threshold;       // by own position
  uint32_t *count;        // by own position; at most capacity
  uint32_t *limit;        // by own position: the count at which the list is compacted next
  size_t step;            // candidates between one compaction and the next
  sim_candidate *slots;   // own positions × capacity
  // The k greatest lower bounds of each own position so far, ascending (−∞ at first), or NULL. Short
  // lists have them: one insertion keeps the threshold exact. Long ones select it every `step`.
  float *best;            // own positions × k
  // Work space of the calling thread: d doubles; `capacity` words, at least as many as half the
  // columns of a tile, and 8 more.
  double *scratch_values;
  uint64_t *scratch_order;
} sim_top_k;

/// Sets the thresholds of rows that have no candidates yet to the k-th best lower bound of the tile,
/// so that of a first tile only about k pairs a row are offered.
void sim_raise_thresholds(const struct sim_tile *tile, sim_top_k *lists);

/// Offers one pair to the list of `own`: v is the product with both offsets added.
void sim_offer(sim_top_k *lists, uint32_t own, uint32_t other, float v);

/// Scores the candidates of a row in `double` and leaves its at most k best, best first: greater
/// key first, equal keys by lower row. Drops keys below `least_key`. Returns how many were scored.
size_t sim_finish_row(sim_top_k *lists, uint32_t own, float least_key);

#endif
