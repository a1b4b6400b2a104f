// The table of kernels, one for each instruction set.
#ifndef SIMBATCH_KERNEL_TABLE_H
#define SIMBATCH_KERNEL_TABLE_H

#include "sim_rows.h"

struct sim_collector;
struct sim_tile;
struct sim_int8_tile;
struct sim_int8_level;
struct sim_hit_limits;
struct sim_hits;
struct sim_score_rule;
struct sim_map;

typedef struct sim_kernels {
  const char *name;  // "scalar", "avx2", "avxvnni", "avx512", "avx512vnni"

  /// out[l] = (x[l] − column_mean[l]) · scale − shift, l < d.
  void (*expand)(const sim_rows *rows, size_t row, double scale, double shift, double *out);

  /// Σ a[l]·b[l]. Sixteen lanes, lane l mod 16 in ascending order, each product rounded before it
  /// is added; then a fixed tree. So every instruction set gives the same bits.
  double (*dot)(const double *a, const double *b, size_t count);

  /// Σ x[l]·y[l] with y the expanded row, in the same order as `dot`.
  double (*dot_with_row)(
      const sim_rows *rows, size_t row, double scale, double shift, const double *x);

  /// Σ (x[l] − y[l])² with y the expanded row, in the same order as `dot`.
  double (*squared_distance_to_row)(
      const sim_rows *rows, size_t row, double scale, double shift, const double *x);

  /// Σ a[l], in the same order as `dot`.
  double (*sum)(const double *a, size_t count);

  /// The least and the greatest value; false where one is NaN or infinite.
  bool (*range)(const double *values, size_t count, double *least, double *greatest);

  /// See `sim_collect_tile`.
  void (*collect_tile)(const struct sim_tile *tile, struct sim_collector *collector);

  /// The k-th greatest (1 ≤ k ≤ count) of `count` floats that are no NaN. May overwrite them and the
  /// 16 floats after them. O(32 · count), without branches that depend on values.
  float (*kth_greatest)(float *values, size_t count, size_t k);

  /// Σ a[l]·b[l] in `float`, in any order: for refining, within the error bound of a product.
  float (*dot_float)(const float *a, const float *b, size_t count);

  /// Σ a[l]·b[l], exact; `b_sum` is Σ b[l], count a multiple of 64.
  int32_t (*dot_int8)(const int8_t *a, const int8_t *b, int32_t b_sum, size_t count);

  /// See `sim_screen_int8`.
  void (*screen_int8)(const struct sim_int8_tile *tile, struct sim_hits *hits);

  /// See `sim_filter_hits_int8`.
  void (*filter_hits_int8)(
      const struct sim_int8_level *level, const struct sim_hit_limits *limits,
      struct sim_hits *hits);

  /// See `sim_quantise_row`.
  float (*quantise_row)(
      const float *values, size_t count, size_t tail, double norm, double scale, int8_t *quantised,
      size_t padded, int32_t *sum);

  /// See `sim_scores_of_products`.
  size_t (*scores_of_products)(
      const struct sim_score_rule *rule, float row_half, float *values, size_t count,
      uint32_t *near);

  /// See `sim_floats_to_halves`.
  bool (*floats_to_halves)(const float *values, size_t count, uint16_t *halves);

  /// See `sim_add_columns`.
  void (*add_columns)(
      const float *values, size_t stride, size_t rows, size_t columns, double *line);

  /// The first `count` of `rows`, row-major, each of `map->inputs` doubles; see `sim_map_rows`.
  void (*map_rows)(
      const double *rows, size_t count, const struct sim_map *map, float *mapped, size_t stride);

  /// Whether `screen_int8` uses 8-bit dot instructions; without them it is a slow reference.
  bool has_int8_dot;

  /// Multiplications and additions a second are counted as for `spin_flops`; 0 without `has_int8_dot`.
  double (*spin_int8)(size_t rounds);

  /// Runs `rounds` rounds of independent fused multiply-adds (or multiplies and adds, where the
  /// instruction set has no fused ones) on the widest vectors; returns the flops done.
  double (*spin_flops)(size_t rounds);
} sim_kernels;

/// The fastest kernels that this CPU can run.
const sim_kernels *sim_kernels_best(void);

/// The kernels of that name, or NULL where this build or this CPU has none.
const sim_kernels *sim_kernels_named(const char *name);

// One per file; NULL functions never occur. Only `sim_kernels_named` may hand them out.
extern const sim_kernels sim_kernels_scalar;
#if defined(__x86_64__)
extern const sim_kernels sim_kernels_avx2;
extern const sim_kernels sim_kernels_avxvnni;
extern const sim_kernels sim_kernels_avx512;
extern const sim_kernels sim_kernels_avx512vnni;
#endif

#endif
