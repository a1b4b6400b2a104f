"""Prints the GFLOP/s that the system's OpenBLAS reaches on 2048³ `Float`s, best of five."""

import ctypes
import time

import numpy as np

SIZE = 2048
ROW_MAJOR, NO_TRANSPOSE, TRANSPOSE = 101, 111, 112

blas = ctypes.CDLL("libopenblas.so.0")
rng = np.random.default_rng(1)
a, b = (rng.standard_normal((SIZE, SIZE), dtype=np.float32) for _ in range(2))
c = np.zeros((SIZE, SIZE), np.float32)
one, zero = ctypes.c_float(1), ctypes.c_float(0)
pa, pb, pc = (ctypes.c_void_p(x.ctypes.data) for x in (a, b, c))

best = float("inf")
for _ in range(5):
    start = time.perf_counter()
    blas.cblas_sgemm(
        ROW_MAJOR, NO_TRANSPOSE, TRANSPOSE, SIZE, SIZE, SIZE, one, pa, SIZE, pb, SIZE, zero, pc, SIZE
    )
    best = min(best, time.perf_counter() - start)
print(f"{2 * SIZE**3 / best / 1e9:.0f}")
