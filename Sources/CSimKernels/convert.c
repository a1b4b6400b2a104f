// Rows as values of another type.
#include <math.h>
#include <string.h>

#include "CSimKernels.h"
#include "half.h"

static const size_t element_bytes[] = {
    [SIM_F16] = 2, [SIM_F32] = 4, [SIM_F64] = 8, [SIM_I8] = 1, [SIM_U8] = 1};

/// A loop over all values without branches; a second one looks for the fault where there was one.
#define SIM_NARROW(type, convert, fits)                                     \
  do {                                                                      \
    type *target = converted;                                               \
    bool fit = true;                                                        \
    for (size_t l = 0; l < count; ++l) {                                    \
      const double x = values[l];                                           \
      const type y = convert;                                               \
      target[l] = y;                                                        \
      fit &= (fits);                                                        \
    }                                                                       \
    if (fit) return count;                                                  \
    for (size_t l = 0; l < count; ++l) {                                    \
      const double x = values[l];                                           \
      const type y = target[l];                                             \
      (void)y;                                                              \
      if (!(fits)) return l;                                                \
    }                                                                       \
    return count;                                                           \
  } while (0)

/// The value that a conversion to whole numbers may take: one that is out of range has none.
static inline double within(double x, double least, double greatest) {
  return x >= least && x <= greatest ? x : 0;
}

static size_t narrow(const double *values, size_t count, sim_element to, void *converted) {
  switch (to) {
    case SIM_F16:
      SIM_NARROW(uint16_t, sim_half_of_double(x), (y & 0x7fff) != 0x7c00 || isinf(x));
    case SIM_F32:
      SIM_NARROW(float, (float)x, !isinf(y) || isinf(x));
    case SIM_F64:
      memcpy(converted, values, count * sizeof *values);
      return count;
    case SIM_I8:
      SIM_NARROW(int8_t, (int8_t)within(x, INT8_MIN, INT8_MAX), (double)y == x);
    case SIM_U8:
      SIM_NARROW(uint8_t, (uint8_t)within(x, 0, UINT8_MAX), (double)y == x);
  }
  return 0;
}

size_t sim_convert_row(
    const sim_kernels *kernels, const sim_rows *rows, size_t row, sim_element to, void *converted,
    double *work) {
  const size_t d = rows->dimensions;
  if (rows->element == to) {
    memcpy(converted, (const char *)rows->base + row * rows->stride, d * element_bytes[to]);
    return d;
  }
  kernels->expand(rows, row, 1, 0, work);
  return narrow(work, d, to, converted);
}
