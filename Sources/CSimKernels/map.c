// Rows times a matrix.
#include "CSimKernels.h"

void sim_map_rows(
    const sim_kernels *kernels, const sim_rows *rows, size_t first, size_t count,
    const sim_map *map, float *mapped, size_t stride, double *work) {
  for (size_t start = 0; start < count; start += SIM_MAP_CHUNK) {
    const size_t some = count - start < SIM_MAP_CHUNK ? count - start : SIM_MAP_CHUNK;
    for (size_t i = 0; i < some; ++i) {
      kernels->expand(rows, first + start + i, 1, 0, work + i * map->inputs);
    }
    kernels->map_rows(work, some, map, mapped + start * stride, stride);
  }
}
