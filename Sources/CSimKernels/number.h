// Reading one number; private to the kernels that read text.
#ifndef SIMBATCH_NUMBER_H
#define SIMBATCH_NUMBER_H

#include <float.h>
#include <math.h>
#include <string.h>

#include "CSimKernels.h"

/// A decimal number as it is written: ±mantissa · 10^exponent.
typedef struct {
  uint64_t mantissa;  // all digits, modulo 2^64
  int exponent;
  unsigned digits;  // of the mantissa, leading zeros counted
  bool negative;
} sim_decimal;

/// What one operation does not settle: mantissas beyond 2^53, far exponents, the midpoint of two
/// floats, more digits than 64 bits hold. The number is all of `text[0 ..< count]`.
sim_parse_status sim_round_float(const sim_decimal *, const char *text, size_t count, float *);
sim_parse_status sim_round_double(const sim_decimal *, const char *text, size_t count, double *);

/// Reads `nan`, `inf` or `infinity` behind a sign; returns what follows, or NULL.
const char *sim_read_word(const char *text, const char *end, double *value);

/// What follows a word for a missing value (`sim_is_missing`, but for the empty one), or NULL.
const char *sim_read_missing(const char *text, const char *end);

/// 10^0 … 10^22: those that are doubles.
extern const double sim_exact_powers[23];

// 19 digits are less than 10^19 < 2^64.
enum { sim_digits_that_fit = 19, sim_exact_power_limit = 22 };
static const uint64_t sim_exact_mantissa_limit = (uint64_t)1 << 53;

static inline bool sim_is_digit(char c) { return (unsigned char)(c - '0') < 10; }
static inline bool sim_is_blank(char c) { return c == ' ' || c == '\t'; }

/// The number that eight digits make, each the value (not the character) of a byte, first lowest.
static inline uint64_t sim_eight_digits(uint64_t bytes) {
  // Each product puts ten (hundred, …) times the first of two neighbours onto the second.
  bytes = ((bytes * (10 << 8 | 1)) >> 8) & 0x00ff00ff00ff00ff;
  bytes = ((bytes * (100 << 16 | 1)) >> 16) & 0x0000ffff0000ffff;
  return (bytes * ((uint64_t)10000 << 32 | 1)) >> 32;
}

/// Eight bytes, the first lowest.
static inline uint64_t sim_load_eight(const char *p) {
  uint64_t bytes;
  memcpy(&bytes, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  bytes = __builtin_bswap64(bytes);
#endif
  return bytes;
}

/// Appends the digits at `p` to `value`; returns what follows them.
static inline const char *sim_read_digits(const char *p, const char *end, uint64_t *value) {
  static const uint32_t powers[8] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000};
  while (end - p >= 8) {
    const uint64_t bytes = sim_load_eight(p) ^ 0x3030303030303030;
    // The top bit of each byte that is no digit: 0x76 carries into it from 10 on.
    const uint64_t others =
        (((bytes & 0x7f7f7f7f7f7f7f7f) + 0x7676767676767676) | bytes) & 0x8080808080808080;
    if (others == 0) {
      *value = *value * 100000000 + sim_eight_digits(bytes);
      p += 8;
      continue;
    }
    const unsigned digits = (unsigned)__builtin_ctzll(others) / 8;
    // The digits move to the end, behind zeros; in two steps, since none may move by 64 bits.
    *value = *value * powers[digits] + sim_eight_digits(bytes << (56 - 8 * digits) << 8);
    return p + digits;
  }
  for (; p < end && sim_is_digit(*p); ++p) *value = *value * 10 + (uint64_t)(*p - '0');
  return p;
}

/// Reads `e`, a sign or none, and digits, if they are there; returns what follows.
static inline const char *sim_read_exponent(const char *p, const char *end, int *exponent) {
  if (p == end || (*p | 0x20) != 'e') return p;
  const char *digits = p + 1;
  const bool negative = digits < end && *digits == '-';
  if (digits < end && (*digits == '-' || *digits == '+')) ++digits;
  if (digits == end || !sim_is_digit(*digits)) return p;
  int value = 0;
  for (; digits < end && sim_is_digit(*digits); ++digits) {
    // Far more than SIM_LONGEST_NUMBER digits of a mantissa can make up for.
    if (value < 100000) value = value * 10 + (*digits - '0');
  }
  *exponent += negative ? -value : value;
  return digits;
}

/// Reads a decimal number; returns what follows it, or NULL where there is none.
static inline const char *sim_read_decimal(const char *p, const char *end, sim_decimal *decimal) {
  decimal->negative = p < end && *p == '-';
  if (p < end && (*p == '-' || *p == '+')) ++p;
  const char *whole = p;
  uint64_t mantissa = 0;
  for (; p < end && sim_is_digit(*p); ++p) mantissa = mantissa * 10 + (uint64_t)(*p - '0');
  size_t digits = (size_t)(p - whole);
  decimal->exponent = 0;
  if (p < end && *p == '.') {
    const char *fraction = p + 1;
    p = sim_read_digits(fraction, end, &mantissa);
    digits += (size_t)(p - fraction);
    decimal->exponent = -(int)(p - fraction);
  }
  if (digits == 0) return NULL;
  decimal->mantissa = mantissa;
  decimal->digits = (unsigned)digits;
  return sim_read_exponent(p, end, &decimal->exponent);
}

/// Whether one exactly rounded operation on doubles gives the number: `*value`, without its sign.
static inline bool sim_round_at_once(const sim_decimal *decimal, double *value) {
  const int exponent = decimal->exponent;
  if (decimal->digits > sim_digits_that_fit || decimal->mantissa > sim_exact_mantissa_limit ||
      exponent < -sim_exact_power_limit || exponent > sim_exact_power_limit) {
    return false;
  }
  const double mantissa = (double)(int64_t)decimal->mantissa;
  *value = exponent <= 0 ? mantissa / sim_exact_powers[-exponent]
                         : mantissa * sim_exact_powers[exponent];
  return true;
}

/// Reads the number at `text` as values[index]; `*after` is what follows it.
static inline sim_parse_status sim_read_number(
    const char *text, const char *end, bool wide, void *values, size_t index,
    const char **after) {
  // One character more than a number may have shows that it has too many.
  if (end - text > SIM_LONGEST_NUMBER) end = text + SIM_LONGEST_NUMBER + 1;
  sim_decimal decimal;
  double value = 0;
  const char *p = sim_read_decimal(text, end, &decimal);
  *after = text;
  if (!p) {
    p = sim_read_word(text, end, &value);
    if (!p) return SIM_PARSE_NOT_A_NUMBER;
    if (wide) ((double *)values)[index] = value;
    else ((float *)values)[index] = (float)value;
    *after = p;
    return SIM_PARSE_DONE;
  }
  const size_t count = (size_t)(p - text);
  if (count > SIM_LONGEST_NUMBER) return SIM_PARSE_TOO_LONG;
  *after = p;
  const bool settled = sim_round_at_once(&decimal, &value);
  if (wide) {
    double *place = (double *)values + index;
    if (!settled) return sim_round_double(&decimal, text, count, place);
    *place = decimal.negative ? -value : value;
    return SIM_PARSE_DONE;
  }
  float *place = (float *)values + index;
  uint64_t bits;
  memcpy(&bits, &value, 8);
  // A double between two floats may have been rounded to there from either side. Every other rounds
  // as the number itself does; 10^−22 ≤ value ≤ 2^53 · 10^22 keeps clear of both ends of `float`.
  if (!settled || (bits & 0x1fffffff) == 0x10000000) {
    return sim_round_float(&decimal, text, count, place);
  }
  *place = (float)(decimal.negative ? -value : value);
  return SIM_PARSE_DONE;
}

/// Reads the number at `text`, or a word for a missing value as NaN, as values[index].
static inline sim_parse_status sim_read_value(
    const char *text, const char *end, bool wide, void *values, size_t index,
    const char **after) {
  const sim_parse_status status = sim_read_number(text, end, wide, values, index, after);
  if (status != SIM_PARSE_NOT_A_NUMBER) return status;
  const char *next = sim_read_missing(text, end);
  if (!next) return status;
  if (wide) ((double *)values)[index] = (double)NAN;
  else ((float *)values)[index] = NAN;
  *after = next;
  return SIM_PARSE_DONE;
}

#endif
