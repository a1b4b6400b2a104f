// Packing quantised rows, and what happens to the pairs that pass the first level of a screen.
#include <string.h>

#include "CSimKernels.h"

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
    const float v = refinement->sign * product + sim_offset_of(limits, i, j);
    const float upper = v + sim_slack_of(refinement->row_bounds, refinement->column_bounds, a, b);
    hits->pairs[kept] = pair;
    values[kept] = v;
    kept += upper >= sim_least_threshold(limits, i, j);
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
