// Reported scores, and what they say of screen values.
#include <math.h>

#include "CSimKernels.h"

#pragma STDC FP_CONTRACT OFF

void sim_expand_row(const sim_scoring *scoring, const sim_side *side, size_t stored, double *out) {
  const sim_row_info *info = &side->info[stored];
  scoring->kernels->expand(&side->rows, stored, info->scale, info->shift, out);
}

float sim_reported_score(
    const sim_scoring *scoring, const double *x, double x_norm, const sim_side *side,
    size_t stored) {
  const sim_kernels *kernels = scoring->kernels;
  const sim_row_info *info = &side->info[stored];
  double score = 0;
  if (scoring->measure == SIM_EUCLIDEAN) {
    score = sqrt(kernels->squared_distance_to_row(
        &side->rows, stored, info->scale, info->shift, x));
  } else {
    score = kernels->dot_with_row(&side->rows, stored, info->scale, info->shift, x);
    if (scoring->measure != SIM_DOT) {
      score /= x_norm * info->norm;
      score = score > 1 ? 1 : score < -1 ? -1 : score;
    }
  }
  return (float)score + 0.0f;  // −0 becomes 0, so that equal scores are equal bytes
}

float sim_screen_value_of_key(const sim_scoring *scoring, float key) {
  // A score that was rounded to `key` is at most half a unit in the last place away, or half the
  // least subnormal. Twice that is taken, not more: candidates keep this value as their lower
  // bound, and their width must lead back above the exact score.
  const double rounding = 0x1p-23, least_subnormal = 0x1p-149;
  const double units = scoring->scale * scoring->scale;
  double least = (double)key - fabs((double)key) * rounding - least_subnormal;
  if (scoring->measure == SIM_EUCLIDEAN) {
    // A key is −distance (nearest) or distance (farthest); a distance cannot be negative.
    if (scoring->farthest && least < 0) least = 0;
    least = (scoring->farthest ? 0.5 : -0.5) * least * least;
  }
  if (scoring->measure == SIM_DOT || scoring->measure == SIM_EUCLIDEAN) least *= units;
  float value = (float)least;
  return (double)value > least ? nextafterf(value, -INFINITY) : value;
}
