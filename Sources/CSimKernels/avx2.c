// Kernels for AVX2 with FMA.
#if defined(__x86_64__)
#include <immintrin.h>

#include "int8_scalar.h"
#include "reach.h"

#define SIM_ISA avx2
#define SIM_ISA_NAME "avx2"

#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)

#include "avx2_reach.h"

#include "kernel_body.inc"

#pragma clang attribute pop
#endif
