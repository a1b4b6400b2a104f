// Quantising rows, and what happens to the pairs that pass the first level of a screen.
#include <math.h>
#include <string.h>

#include "CSimKernels.h"

float sim_quantise_row(
    const float *values, size_t count, size_t tail, double norm, double scale, int8_t *quantised,
    size_t padded, int32_t *sum) {
  const double factor = norm > 0 ? 1 / (norm * scale) : 0;
  double squared_error = 0;
  int32_t total = 0;
  for (size_t l = 0; l < count; ++l) {
    const double exact = (double)values[l] * factor;
    const double whole = l < count - tail ? nearbyint(exact) : ceil(exact);
    const double clipped = whole > 127 ? 127 : whole < -127 ? -127 : whole;
    quantised[l] = (int8_t)clipped;
    total += (int32_t)clipped;
    // A tail that is rounded up needs no allowance; one that had to be clipped does.
    const double error = exact - clipped;
    if (l < count - tail || error > 0) squared_error += error * error;
  }
  memset(quantised + count, 0, padded - count);
  *sum = total;
  return nextafterf((float)(scale * sqrt(squared_error) * (1 + 0x1p-20)), INFINITY);
}

void sim_pack_panel(const int8_t *quantised, size_t stride, size_t rows, size_t width, uint8_t *panel) {
  for (size_t l = 0; l < width; l += 4) {
    for (size_t row = 0; row < SIM_PANEL; ++row) {
      uint32_t four = 0;
      if (row < rows) memcpy(&four, quantised + row * stride + l, 4);
      four ^= 0x80808080u;  // value + 128
      memcpy(panel + (l * SIM_PANEL + row * 4), &four, 4);
    }
  }
}

static inline float least_threshold(const sim_hit_limits *limits, size_t row, size_t column) {
  float threshold = limits->row_threshold[row];
  if (limits->column_threshold && limits->column_threshold[column] < threshold) {
    threshold = limits->column_threshold[column];
  }
  return threshold;
}

static inline float offset_of(const sim_hit_limits *limits, size_t row, size_t column) {
  if (!limits->row_offset) return limits->shared_offset;
  return limits->row_offset[row] + limits->column_offset[column];
}

void sim_filter_hits_int8(
    const sim_kernels *kernels, const sim_int8_level *level, const sim_hit_limits *limits,
    sim_hits *hits) {
  size_t kept = 0;
  for (size_t h = 0; h < hits->count; ++h) {
    const uint32_t pair = hits->pairs[h];
    const size_t row = pair >> 16, column = pair & 0xffff;
    const int32_t product = kernels->dot_int8(
        level->left + row * level->width, level->right + column * level->width,
        level->right_sum[column], level->width);
    const float a = level->left_error[row], b = level->right_error[column];
    float bound = (float)(level->unit * (double)(level->sign * product)) + a + b + a * b + level->slack;
    if (level->left_norm) bound *= level->left_norm[row] * level->right_norm[column];
    bound += offset_of(limits, row, column);
    hits->pairs[kept] = pair;
    kept += bound >= least_threshold(limits, row, column);
  }
  hits->count = kept;
}

static inline const float *prepared_row(const sim_side *side, size_t position) {
  return side->prepared + side->prepared_row[position] * side->prepared_stride;
}

void sim_refine_hits(
    const sim_kernels *kernels, const sim_refinement *refinement, const sim_hit_limits *limits,
    sim_hits *hits, float *values) {
  const sim_side *rows = refinement->rows, *columns = refinement->columns;
  const size_t d = rows->rows.dimensions;
  enum { AHEAD = 4 };
  size_t kept = 0;
  for (size_t h = 0; h < hits->count; ++h) {
    if (h + AHEAD < hits->count) {
      // Rows of hits are scattered in memory; ask for them before they are needed.
      const uint32_t next = hits->pairs[h + AHEAD];
      const float *row = prepared_row(rows, refinement->first_row + (next >> 16));
      const float *column = prepared_row(columns, refinement->first_column + (next & 0xffff));
      for (size_t l = 0; l < d && l < 512; l += 16) {
        __builtin_prefetch(row + l);
        __builtin_prefetch(column + l);
      }
    }
    const uint32_t pair = hits->pairs[h];
    const size_t i = pair >> 16, j = pair & 0xffff;
    const uint32_t a = refinement->first_row + (uint32_t)i, b = refinement->first_column + (uint32_t)j;
    const float product = kernels->dot_float(prepared_row(rows, a), prepared_row(columns, b), d);
    const float v = refinement->sign * product + offset_of(limits, i, j);
    const float upper = v + sim_slack_of(refinement->row_bounds, refinement->column_bounds, a, b);
    hits->pairs[kept] = pair;
    values[kept] = v;
    kept += upper >= least_threshold(limits, i, j);
  }
  hits->count = kept;
}

void sim_collect_hits(
    const sim_refinement *refinement, const sim_hits *hits, const float *values,
    sim_collector *collector) {
  for (size_t h = 0; h < hits->count; ++h) {
    const uint32_t pair = hits->pairs[h];
    sim_collect_pair(
        collector, refinement->first_row + (pair >> 16), refinement->first_column + (pair & 0xffff),
        values[h]);
  }
}
