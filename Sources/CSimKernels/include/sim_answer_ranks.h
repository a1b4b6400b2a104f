// Counting the rows that come before an answer.
#ifndef SIMBATCH_ANSWER_RANKS_H
#define SIMBATCH_ANSWER_RANKS_H

#include "sim_bounds.h"

/// What screen values are compared with: pairs below `least` certainly score less than the answer,
/// pairs above `greatest` certainly more.
typedef struct {
  float least, greatest;
} sim_rank_limits;

/// The columns of one row of a tile that certainly score more than an answer, counted; those of which
/// it cannot be told go to `undecided` (room for `count`), ascending, counted from 0.
///
/// `products[j]` is the product of `row` and column `first + j`; both by position. O(count).
size_t sim_count_above(
    const float *products, size_t count, const sim_bounds *row_bounds, uint32_t row,
    const sim_bounds *column_bounds, uint32_t first, sim_rank_limits limits, uint32_t *undecided,
    size_t *undecided_count);

/// The greatest screen value that a pair can have whose key is at most `key`; see
/// `sim_screen_value_of_key`. Not for `farthest`.
float sim_greatest_screen_value_of_key(const sim_scoring *scoring, float key);

#endif
