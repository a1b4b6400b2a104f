// IEEE 754 half precision; private to the kernel that converts to it.
#ifndef SIMBATCH_HALF_H
#define SIMBATCH_HALF_H

#include <stdint.h>
#include <string.h>

/// Rounds to nearest, ties to even. A NaN is quiet and keeps its sign.
static inline uint16_t sim_half_of_float(float value) {
  uint32_t bits;
  memcpy(&bits, &value, 4);
  const uint32_t sign = bits >> 16 & 0x8000, magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return (uint16_t)(sign | 0x7e00 | (magnitude >> 13 & 0x1ff));
  if (magnitude >= 0x47800000) return (uint16_t)(sign | 0x7c00);  // 2^16 and above
  if (magnitude < 0x38800000) {
    // Below 2^-14, the least normal half: a sum with 1/2, whose last bit is that of a subnormal half,
    // rounds to it.
    float sum;
    memcpy(&sum, &magnitude, 4);
    sum += 0.5f;
    uint32_t rounded;
    memcpy(&rounded, &sum, 4);
    return (uint16_t)(sign | (rounded - 0x3f000000));
  }
  // The exponent's bias falls from 127 to 15; half a last bit rounds, less where the last bit is even.
  // A carry runs on into the exponent, up to infinity.
  const uint32_t rounded = magnitude - (112u << 23) + 0xfff + (magnitude >> 13 & 1);
  return (uint16_t)(sign | rounded >> 13);
}

/// Rounds once: on the way through `float`, what is cut off sets the last bit, so that no tie arises that
/// there was not, and none is lost.
static inline uint16_t sim_half_of_double(double value) {
  uint64_t bits;
  memcpy(&bits, &value, 8);
  const uint64_t magnitude = bits & 0x7fffffffffffffff;
  const uint16_t sign = (uint16_t)(bits >> 48 & 0x8000);
  if (magnitude > 0x7ff0000000000000) return (uint16_t)(sign | 0x7e00 | (magnitude >> 42 & 0x1ff));
  if (magnitude >= 0x40f0000000000000) return (uint16_t)(sign | 0x7c00);  // 2^16 and above
  if (magnitude < 0x3e50000000000000) return sign;  // below 2^-26: zero
  const uint32_t cut = (uint32_t)((magnitude - ((uint64_t)896 << 52)) >> 29);
  const uint32_t odd = cut | ((magnitude & 0x1fffffff) != 0);
  float single;
  memcpy(&single, &odd, 4);
  return (uint16_t)(sign | sim_half_of_float(single));
}

#endif
