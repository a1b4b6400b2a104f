// Which kernels this CPU can run.
#include <string.h>

#include "CSimKernels.h"

static bool runs_avx2(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
         __builtin_cpu_supports("f16c");
#else
  return false;
#endif
}

static bool runs_avx512(void) {
#if defined(__x86_64__)
  return runs_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#else
  return false;
#endif
}

static bool runs_avxvnni(void) {
#if defined(__x86_64__)
  return runs_avx2() && __builtin_cpu_supports("avxvnni");
#else
  return false;
#endif
}

static bool runs_avx512vnni(void) {
#if defined(__x86_64__)
  return runs_avx512() && __builtin_cpu_supports("avx512vnni");
#else
  return false;
#endif
}

const sim_kernels *sim_kernels_best(void) {
#if defined(__x86_64__)
  if (runs_avx512vnni()) return &sim_kernels_avx512vnni;
  if (runs_avx512()) return &sim_kernels_avx512;
  if (runs_avxvnni()) return &sim_kernels_avxvnni;
  if (runs_avx2()) return &sim_kernels_avx2;
#endif
  return &sim_kernels_scalar;
}

const sim_kernels *sim_kernels_named(const char *name) {
  if (strcmp(name, "scalar") == 0) return &sim_kernels_scalar;
#if defined(__x86_64__)
  if (strcmp(name, "avx2") == 0 && runs_avx2()) return &sim_kernels_avx2;
  if (strcmp(name, "avxvnni") == 0 && runs_avxvnni()) return &sim_kernels_avxvnni;
  if (strcmp(name, "avx512vnni") == 0 && runs_avx512vnni()) return &sim_kernels_avx512vnni;
  if (strcmp(name, "avx512") == 0 && runs_avx512()) return &sim_kernels_avx512;
#endif
  return NULL;
}
