// Rows times a matrix.
#ifndef SIMBATCH_MAP_H
#define SIMBATCH_MAP_H

#include "sim_kernels.h"
#include "sim_rows.h"

/// A matrix that maps rows: inputs × outputs, in panels of eight columns, each row-major; the last
/// is filled up with zeros.
typedef struct sim_map {
  const double *panels;
  size_t inputs, outputs;
} sim_map;

/// Writes the rows `first ..< first + count`, mapped, to `mapped`, `stride` floats from row to row.
///
/// mapped[i][j] = float(Σ_l x[i][l] · map[l][j]): products and sums in `double`, l ascending from
/// 0, each rounded; the same bits on every instruction set. A row that holds a NaN or an infinity
/// gives values none of which is finite. `rows` has `inputs` dimensions. `work` holds
/// SIM_MAP_CHUNK × inputs doubles. O(count · inputs · outputs).
void sim_map_rows(
    const sim_kernels *kernels, const sim_rows *rows, size_t first, size_t count,
    const sim_map *map, float *mapped, size_t stride, double *work);

/// Rows that are expanded at a time.
#define SIM_MAP_CHUNK 64

#endif
