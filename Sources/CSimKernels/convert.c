// Rows as values of another type.
#include <float.h>
#include <math.h>
#include <string.h>

#include "CSimKernels.h"

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

/// A `float` that rounds to the same half as `value`: what is cut off sets the last bit, so that no tie
/// arises that there was not, and none is lost.
static float odd_float(double value) {
  const double magnitude = fabs(value);
  if (!(magnitude < 0x1p128)) return isfinite(value) ? copysignf(FLT_MAX, (float)value) : (float)value;
  if (magnitude < 0x1p-126) return copysignf(0, (float)value);
  uint64_t bits;
  memcpy(&bits, &magnitude, 8);
  // The exponent's bias falls from 1023 to 127, the fraction from 52 bits to 23.
  const uint32_t cut = (uint32_t)((bits - ((uint64_t)896 << 52)) >> 29);
  const uint32_t odd = cut | ((bits & 0x1fffffff) != 0);
  float single;
  memcpy(&single, &odd, 4);
  return copysignf(single, (float)value);
}

static size_t narrow_to_halves(
    const sim_kernels *kernels, const double *values, size_t count, uint16_t *halves) {
  float block[256];
  const size_t size = sizeof block / sizeof *block;
  for (size_t first = 0; first < count; first += size) {
    const size_t left = count - first < size ? count - first : size;
    for (size_t l = 0; l < left; ++l) block[l] = odd_float(values[first + l]);
    if (!sim_floats_to_halves(kernels, block, left, halves + first)) continue;
    for (size_t l = first; l < first + left; ++l) {
      if ((halves[l] & 0x7fff) == 0x7c00 && isfinite(values[l])) return l;
    }
  }
  return count;
}

static size_t narrow(
    const sim_kernels *kernels, const double *values, size_t count, sim_element to,
    void *converted) {
  switch (to) {
    case SIM_F16:
      return narrow_to_halves(kernels, values, count, converted);
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
  return narrow(kernels, work, d, to, converted);
}

/// A loop over all values without branches.
#define SIM_ANY(type, is_nan)                                               \
  do {                                                                      \
    const type *x = values;                                                 \
    bool any = false;                                                       \
    for (size_t l = 0; l < count; ++l) any |= (is_nan);                     \
    return any;                                                             \
  } while (0)

bool sim_holds_nan(const void *values, size_t count, sim_element element) {
  switch (element) {
    case SIM_F16:
      SIM_ANY(uint16_t, (x[l] & 0x7fff) > 0x7c00);
    case SIM_F32:
      SIM_ANY(float, x[l] != x[l]);
    case SIM_F64:
      SIM_ANY(double, x[l] != x[l]);
    case SIM_I8:
    case SIM_U8:
      break;
  }
  return false;
}
