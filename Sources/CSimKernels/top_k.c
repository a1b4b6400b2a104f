// Candidate lists.
//
// A list grows by appending. When it is full it is compacted: the k-th best lower bound becomes
// the threshold, and what cannot reach it goes. Where more remain than fit (many scores within
// the error of `float` of each other, as in data with equal scores), the candidates are scored in
// `double` and exactly the k best stay. So memory is bounded whatever the data are.
#include <math.h>
#include <string.h>

#include "CSimKernels.h"

static inline float width_of(const sim_top_k *lists, uint32_t own, uint32_t other) {
  return sim_width_of(lists->own_bounds, lists->other_bounds, own, other);
}

/// The k-th greatest (k ≥ 1) of `count` values, which it reorders (Hoare's FIND). Expected
/// O(count).
static float kth_greatest(float *values, ptrdiff_t count, ptrdiff_t k) {
  ptrdiff_t low = 0, high = count - 1, target = k - 1;
  while (low < high) {
    const float pivot = values[target];
    ptrdiff_t i = low, j = high;
    do {
      while (values[i] > pivot) ++i;
      while (values[j] < pivot) --j;
      if (i <= j) {
        float swap = values[i];
        values[i++] = values[j];
        values[j--] = swap;
      }
    } while (i <= j);
    if (j < target) low = i;
    if (target < i) high = j;
  }
  return values[target];
}

// An answer packed into one word whose ascending order is the order of the output: greater key
// first, equal keys by lower row.
static inline uint64_t pack_answer(float key, uint32_t row) {
  uint32_t bits;
  key += 0.0f;  // −0 and 0 are equal keys
  memcpy(&bits, &key, sizeof bits);
  bits = bits >> 31 ? bits : ~bits & 0x7fffffffu;
  return (uint64_t)bits << 32 | row;
}

static inline float unpack_key(uint64_t answer) {
  uint32_t bits = (uint32_t)(answer >> 32);
  bits = bits >> 31 ? bits : ~bits & 0x7fffffffu;
  float key;
  memcpy(&key, &bits, sizeof key);
  return key;
}

static void sift_down(uint64_t *words, size_t root, size_t count) {
  const uint64_t word = words[root];
  for (size_t child; (child = 2 * root + 1) < count; root = child) {
    if (child + 1 < count && words[child + 1] > words[child]) ++child;
    if (words[child] <= word) break;
    words[root] = words[child];
  }
  words[root] = word;
}

/// Ascending. Insertion for short lists, else a heap: O(count log count) whatever the order.
static void sort_words(uint64_t *words, size_t count) {
  if (count <= 32) {
    for (size_t i = 1; i < count; ++i) {
      const uint64_t word = words[i];
      size_t j = i;
      for (; j > 0 && words[j - 1] > word; --j) words[j] = words[j - 1];
      words[j] = word;
    }
    return;
  }
  for (size_t root = count / 2; root-- > 0;) sift_down(words, root, count);
  for (size_t last = count - 1; last > 0; --last) {
    const uint64_t greatest = words[0];
    words[0] = words[last];
    words[last] = greatest;
    sift_down(words, 0, last);
  }
}

/// Scores the candidates of a list in `double`; leaves them packed and sorted in `scratch_order`.
static void score_candidates(sim_top_k *lists, uint32_t own) {
  const sim_scoring *scoring = lists->scoring;
  const size_t d = lists->own->rows.dimensions;
  const sim_candidate *slots = lists->slots + (size_t)own * lists->capacity;
  const size_t own_stored = lists->own->stored_row[own];
  double *x = lists->scratch_values, *y = x + d;
  sim_expand_row(scoring, lists->own, own_stored, x);
  for (uint32_t c = 0; c < lists->count[own]; ++c) {
    if (c + 1 < lists->count[own]) {
      sim_prefetch_row(&lists->other->rows, lists->other->stored_row[slots[c + 1].row]);
    }
    const size_t stored = lists->other->stored_row[slots[c].row];
    sim_expand_row(scoring, lists->other, stored, y);
    float reported = sim_reported_score(
        scoring, x, lists->own->info[own_stored].norm, y, lists->other->info[stored].norm, d);
    lists->scratch_order[c] = pack_answer(sim_key(scoring, reported), (uint32_t)stored);
  }
  sort_words(lists->scratch_order, lists->count[own]);
}

/// Raises the threshold to the k-th greatest lower bound and drops what cannot reach it.
static void drop_beaten(sim_top_k *lists, uint32_t own) {
  sim_candidate *slots = lists->slots + (size_t)own * lists->capacity;
  const uint32_t count = lists->count[own];
  float *lowers = (float *)lists->scratch_order;
  for (uint32_t c = 0; c < count; ++c) lowers[c] = slots[c].lower;
  const float kth = kth_greatest(lowers, (ptrdiff_t)count, (ptrdiff_t)lists->k);
  const float threshold = kth > lists->threshold[own] ? kth : lists->threshold[own];
  uint32_t kept = 0;
  for (uint32_t c = 0; c < count; ++c) {
    const sim_candidate candidate = slots[c];
    if (candidate.lower >= threshold ||
        candidate.lower + width_of(lists, own, candidate.row) >= threshold) {
      slots[kept++] = candidate;
    }
  }
  lists->threshold[own] = threshold;
  lists->count[own] = kept;
}

/// Keeps exactly the k best by reported score. Their lower bounds become what the reported score
/// says, which may be a little less than before; the threshold never falls.
static void keep_best_exactly(sim_top_k *lists, uint32_t own) {
  sim_candidate *slots = lists->slots + (size_t)own * lists->capacity;
  score_candidates(lists, own);
  for (size_t c = 0; c < lists->k; ++c) {
    const uint64_t answer = lists->scratch_order[c];
    slots[c].lower = sim_screen_value_of_key(lists->scoring, unpack_key(answer));
    slots[c].row = lists->other->position[(uint32_t)answer];
  }
  lists->count[own] = (uint32_t)lists->k;
  const float kth = slots[lists->k - 1].lower;
  if (kth > lists->threshold[own]) lists->threshold[own] = kth;
}

void sim_offer(sim_top_k *lists, uint32_t own, uint32_t other, float v) {
  const float upper = v + sim_slack_of(lists->own_bounds, lists->other_bounds, own, other);
  if (!(upper >= lists->threshold[own])) return;
  sim_candidate *slots = lists->slots + (size_t)own * lists->capacity;
  slots[lists->count[own]++] =
      (sim_candidate){.lower = upper - width_of(lists, own, other), .row = other};
  if (lists->count[own] < lists->capacity) return;
  drop_beaten(lists, own);
  // Half of the spare slots must come free, or compacting would take over.
  if (lists->count[own] > lists->k + (lists->capacity - lists->k) / 2) {
    keep_best_exactly(lists, own);
  }
}

size_t sim_finish_row(sim_top_k *lists, uint32_t own, float least_key) {
  if (lists->count[own] > lists->k) drop_beaten(lists, own);
  score_candidates(lists, own);
  const size_t scored = lists->count[own];
  sim_candidate *slots = lists->slots + (size_t)own * lists->capacity;
  uint32_t kept = 0;
  for (; kept < scored && kept < lists->k; ++kept) {
    const float key = unpack_key(lists->scratch_order[kept]);
    if (key < least_key) break;
    slots[kept].lower = sim_key(lists->scoring, key) + 0.0f;  // negating twice gives the score
    slots[kept].row = (uint32_t)lists->scratch_order[kept];
  }
  lists->count[own] = kept;
  return scored;
}
