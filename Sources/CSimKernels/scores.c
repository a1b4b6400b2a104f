// Scores of whole tiles.
#include <string.h>

#include "CSimKernels.h"

size_t sim_scores_of_products(
    const sim_kernels *kernels, const sim_score_rule *rule, float row_half, float *values,
    size_t count, uint32_t *near) {
  return kernels->scores_of_products(rule, row_half, values, count, near);
}

bool sim_floats_to_halves(
    const sim_kernels *kernels, const float *values, size_t count, uint16_t *halves) {
  return kernels->floats_to_halves(values, count, halves);
}

void sim_add_columns(
    const sim_kernels *kernels, const float *values, size_t stride, size_t rows, size_t columns,
    double *line) {
  kernels->add_columns(values, stride, rows, columns, line);
}

// Squares of this side are turned at once: both fit into the first cache.
#define SIDE 64

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

#define SIM_TURNING(type)                                                                        \
  /* Writes the columns of a square as rows of another. */                                       \
  static void turn_##type(                                                                       \
      const type *from, size_t from_stride, size_t rows, size_t columns, type *to,               \
      size_t to_stride) {                                                                        \
    for (size_t j = 0; j < columns; ++j) {                                                       \
      for (size_t i = 0; i < rows; ++i) to[j * to_stride + i] = from[i * from_stride + j];       \
    }                                                                                            \
  }                                                                                              \
                                                                                                 \
  static void mirror_##type(type *values, size_t side, size_t stride) {                          \
    for (size_t i = 0; i < side; i += SIDE) {                                                    \
      const size_t rows = least(SIDE, side - i);                                                 \
      for (size_t a = i; a < i + rows; ++a) {                                                    \
        for (size_t b = a + 1; b < i + rows; ++b) values[b * stride + a] = values[a * stride + b]; \
      }                                                                                          \
      for (size_t j = i + rows; j < side; j += SIDE) {                                           \
        turn_##type(                                                                             \
            values + i * stride + j, stride, rows, least(SIDE, side - j), values + j * stride + i, \
            stride);                                                                             \
      }                                                                                          \
    }                                                                                            \
  }                                                                                              \
                                                                                                 \
  static void transpose_##type(type *values, size_t side, size_t stride) {                       \
    type kept[SIDE * SIDE];                                                                      \
    for (size_t i = 0; i < side; i += SIDE) {                                                    \
      const size_t rows = least(SIDE, side - i);                                                 \
      for (size_t j = i; j < side; j += SIDE) {                                                  \
        const size_t columns = least(SIDE, side - j);                                            \
        type *upper = values + i * stride + j, *lower = values + j * stride + i;                 \
        turn_##type(upper, stride, rows, columns, kept, SIDE);                                   \
        if (i != j) turn_##type(lower, stride, columns, rows, upper, stride);                    \
        for (size_t b = 0; b < columns; ++b) {                                                   \
          memcpy(lower + b * stride, kept + b * SIDE, rows * sizeof(type));                      \
        }                                                                                        \
      }                                                                                          \
    }                                                                                            \
  }

SIM_TURNING(uint16_t)
SIM_TURNING(uint32_t)

void sim_mirror_upper(void *values, size_t size, size_t side, size_t stride) {
  if (size == sizeof(uint16_t)) mirror_uint16_t(values, side, stride);
  else mirror_uint32_t(values, side, stride);
}

void sim_transpose(void *values, size_t size, size_t side, size_t stride) {
  if (size == sizeof(uint16_t)) transpose_uint16_t(values, side, stride);
  else transpose_uint32_t(values, side, stride);
}
