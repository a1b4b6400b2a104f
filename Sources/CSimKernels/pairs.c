// Lists of pairs that reach a limit.
#include "CSimKernels.h"

void sim_append_pair(sim_pair_list *list, uint32_t row, uint32_t column, float v) {
  const float upper = v + sim_slack_of(list->own_bounds, list->other_bounds, row, column);
  if (!(upper >= list->threshold)) return;
  list->pairs[list->count++] = (sim_pair){.row = row, .column = column, .score = 0};
}

void sim_verify_pairs(sim_pair_list *list, size_t first, float least_key) {
  const sim_scoring *scoring = list->scoring;
  double *x = list->scratch_values;
  double x_norm = 0;
  uint32_t expanded = UINT32_MAX;  // the row in x; no row has this number
  size_t kept = first;
  for (size_t p = first; p < list->count; ++p) {
    sim_pair pair = list->pairs[p];
    const size_t own = list->own->stored_row[pair.row];
    const size_t other = list->other->stored_row[pair.column];
    // Pairs come row by row, so a row is expanded once for all of its columns.
    if (pair.row != expanded) {
      expanded = pair.row;
      sim_expand_row(scoring, list->own, own, x);
      x_norm = list->own->info[own].norm;
    }
    pair.score = sim_reported_score(scoring, x, x_norm, list->other, other);
    if (sim_key(scoring, pair.score) >= least_key) list->pairs[kept++] = pair;
  }
  list->count = kept;
}
