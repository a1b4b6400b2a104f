// What a comparison of 64 screen values with thresholds reads; private to the kernels.
#ifndef SIMBATCH_REACH_H
#define SIMBATCH_REACH_H

#include "CSimKernels.h"

/// The bounds of one row against the columns of a tile; arrays start at the tile's first column.
typedef struct {
  const float *offsets;     // offset_j, or NULL where all are in `offset`
  const float *norms;       // norm_j, or NULL where the slack is 0
  const float *thresholds;  // of the columns, or NULL where only rows collect
  float offset;             // offset_i (with offset_j where all rows share one)
  float slack;              // slack · norm_i
} sim_reach;

#endif
