// Counting the rows that come before an answer.
#include <math.h>

#include "CSimKernels.h"

/// Columns that are looked at one by one where some of them are undecided.
enum { BLOCK = 256 };

/// What the columns of a block have in common, and where their own bounds are, if they have any.
typedef struct {
  float offset, width, slack;
  const float *offsets, *widths, *norms;
} block_bounds;

static inline float upper_of(const block_bounds *bounds, const float *products, size_t j) {
  const float offset = bounds->offsets ? bounds->offset + bounds->offsets[j] : bounds->offset;
  const float v = products[j] + offset;
  return bounds->norms ? v + bounds->slack * bounds->norms[j] : v;
}

static inline float lower_of(const block_bounds *bounds, float upper, size_t j) {
  const float width = bounds->widths ? bounds->width + bounds->widths[j] : bounds->width;
  return upper - (bounds->norms ? width + 2 * bounds->slack * bounds->norms[j] : width);
}

typedef struct {
  uint32_t possible, certain;
} block_count;

/// Without branches, once the compiler knows which bounds there are.
static inline __attribute__((always_inline)) block_count count_block(
    block_bounds bounds, const float *products, size_t start, size_t end, sim_rank_limits limits) {
  block_count count = {0, 0};
  for (size_t j = start; j < end; ++j) {
    const float upper = upper_of(&bounds, products, j);
    count.possible += upper >= limits.least;
    count.certain += lower_of(&bounds, upper, j) > limits.greatest;
  }
  return count;
}

static block_count count_any_block(
    block_bounds bounds, const float *products, size_t start, size_t end, sim_rank_limits limits) {
  if (bounds.norms) {
    bounds.offsets = bounds.widths = NULL;
    return count_block(bounds, products, start, end, limits);
  }
  if (bounds.offsets) return count_block(bounds, products, start, end, limits);
  bounds.widths = NULL;
  return count_block(bounds, products, start, end, limits);
}

size_t sim_count_above(
    const float *products, size_t count, const sim_bounds *row_bounds, uint32_t row,
    const sim_bounds *column_bounds, uint32_t first, sim_rank_limits limits, uint32_t *undecided,
    size_t *undecided_count) {
  block_bounds bounds = {
      .offset = row_bounds->offset ? row_bounds->offset[row] : row_bounds->shared_offset,
      .width = row_bounds->width ? row_bounds->width[row] : row_bounds->shared_width,
      .slack = row_bounds->norm ? row_bounds->slack * row_bounds->norm[row] : 0,
      .offsets = column_bounds->offset ? column_bounds->offset + first : NULL,
      .widths = column_bounds->width ? column_bounds->width + first : NULL,
      .norms = column_bounds->norm ? column_bounds->norm + first : NULL};
  if (!bounds.offsets) bounds.offset += column_bounds->shared_offset;
  if (!bounds.widths) bounds.width += column_bounds->shared_width;

  size_t above = 0, found = 0;
  for (size_t start = 0; start < count; start += BLOCK) {
    const size_t end = start + BLOCK < count ? start + BLOCK : count;
    const block_count both = count_any_block(bounds, products, start, end, limits);
    if (both.possible == both.certain) {
      above += both.certain;
      continue;
    }
    for (size_t j = start; j < end; ++j) {
      const float upper = upper_of(&bounds, products, j);
      if (!(upper >= limits.least)) continue;
      if (lower_of(&bounds, upper, j) > limits.greatest) {
        ++above;
      } else {
        undecided[found++] = (uint32_t)j;
      }
    }
  }
  *undecided_count = found;
  return above;
}

float sim_greatest_screen_value_of_key(const sim_scoring *scoring, float key) {
  const double rounding = 0x1p-23, least_subnormal = 0x1p-149;
  const double units = scoring->scale * scoring->scale;
  double most = (double)key + fabs((double)key) * rounding + least_subnormal;
  if (scoring->measure == SIM_EUCLIDEAN) {
    // A key is −distance, and a distance cannot be negative.
    if (most > 0) most = 0;
    most = -0.5 * most * most;
  }
  if (scoring->measure == SIM_DOT || scoring->measure == SIM_EUCLIDEAN) most *= units;
  const float value = (float)most;
  return (double)value < most ? nextafterf(value, INFINITY) : value;
}
