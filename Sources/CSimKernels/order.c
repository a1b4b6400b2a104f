// Putting similar rows near each other.
#include "CSimKernels.h"

void sim_greatest_of_rows(
    const float *values, size_t stride, size_t rows, size_t columns, const float *bias,
    uint32_t *greatest) {
  for (size_t i = 0; i < rows; ++i) {
    const float *row = values + i * stride;
    float best = row[0] + bias[0];
    uint32_t place = 0;
    for (size_t j = 1; j < columns; ++j) {
      const float value = row[j] + bias[j];
      if (value > best) {
        best = value;
        place = (uint32_t)j;
      }
    }
    greatest[i] = place;
  }
}
