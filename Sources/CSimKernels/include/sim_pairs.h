// Pairs whose score reaches a limit.
#ifndef SIMBATCH_PAIRS_H
#define SIMBATCH_PAIRS_H

#include "sim_bounds.h"

/// Two positions and, once verified, their reported score.
typedef struct {
  uint32_t row, column;
  float score;
} sim_pair;

/// The pairs of one tile that may reach the limit.
typedef struct {
  const sim_scoring *scoring;
  const sim_side *own;    // of rows
  const sim_side *other;  // of columns
  const sim_bounds *own_bounds;
  const sim_bounds *other_bounds;
  float threshold;  // screen value that a pair must be able to reach
  sim_pair *pairs;
  size_t count, capacity;
  double *scratch_values;  // d
} sim_pair_list;

/// Appends the pair if U reaches the threshold; v is the product with both offsets added. There
/// must be room.
void sim_append_pair(sim_pair_list *list, uint32_t row, uint32_t column, float v);

/// Scores the pairs from `first` on in `double` and keeps those whose key is at least `least_key`,
/// in their order.
void sim_verify_pairs(sim_pair_list *list, size_t first, float least_key);

#endif
