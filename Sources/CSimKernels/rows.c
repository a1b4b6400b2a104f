// Examining and preparing rows.
#include <float.h>
#include <math.h>
#include <string.h>

#include "CSimKernels.h"

#pragma STDC FP_CONTRACT OFF

// Squares of values within these limits, and sums of 2^22 of them, stay in the normal range of
// `double` and keep full precision. Only f64 rows can leave it.
static const double largest_plain = 0x1p500, smallest_plain = 0x1p-480;

/// The mean, with the rounding of a first estimate taken out by a second pass.
static double mean_of(const sim_kernels *kernels, double *values, size_t count) {
  double estimate = kernels->sum(values, count) / (double)count;
  double residual = 0;
  for (size_t l = 0; l < count; ++l) residual += values[l] - estimate;
  return estimate + residual / (double)count;
}

sim_row_state sim_examine_row(
    const sim_kernels *kernels, const sim_rows *rows, size_t row, sim_measure measure,
    sim_row_info *info, double *work) {
  const size_t d = rows->dimensions;
  *info = (sim_row_info){.shift = 0, .scale = 1, .norm = 0};
  kernels->expand(rows, row, 1, 0, work);
  double least, greatest;
  if (!kernels->range(work, d, &least, &greatest)) return SIM_ROW_NOT_FINITE;

  const bool unit = measure == SIM_COSINE || measure == SIM_PEARSON;
  if (!unit) {
    double squared = kernels->dot(work, work, d);
    info->norm = sqrt(squared);
    return squared <= FLT_MAX ? SIM_ROW_GOOD : SIM_ROW_TOO_LONG;
  }
  if (measure == SIM_PEARSON && least == greatest) return SIM_ROW_CONSTANT;
  const double longest = fmax(fabs(least), fabs(greatest));
  if (longest == 0) return SIM_ROW_ZERO;
  if (longest > largest_plain || longest < smallest_plain) {
    // Brings the greatest value near 1; no power of two beyond 2^1000 is needed or finite.
    const int exponent = ilogb(longest);
    info->scale = ldexp(1, exponent < -1000 ? 1000 : -exponent);
    kernels->expand(rows, row, info->scale, 0, work);
  }
  if (measure == SIM_PEARSON) {
    info->shift = mean_of(kernels, work, d);
    for (size_t l = 0; l < d; ++l) work[l] -= info->shift;
  }
  info->norm = sqrt(kernels->dot(work, work, d));
  if (info->norm > 0) return SIM_ROW_GOOD;
  return measure == SIM_PEARSON ? SIM_ROW_CONSTANT : SIM_ROW_ZERO;
}

size_t sim_add_rows(
    const sim_kernels *kernels, const sim_rows *rows, size_t first, size_t count, double *sum,
    double *work) {
  size_t added = 0;
  for (size_t row = first; row < first + count; ++row) {
    kernels->expand(rows, row, 1, 0, work);
    double least, greatest;
    if (!kernels->range(work, rows->dimensions, &least, &greatest)) continue;
    for (size_t l = 0; l < rows->dimensions; ++l) sum[l] += work[l];
    ++added;
  }
  return added;
}

double sim_prepare_row(
    const sim_kernels *kernels, const sim_rows *rows, size_t row, const sim_row_info *info,
    const double *origin, double factor, float *prepared, size_t padded, double *work) {
  const size_t d = rows->dimensions;
  kernels->expand(rows, row, info->scale, info->shift, work);
  if (origin) {
    for (size_t l = 0; l < d; ++l) work[l] -= origin[l];
  }
  for (size_t l = 0; l < d; ++l) work[l] *= factor;
  for (size_t l = 0; l < d; ++l) prepared[l] = (float)work[l];
  for (size_t l = d; l < padded; ++l) prepared[l] = 0;
  return kernels->dot(work, work, d);
}

static const size_t element_bytes[] = {
    [SIM_F16] = 2, [SIM_F32] = 4, [SIM_F64] = 8, [SIM_I8] = 1, [SIM_U8] = 1};

static const char *row_bytes(const sim_rows *rows, size_t row) {
  return (const char *)rows->base + row * rows->stride;
}

static size_t row_length_bytes(const sim_rows *rows) {
  return rows->dimensions * element_bytes[rows->element];
}

void sim_prefetch_row(const sim_rows *rows, size_t row) {
  const char *p = row_bytes(rows, row);
  size_t bytes = row_length_bytes(rows);
  if (bytes > 4096) bytes = 4096;  // the hardware follows longer runs by itself
  for (size_t offset = 0; offset < bytes; offset += 64) __builtin_prefetch(p + offset);
}

static inline uint64_t mix(uint64_t h) {
  h ^= h >> 32;
  h *= 0xd6e8feb86659fd93u;
  return h ^ (h >> 32);
}

uint64_t sim_hash_row(const sim_rows *rows, size_t row) {
  // Four chains, so that the products of one need not wait for the others'.
  uint64_t chain[4] = {1, 2, 3, 4};
  const char *p = row_bytes(rows, row);
  size_t left = row_length_bytes(rows);
  for (; left >= 32; left -= 32, p += 32) {
    for (int c = 0; c < 4; ++c) {
      uint64_t word;
      memcpy(&word, p + 8 * c, 8);
      chain[c] = (chain[c] ^ word) * 0x9e3779b97f4a7c15u;
      chain[c] ^= chain[c] >> 29;
    }
  }
  uint64_t rest[4] = {0};
  memcpy(rest, p, left);
  uint64_t h = 0;
  for (int c = 0; c < 4; ++c) h = mix(h ^ mix(chain[c] ^ rest[c]) ^ (uint64_t)c);
  return h;
}

bool sim_rows_equal(const sim_rows *rows, size_t a, size_t b) {
  return memcmp(row_bytes(rows, a), row_bytes(rows, b), row_length_bytes(rows)) == 0;
}
