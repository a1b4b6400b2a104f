// What takes the candidates of a screen: candidate lists of a top-k job, or a list of pairs.
#ifndef SIMBATCH_COLLECTOR_H
#define SIMBATCH_COLLECTOR_H

#include "sim_pairs.h"
#include "sim_top_k.h"

/// Exactly one of `lists` and `pairs` is not NULL.
typedef struct sim_collector {
  sim_top_k *lists;    // of the rows
  bool both_sides;     // a self-join: columns are rows of the same lists
  sim_pair_list *pairs;
} sim_collector;

/// A tile of the matrix product: `values[i · stride + j]` belongs to row `first_row + i` and
/// column `first_column + j`.
typedef struct sim_tile {
  const float *values;
  size_t stride;
  size_t rows, columns;
  uint32_t first_row, first_column;
  bool diagonal;  // the tile lies on the diagonal of a self-join: only j > i counts
} sim_tile;

/// Hands every pair of the tile whose upper bound reaches its thresholds to the collector.
static inline void sim_collect_tile(const sim_tile *tile, sim_collector *collector) {
  const sim_scoring *scoring = collector->lists ? collector->lists->scoring : collector->pairs->scoring;
  scoring->kernels->collect_tile(tile, collector);
}

/// Hands over one pair; v is the product with both offsets added.
static inline void sim_collect_pair(sim_collector *collector, uint32_t row, uint32_t column, float v) {
  if (collector->pairs) {
    sim_append_pair(collector->pairs, row, column, v);
    return;
  }
  sim_offer(collector->lists, row, column, v);
  if (collector->both_sides) sim_offer(collector->lists, column, row, v);
}

#endif
