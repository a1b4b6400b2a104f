// Rounding decimal numbers.
#include "number.h"

#include <math.h>
#include <stdlib.h>

const double sim_exact_powers[23] = {
    1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

// 5^27 is the last that fits in 64 bits.
enum { last_power_of_five = 27 };
static const uint64_t powers_of_five[last_power_of_five + 1] = {
    1u, 5u, 25u, 125u, 625u, 3125u, 15625u, 78125u, 390625u, 1953125u, 9765625u, 48828125u,
    244140625u, 1220703125u, 6103515625u, 30517578125u, 152587890625u, 762939453125u,
    3814697265625u, 19073486328125u, 95367431640625u, 476837158203125u, 2384185791015625u,
    11920928955078125u, 59604644775390625u, 298023223876953125u, 1490116119384765625u,
    7450580596923828125u};

/// significand · 2^exponent; the significand has 62 or 63 bits, the last of which is set also where
/// anything was cut off behind it, so that rounding it to 53 bits or fewer rounds the number.
typedef struct {
  int64_t significand;
  int exponent;
} binary;

/// mantissa · 10^exponent for |exponent| ≤ 27 and mantissa > 0.
///
/// 10^e = 5^e · 2^e, and a product or quotient of two numbers of 64 bits is exact in 128 bits, the
/// remainder of the quotient telling whether there is more behind it.
static binary scale_by_power_of_ten(uint64_t mantissa, int exponent) {
  if (exponent >= 0) {
    unsigned __int128 product = (unsigned __int128)mantissa * powers_of_five[exponent];
    const uint64_t high = (uint64_t)(product >> 64);
    const int shift =
        high ? __builtin_clzll(high) : 64 + __builtin_clzll((uint64_t)product);
    product <<= shift;
    const bool more = (product << 63) != 0;
    return (binary){(int64_t)(product >> 65) | more, 65 - shift + exponent};
  }
  // Both with the top bit set, the quotient is in (1/2, 2) · 2^62.
  const uint64_t power = powers_of_five[-exponent];
  const int shift = __builtin_clzll(mantissa), power_shift = __builtin_clzll(power);
  const uint64_t divisor = power << power_shift;
  const unsigned __int128 dividend = (unsigned __int128)(mantissa << shift) << 62;
  const uint64_t quotient = (uint64_t)(dividend / divisor);
  const bool more = dividend != (unsigned __int128)quotient * divisor;
  return (binary){(int64_t)quotient | more, power_shift - shift - 62 + exponent};
}

/// 2^exponent, −1022 ≤ exponent ≤ 1023.
static double power_of_two(int exponent) {
  const uint64_t bits = (uint64_t)(1023 + exponent) << 52;
  double value;
  memcpy(&value, &bits, 8);
  return value;
}

/// Whether `scale_by_power_of_ten` settles the number. 10^−27 and 2^64 · 10^27 are in the range of
/// normal `float` at the low end and of `double` at both.
static bool fits(const sim_decimal *decimal) {
  return decimal->digits <= sim_digits_that_fit && decimal->mantissa != 0 &&
         decimal->exponent >= -last_power_of_five && decimal->exponent <= last_power_of_five;
}

/// Writes the number for `strtod` as digits and an exponent: no locale misreads it without a point.
static void write_without_point(
    const sim_decimal *decimal, const char *text, size_t count, char *out) {
  for (size_t i = 0; i < count && (text[i] | 0x20) != 'e'; ++i) {
    if (sim_is_digit(text[i])) *out++ = text[i];
  }
  *out++ = 'e';
  unsigned magnitude = (unsigned)abs(decimal->exponent);
  if (decimal->exponent < 0) *out++ = '-';
  char reversed[12];
  size_t length = 0;
  do {
    reversed[length++] = (char)('0' + magnitude % 10);
    magnitude /= 10;
  } while (magnitude);
  while (length) *out++ = reversed[--length];
  *out = 0;
}

sim_parse_status sim_round_double(
    const sim_decimal *decimal, const char *text, size_t count, double *value) {
  double magnitude;
  if (fits(decimal)) {
    const binary scaled = scale_by_power_of_ten(decimal->mantissa, decimal->exponent);
    magnitude = (double)scaled.significand * power_of_two(scaled.exponent);
  } else {
    char plain[SIM_LONGEST_NUMBER + 16];
    write_without_point(decimal, text, count, plain);
    magnitude = strtod(plain, NULL);
  }
  if (isinf(magnitude)) return SIM_PARSE_OUT_OF_RANGE;
  *value = decimal->negative ? -magnitude : magnitude;
  return SIM_PARSE_DONE;
}

sim_parse_status sim_round_float(
    const sim_decimal *decimal, const char *text, size_t count, float *value) {
  float magnitude;
  if (fits(decimal)) {
    const binary scaled = scale_by_power_of_ten(decimal->mantissa, decimal->exponent);
    // The power of two may be no `float`, and the product an infinity.
    magnitude = (float)((double)(float)scaled.significand * power_of_two(scaled.exponent));
  } else {
    char plain[SIM_LONGEST_NUMBER + 16];
    write_without_point(decimal, text, count, plain);
    magnitude = strtof(plain, NULL);
  }
  if (isinf(magnitude)) return SIM_PARSE_OUT_OF_RANGE;
  *value = decimal->negative ? -magnitude : magnitude;
  return SIM_PARSE_DONE;
}

/// Whether the text starts with these small letters, in any case.
static bool starts_with(const char *text, const char *end, const char *word) {
  for (; *word; ++word, ++text) {
    if (text == end || (*text | 0x20) != *word) return false;
  }
  return true;
}

const char *sim_read_word(const char *text, const char *end, double *value) {
  const bool negative = text < end && *text == '-';
  if (text < end && (*text == '-' || *text == '+')) ++text;
  if (starts_with(text, end, "nan")) {
    *value = (double)NAN;
    return text + 3;
  }
  if (!starts_with(text, end, "inf")) return NULL;
  *value = negative ? -(double)INFINITY : (double)INFINITY;
  return text + (starts_with(text, end, "infinity") ? 8 : 3);
}

const char *sim_read_missing(const char *text, const char *end) {
  // Longer words before those that they begin with.
  static const char *const words[] = {"null", "none", "nil", "nan", "n/a", "<na>", "na"};
  if (end - text >= 2 && text[0] == '\\' && text[1] == 'N') return text + 2;
  for (size_t i = 0; i < sizeof words / sizeof *words; ++i) {
    if (starts_with(text, end, words[i])) return text + strlen(words[i]);
  }
  return NULL;
}

bool sim_is_missing(const char *text, size_t count) {
  return count == 0 || sim_read_missing(text, text + count) == text + count;
}
