// Kernels for AVX2 with AVX-VNNI (8-bit dot products on 256-bit vectors).
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "reach.h"

#define SIM_ISA avxvnni
#define SIM_ISA_NAME "avxvnni"

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c,avxvnni"))), apply_to = function)

#include "avx2_reach.h"

#define SIM_INLINE static inline __attribute__((always_inline))
#define SIM_INT8_NAME(name) name##_avxvnni
#define SIM_HAS_INT8_DOT true
#define SIM_VECTOR __m256i
#define SIM_LANES 8
#define SIM_GROUP_ROWS 4

SIM_INLINE __m256i sim_load(const void *p) { return _mm256_loadu_si256((const __m256i *)p); }
SIM_INLINE __m256i sim_set(int32_t value) { return _mm256_set1_epi32(value); }
SIM_INLINE __m256i sim_add(__m256i a, __m256i b) { return _mm256_add_epi32(a, b); }
SIM_INLINE __m256i sim_dot_accumulate(__m256i sum, __m256i bytes, __m256i signed_bytes) {
  return _mm256_dpbusd_avx_epi32(sum, bytes, signed_bytes);
}

SIM_INLINE int32_t sim_total(__m256i v) {
  __m128i four = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  four = _mm_add_epi32(four, _mm_shuffle_epi32(four, _MM_SHUFFLE(1, 0, 3, 2)));
  four = _mm_add_epi32(four, _mm_shuffle_epi32(four, _MM_SHUFFLE(2, 3, 0, 1)));
  return _mm_cvtsi128_si32(four);
}

SIM_INLINE uint64_t sim_reach_unit(
    const sim_int8_tile *tile, size_t row, size_t column, __m256i sum) {
  __m256i least = _mm256_min_epi32(
      sim_load(tile->column_threshold + column), sim_set(tile->row_threshold[row]));
  // There is no "greater or equal": not (least > sum).
  __m256i less = _mm256_cmpgt_epi32(least, sum);
  return ~(uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(less)) & 0xffu;
}

SIM_INLINE uint64_t sim_reach_general(
    const sim_int8_tile *tile, size_t row, size_t column, __m256i sum) {
  __m256 factor = _mm256_mul_ps(
      _mm256_loadu_ps(tile->column_factor + column), _mm256_set1_ps(tile->row_factor[row]));
  __m256 offset = _mm256_add_ps(
      _mm256_loadu_ps(tile->column_offset + column), _mm256_set1_ps(tile->row_offset[row]));
  __m256 value = _mm256_fmadd_ps(factor, _mm256_cvtepi32_ps(sum), offset);
  __m256 least = _mm256_min_ps(
      _mm256_loadu_ps(tile->column_limit + column), _mm256_set1_ps(tile->row_limit[row]));
  return (uint32_t)_mm256_movemask_ps(_mm256_cmp_ps(value, least, _CMP_GE_OQ));
}

#include "int8_body.inc"
#include "kernel_body.inc"

#pragma clang attribute pop
#endif
