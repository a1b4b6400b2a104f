// Putting similar rows near each other.
#ifndef SIMBATCH_ORDER_H
#define SIMBATCH_ORDER_H

#include <stddef.h>
#include <stdint.h>

/// For each of `rows` rows of `columns` values: the index of the greatest of values[j] + bias[j],
/// the first of equals. O(rows · columns).
void sim_greatest_of_rows(
    const float *values, size_t stride, size_t rows, size_t columns, const float *bias,
    uint32_t *greatest);

#endif
