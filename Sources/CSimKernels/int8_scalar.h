// The portable int8 kernels, for the tables of instruction sets without 8-bit dot products.
#ifndef SIMBATCH_INT8_SCALAR_H
#define SIMBATCH_INT8_SCALAR_H

#include "CSimKernels.h"

int32_t dot_int8_scalar(const int8_t *a, const int8_t *b, int32_t b_sum, size_t count);
void screen_int8_scalar(const sim_int8_tile *tile, sim_hits *hits);
void filter_hits_int8_scalar(
    const sim_int8_level *level, const sim_hit_limits *limits, sim_hits *hits);
double spin_int8_scalar(size_t rounds);

#define SIM_INT8_NAME(name) name##_scalar
#define SIM_HAS_INT8_DOT false

#endif
