// What takes the candidates of a screen: candidate lists of a top-k job, or a list of pairs.
#ifndef SIMBATCH_COLLECTOR_H
#define SIMBATCH_COLLECTOR_H

#include "sim_pairs.h"
#include "sim_top_k.h"

struct sim_hits;

/// Exactly one of `lists`, `pairs` and `hits` is not NULL.
typedef struct sim_collector {
  sim_top_k *lists;         // of the rows
  sim_top_k *column_lists;  // of the columns, in a self-join the same; NULL where only rows collect
  sim_pair_list *pairs;
  struct sim_hits *hits;  // takes pairs to be refined, counted from the tile's first ones
  // For hits only; by position.
  const float *row_threshold, *column_threshold;  // the latter NULL where only rows collect
  const sim_bounds *row_bounds, *column_bounds;
} sim_collector;

/// What the pairs of a tile are compared with; by position.
typedef struct {
  const float *row_threshold;
  size_t row_step;  // 0 where all rows share one threshold
  const float *column_threshold;
  const sim_bounds *row_bounds, *column_bounds;
} sim_limits;

static inline sim_limits sim_limits_of(const sim_collector *collector) {
  if (collector->lists) {
    const sim_top_k *lists = collector->lists;
    return (sim_limits){
        lists->threshold, 1,
        collector->column_lists ? collector->column_lists->threshold : NULL, lists->own_bounds,
        lists->other_bounds};
  }
  if (collector->pairs) {
    const sim_pair_list *pairs = collector->pairs;
    return (sim_limits){&pairs->threshold, 0, NULL, pairs->own_bounds, pairs->other_bounds};
  }
  return (sim_limits){
      collector->row_threshold, 1, collector->column_threshold, collector->row_bounds,
      collector->column_bounds};
}

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
static inline void sim_collect_tile(
    const sim_kernels *kernels, const sim_tile *tile, sim_collector *collector) {
  if (collector->lists) sim_raise_thresholds(tile, collector->lists);
  kernels->collect_tile(tile, collector);
}

/// Pairs for refinement: (row << 16 | column), counted from the tile's first ones.
typedef struct sim_hits {
  uint32_t *pairs;
  size_t count;
  size_t capacity;  // at least rows × columns of a tile
} sim_hits;

/// Hands over one pair; v is the product with both offsets added.
static inline void sim_collect_pair(sim_collector *collector, uint32_t row, uint32_t column, float v) {
  if (collector->pairs) {
    sim_append_pair(collector->pairs, row, column, v);
    return;
  }
  sim_offer(collector->lists, row, column, v);
  if (collector->column_lists) sim_offer(collector->column_lists, column, row, v);
}

#endif
