// Places of values in their order.
#ifndef SIMBATCH_RANKS_H
#define SIMBATCH_RANKS_H

#include <stddef.h>
#include <stdint.h>

/// ranks[i] = 2 · rank of values[i] − (count + 1): twice the place among `count` floats, counted from
/// their middle, so that the ranks are whole numbers whose sum is 0. Equal values, −0 and 0 among
/// them, share the mean of their places.
///
/// No value is NaN; count is below 2³². `keys` and `spare` hold `count` values each. O(count): three
/// passes of a radix sort by 11 bits.
void sim_centered_ranks(
    const float *values, size_t count, uint64_t *keys, uint64_t *spare, double *ranks);

#endif
