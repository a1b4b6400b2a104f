// Candidate lists.
//
// A list grows by appending. Every `step` candidates (a short list: when it is full) it is compacted: the k-th best lower bound
// becomes the threshold, and what cannot reach it goes. Where more remain than fit (many scores within
// the error of `float` of each other, as in data with equal scores), the candidates are scored in
// `double` and exactly the k best stay. So memory is bounded whatever the data are.
#include <math.h>
#include <string.h>

#include "CSimKernels.h"

static inline float width_of(const sim_top_k *lists, uint32_t own, uint32_t other) {
  return sim_width_of(lists->own_bounds, lists->other_bounds, own, other);
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
  const sim_candidate *slots = lists->slots + (size_t)own * lists->capacity;
  const size_t own_stored = lists->own->stored_row[own];
  double *x = lists->scratch_values;
  sim_expand_row(scoring, lists->own, own_stored, x);
  for (uint32_t c = 0; c < lists->count[own]; ++c) {
    if (c + 1 < lists->count[own]) {
      sim_prefetch_row(&lists->other->rows, lists->other->stored_row[slots[c + 1].row]);
    }
    const size_t stored = lists->other->stored_row[slots[c].row];
    float reported = sim_reported_score(
        scoring, x, lists->own->info[own_stored].norm, lists->other, stored);
    lists->scratch_order[c] = pack_answer(sim_key(scoring, reported), (uint32_t)stored);
  }
  sort_words(lists->scratch_order, lists->count[own]);
}

/// Raises a threshold. Its writer holds the lock of the row; screens read it without: they see the old value
/// or the new one, as it is one aligned word, and the old one dismisses less. Where ThreadSanitizer looks, this has a
/// frame of its own, which is what scripts/sanitizing tells it of.
#if defined(__SANITIZE_THREAD__)
__attribute__((noinline))
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
__attribute__((noinline))
#endif
#endif
static void set_threshold(sim_top_k *lists, uint32_t own, float threshold) {
  __atomic_store(&lists->threshold[own], &threshold, __ATOMIC_RELAXED);
}

/// Raises the threshold to the k-th greatest lower bound and drops what cannot reach it.
static void drop_beaten(sim_top_k *lists, uint32_t own) {
  sim_candidate *slots = lists->slots + (size_t)own * lists->capacity;
  const uint32_t count = lists->count[own];
  float threshold = lists->threshold[own];
  if (!lists->best) {
    float *lowers = (float *)lists->scratch_order;
    for (uint32_t c = 0; c < count; ++c) lowers[c] = slots[c].lower;
    const float kth = lists->scoring->kernels->kth_greatest(lowers, count, lists->k);
    threshold = kth > threshold ? kth : threshold;
  }
  uint32_t kept = 0;
  for (uint32_t c = 0; c < count; ++c) {
    const sim_candidate candidate = slots[c];
    if (candidate.lower >= threshold ||
        candidate.lower + width_of(lists, own, candidate.row) >= threshold) {
      slots[kept++] = candidate;
    }
  }
  set_threshold(lists, own, threshold);
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
  if (kth > lists->threshold[own]) set_threshold(lists, own, kth);
}

/// Takes a lower bound among the k greatest and raises the threshold to the least of them.
static inline void insert_best(sim_top_k *lists, uint32_t own, float lower) {
  float *best = lists->best + (size_t)own * lists->k;
  if (!(lower > best[0])) return;
  size_t place = 1;
  for (; place < lists->k && best[place] < lower; ++place) best[place - 1] = best[place];
  best[place - 1] = lower;
  if (best[0] > lists->threshold[own]) set_threshold(lists, own, best[0]);
}

void sim_raise_thresholds(const struct sim_tile *tile, sim_top_k *lists) {
  const sim_bounds *own = lists->own_bounds, *other = lists->other_bounds;
  float *lowers = (float *)lists->scratch_order;
  for (size_t i = 0; i < tile->rows; ++i) {
    const uint32_t row = tile->first_row + (uint32_t)i;
    const size_t others = tile->columns - (tile->diagonal ? 1 : 0);
    if (lists->count[row] > 0 || tile->columns == 0 || others < lists->k) continue;
    const float *values = tile->values + i * tile->stride;
    const float own_part = (own->offset ? own->offset[row] : own->shared_offset) -
                           (own->width ? own->width[row] : own->shared_width) +
                           (other->offset ? 0 : other->shared_offset) -
                           (other->width ? 0 : other->shared_width);
    for (size_t j = 0; j < tile->columns; ++j) lowers[j] = values[j] + own_part;
    if (other->offset) {
      const float *offset = other->offset + tile->first_column;
      const float *width = other->width + tile->first_column;
      for (size_t j = 0; j < tile->columns; ++j) lowers[j] += offset[j] - width[j];
    }
    if (own->norm) {
      const float slack = own->slack * own->norm[row], *norm = other->norm + tile->first_column;
      for (size_t j = 0; j < tile->columns; ++j) lowers[j] -= slack * norm[j];
    }
    if (tile->diagonal) lowers[i] = lowers[tile->columns - 1];  // a row is not its own neighbor
    const float kth = lists->scoring->kernels->kth_greatest(lowers, others, lists->k);
    if (kth > lists->threshold[row]) set_threshold(lists, row, kth);
  }
}

void sim_offer(sim_top_k *lists, uint32_t own, uint32_t other, float v) {
  const float upper = v + sim_slack_of(lists->own_bounds, lists->other_bounds, own, other);
  if (!(upper >= lists->threshold[own])) return;
  sim_candidate *slots = lists->slots + (size_t)own * lists->capacity;
  const float lower = upper - width_of(lists, own, other);
  slots[lists->count[own]++] = (sim_candidate){.lower = lower, .row = other};
  if (lists->best) insert_best(lists, own, lower);
  if (lists->count[own] < lists->limit[own]) return;
  drop_beaten(lists, own);
  // Half of the spare slots must come free, or compacting would take over.
  if (lists->count[own] > lists->k + (lists->capacity - lists->k) / 2) {
    keep_best_exactly(lists, own);
  }
  const size_t limit = lists->count[own] + lists->step;
  lists->limit[own] = (uint32_t)(limit < lists->capacity ? limit : lists->capacity);
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
