// Kernels for AVX-512 with VNNI (8-bit dot products).
#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "reach.h"

#define SIM_ISA avx512vnni
#define SIM_ISA_NAME "avx512vnni"

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vnni,avx2,fma,f16c"))), \
    apply_to = function)

#include "avx512_reach.h"

#define SIM_INLINE static inline __attribute__((always_inline))
#define SIM_INT8_NAME(name) name##_avx512vnni
#define SIM_HAS_INT8_DOT true
#define SIM_VECTOR __m512i
#define SIM_LANES 16
#define SIM_GROUP_ROWS 8

SIM_INLINE __m512i sim_load(const void *p) { return _mm512_loadu_si512(p); }
SIM_INLINE __m512i sim_set(int32_t value) { return _mm512_set1_epi32(value); }
SIM_INLINE __m512i sim_add(__m512i a, __m512i b) { return _mm512_add_epi32(a, b); }
SIM_INLINE __m512i sim_dot_accumulate(__m512i sum, __m512i bytes, __m512i signed_bytes) {
  return _mm512_dpbusd_epi32(sum, bytes, signed_bytes);
}

SIM_INLINE int32_t sim_total(__m512i v) { return _mm512_reduce_add_epi32(v); }

SIM_INLINE uint64_t sim_reach_unit(
    const sim_int8_tile *tile, size_t row, size_t column, __m512i sum) {
  __m512i least = _mm512_min_epi32(
      sim_load(tile->column_threshold + column), sim_set(tile->row_threshold[row]));
  return _mm512_cmpge_epi32_mask(sum, least);
}

SIM_INLINE uint64_t sim_reach_general(
    const sim_int8_tile *tile, size_t row, size_t column, __m512i sum) {
  __m512 factor = _mm512_mul_ps(
      _mm512_loadu_ps(tile->column_factor + column), _mm512_set1_ps(tile->row_factor[row]));
  __m512 offset = _mm512_add_ps(
      _mm512_loadu_ps(tile->column_offset + column), _mm512_set1_ps(tile->row_offset[row]));
  __m512 value = _mm512_fmadd_ps(factor, _mm512_cvtepi32_ps(sum), offset);
  __m512 least = _mm512_min_ps(
      _mm512_loadu_ps(tile->column_limit + column), _mm512_set1_ps(tile->row_limit[row]));
  return _mm512_cmp_ps_mask(value, least, _CMP_GE_OQ);
}

#include "int8_body.inc"
#include "kernel_body.inc"

#pragma clang attribute pop
#endif
