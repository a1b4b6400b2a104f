// Places of values in their order.
#include <string.h>

#include "CSimKernels.h"

enum { BITS = 11, PASSES = 3, BINS = 1 << BITS };

/// Floats in the order of unsigned numbers: negative ones have all bits flipped, others the sign.
static uint32_t ordered_bits(float value) {
  const float v = value + 0.0f;  // −0 becomes 0
  uint32_t bits;
  memcpy(&bits, &v, sizeof bits);
  return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

/// Sorts by the upper halves; the lower ones say where a value was.
static void sort_keys(uint64_t *keys, uint64_t *spare, size_t count, size_t starts[PASSES][BINS]) {
  for (int pass = 0; pass < PASSES; ++pass) {
    size_t next = 0;
    for (size_t bin = 0; bin < BINS; ++bin) {
      const size_t size = starts[pass][bin];
      starts[pass][bin] = next;
      next += size;
    }
    const uint64_t *from = pass % 2 ? spare : keys;
    uint64_t *to = pass % 2 ? keys : spare;
    for (size_t i = 0; i < count; ++i) {
      const size_t bin = (from[i] >> (32 + pass * BITS)) & (BINS - 1);
      to[starts[pass][bin]++] = from[i];
    }
  }
}

void sim_centered_ranks(
    const float *values, size_t count, uint64_t *keys, uint64_t *spare, double *ranks) {
  size_t starts[PASSES][BINS];
  memset(starts, 0, sizeof starts);
  for (size_t i = 0; i < count; ++i) {
    const uint32_t bits = ordered_bits(values[i]);
    keys[i] = (uint64_t)bits << 32 | i;
    for (int pass = 0; pass < PASSES; ++pass) ++starts[pass][(bits >> (pass * BITS)) & (BINS - 1)];
  }
  sort_keys(keys, spare, count, starts);
  // After an odd number of passes they are in `spare`.
  for (size_t first = 0; first < count;) {
    size_t end = first + 1;
    while (end < count && spare[end] >> 32 == spare[first] >> 32) ++end;
    // Places first + 1 to end: twice their mean is first + 1 + end.
    const double rank = (double)(first + 1 + end) - (double)(count + 1);
    for (size_t place = first; place < end; ++place) ranks[(uint32_t)spare[place]] = rank;
    first = end;
  }
}
