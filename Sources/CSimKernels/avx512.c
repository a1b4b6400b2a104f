// Kernels for AVX-512 (F, BW, DQ, VL).
#if defined(__x86_64__)
#include <immintrin.h>

#include "int8_scalar.h"
#include "reach.h"

#define SIM_ISA avx512
#define SIM_ISA_NAME "avx512"

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,f16c"))), apply_to = function)

#include "avx512_reach.h"

#include "kernel_body.inc"

#pragma clang attribute pop
#endif
