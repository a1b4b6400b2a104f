// Portable kernels; the reference for the others.
#include "int8_scalar.h"
#include "reach.h"

#define SIM_ISA scalar
#define SIM_ISA_NAME "scalar"

typedef float sim_spin_vector __attribute__((ext_vector_type(4)));

static inline sim_spin_vector sim_spin_step(
    sim_spin_vector x, sim_spin_vector factor, sim_spin_vector addend) {
  return x * factor + addend;
}

/// Bit b is set iff column j + b may reach its threshold or the row's:
/// values[j + b] + offset + offset_j + slack · norm_j ≥ min(threshold, thresholds[j + b]).
static uint64_t sim_reach_mask_scalar(
    const sim_reach *reach, const float *values, size_t j, float threshold) {
  uint64_t mask = 0;
  for (size_t b = 0; b < 64; ++b) {
    float u = values[j + b] + reach->offset;
    if (reach->offsets) u += reach->offsets[j + b];
    if (reach->norms) u += reach->slack * reach->norms[j + b];
    float limit = threshold;
    if (reach->thresholds && reach->thresholds[j + b] < limit) limit = reach->thresholds[j + b];
    mask |= (uint64_t)(u >= limit) << b;
  }
  return mask;
}

#include "kernel_body.inc"
