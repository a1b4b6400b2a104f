// Portable int8 kernels; the reference for the others.
#include "int8_scalar.h"

int32_t dot_int8_scalar(const int8_t *a, const int8_t *b, int32_t b_sum, size_t count) {
  (void)b_sum;
  int32_t sum = 0;
  for (size_t l = 0; l < count; ++l) sum += (int32_t)a[l] * b[l];
  return sum;
}

#define SIM_FILTER_LINKAGE
#include "filter_body.inc"

double spin_int8_scalar(size_t rounds) {
  (void)rounds;
  return 0;
}

static int32_t bound_of(const sim_int8_tile *tile, size_t i, size_t j) {
  const int8_t *row = tile->left + i * tile->width;
  const uint8_t *column = tile->panels + (j / SIM_PANEL) * SIM_PANEL * tile->width + (j % SIM_PANEL) * 4;
  int32_t sum = tile->row_addend[i] + tile->column_addend[j];
  for (size_t l = 0; l < tile->width; ++l) {
    sum += (int32_t)row[l] * column[l / 4 * SIM_PANEL * 4 + l % 4];
  }
  return sum;
}

static bool reaches(const sim_int8_tile *tile, size_t i, size_t j, int32_t bound) {
  if (tile->unit) return bound >= tile->row_threshold[i] || bound >= tile->column_threshold[j];
  float value = tile->row_factor[i] * tile->column_factor[j] * (float)bound + tile->row_offset[i] +
                tile->column_offset[j];
  return value >= tile->row_limit[i] || value >= tile->column_limit[j];
}

void screen_int8_scalar(const sim_int8_tile *tile, sim_hits *hits) {
  for (size_t first = 0; first < tile->columns; first += SIM_PANEL) {
    size_t end = first + SIM_PANEL < tile->columns ? first + SIM_PANEL : tile->columns;
    for (size_t i = 0; i < tile->rows; ++i) {
      for (size_t j = tile->diagonal && first <= i ? i + 1 : first; j < end; ++j) {
        if (reaches(tile, i, j, bound_of(tile, i, j))) {
          hits->pairs[hits->count++] = (uint32_t)(i << 16 | j);
        }
      }
    }
  }
}
