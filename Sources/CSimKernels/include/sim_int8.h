// The int8 screen: upper bounds of scores by 8-bit dot products.
//
// Row i of the left matrix is l_i = σ·n_i·(q_i + e_i) with whole q_i in −127 … 127 and n_i > 0, row j
// of the right one likewise; ε_i = σ‖e_i‖. For vectors of length at most n_i and n_j,
//
//   l_i·r_j ≤ n_i n_j (σ² q_i·q_j + ε_i + ε_j + ε_i ε_j)                       (Cauchy–Schwarz)
//
// Counted in units of σ²: with whole numbers a_i ≥ (ε_i + …)/σ², b_j likewise, the bound is the whole
// number q_i·q_j + a_i + b_j, and comparing it with a threshold is exact.
#ifndef SIMBATCH_INT8_H
#define SIMBATCH_INT8_H

#include "sim_collector.h"

enum {
  SIM_PANEL = 48,           // positions of a panel of the right matrix
  SIM_INT8_ROW_GROUP = 8,   // rows of the left matrix are padded to a multiple of this
  SIM_INT8_UNREACHABLE = 1 << 30
};

/// A tile of the int8 screen. Pointers are at the tile's first row and first column.
typedef struct sim_int8_tile {
  const int8_t *left;      // rows × width; padded to a multiple of SIM_INT8_ROW_GROUP rows
  const uint8_t *panels;   // columns in panels: [panel][width / 4][SIM_PANEL][4], values + 128
  size_t width;            // P, a multiple of 4
  size_t rows, columns;
  bool diagonal;           // only column > row counts
  // What is added to q_i·(q_j + 128), so that the sum is the bound in units of σ².
  const int32_t *row_addend;       // a_i − 128·Σ q_i
  const int32_t *column_addend;    // b_j; padded to whole panels
  // Unit rows: the whole numbers that the sum must reach, for its row or its column.
  const int32_t *row_threshold;
  const int32_t *column_threshold;  // SIM_INT8_UNREACHABLE where only rows collect
  // Rows of other lengths: the pair is a hit if
  // row_factor · column_factor · sum + row_offset + column_offset reaches row_limit or column_limit.
  bool unit;
  const float *row_factor, *row_offset, *row_limit;
  const float *column_factor, *column_offset, *column_limit;
} sim_int8_tile;

/// Lists the pairs of a tile whose bound reaches the threshold of their row or column, panel by
/// panel. Rows and columns are at most 65,536.
static inline void sim_screen_int8(
    const sim_kernels *kernels, const sim_int8_tile *tile, sim_hits *hits) {
  kernels->screen_int8(tile, hits);
}

/// Quantises `count` values of length `norm`: q = round(values / (norm · scale)), clipped to ±127,
/// and the last `tail` values rounded up (they are not negative). Zeros up to `padded`.
///
/// Returns ε = ‖values / norm − scale · q‖ over all but the tail, rounded up; tails err upwards.
/// `sum` receives Σ q.
static inline float sim_quantise_row(
    const sim_kernels *kernels, const float *values, size_t count, size_t tail, double norm, double scale, int8_t *quantised,
    size_t padded, int32_t *sum) {
  return kernels->quantise_row(values, count, tail, norm, scale, quantised, padded, sum);
}

/// Copies row-major quantised rows into a panel: SIM_PANEL rows × width, zeros where `rows` is
/// fewer.
void sim_pack_panel(const int8_t *quantised, size_t stride, size_t rows, size_t width, uint8_t *panel);

/// The second level: keeps the hits whose bound over all dimensions reaches a threshold. The
/// matrices are row-major int8 of `width` (a multiple of 64) values.
typedef struct sim_int8_level {
  const int8_t *left, *right;
  const int32_t *right_sum;  // Σ q of the rows of `right`
  size_t width;
  int32_t sign;  // −1 to look for the farthest
  double unit;   // σ²
  float slack;   // what the bound adds for rows of unit length
  const float *left_error, *right_error;  // ε, by position of the tile
  const float *left_norm, *right_norm;    // n, or NULL for unit rows
} sim_int8_level;

/// What hits are compared with; all by position of the tile.
typedef struct sim_hit_limits {
  const float *row_threshold;     // screen values
  const float *column_threshold;  // or NULL where only rows collect
  const float *row_offset, *column_offset;  // or NULL for `shared_offset`
  float shared_offset;            // the sum of both offsets
} sim_hit_limits;

static inline float sim_least_threshold(const sim_hit_limits *limits, size_t row, size_t column) {
  float threshold = limits->row_threshold[row];
  if (limits->column_threshold && limits->column_threshold[column] < threshold) {
    threshold = limits->column_threshold[column];
  }
  return threshold;
}

static inline float sim_offset_of(const sim_hit_limits *limits, size_t row, size_t column) {
  if (!limits->row_offset) return limits->shared_offset;
  return limits->row_offset[row] + limits->column_offset[column];
}

static inline void sim_filter_hits_int8(
    const sim_kernels *kernels, const sim_int8_level *level, const sim_hit_limits *limits,
    sim_hits *hits) {
  kernels->filter_hits_int8(level, limits, hits);
}

/// Refines hits with `float` products of prepared rows. Writes v (the product, with sign and both
/// offsets) of each hit that stays to `values`.
typedef struct {
  const sim_side *rows, *columns;
  const sim_bounds *row_bounds, *column_bounds;
  uint32_t first_row, first_column;
  float sign;
} sim_refinement;

void sim_refine_hits(
    const sim_kernels *kernels, const sim_refinement *refinement, const sim_hit_limits *limits,
    sim_hits *hits, float *values);

/// Hands refined hits to the collector.
void sim_collect_hits(
    const sim_refinement *refinement, const sim_hits *hits, const float *values,
    sim_collector *collector);

#endif
