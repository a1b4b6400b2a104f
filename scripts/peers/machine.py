"""What of this machine decides speed and which kernels can run."""

import os
import platform
import subprocess
import sys
from importlib import metadata
from pathlib import Path

# Instruction sets that matter here, as Linux names them.
INTERESTING_FLAGS = (
    "avx2 fma avx512f avx512bw avx512_vnni avx_vnni avx512_bf16 amx_int8 asimd asimddp i8mm sve".split()
)


def cpu_flags():
    for line in cpu_lines():
        if line.startswith(("flags", "Features")):
            return set(line.split(":", 1)[1].split())
    return set()


def cpu_name():
    for line in cpu_lines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def cpu_lines():
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


def cores():
    """Cores this process may use, which in a container is fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()


def kernel_sets():
    """Values of SIMBATCH_KERNELS that this CPU can run."""
    flags = cpu_flags()
    sets = ["scalar"]
    if {"avx2", "fma"} <= flags:
        sets.append("avx2")
        if "avx_vnni" in flags:
            sets.append("avxvnni")
    if {"avx512f", "avx512bw"} <= flags:
        sets.append("avx512")
        if "avx512_vnni" in flags:
            sets.append("avx512vnni")
    return sets


def blas_kernels():
    """Values of OPENBLAS_CORETYPE, and whether this CPU can run them (forcing others is SIGILL)."""
    flags = cpu_flags()
    return {"Haswell": "avx2" in flags, "SkylakeX": "avx512f" in flags, "Zen": "avx2" in flags}


def openblas_kernel(environment):
    """The kernel that the system's OpenBLAS chooses in an environment: asked in a fresh process."""
    code = (
        "import ctypes; b = ctypes.CDLL('libopenblas.so.0'); "
        "b.openblas_get_corename.restype = b.openblas_get_config.restype = ctypes.c_char_p; "
        "print(b.openblas_get_corename().decode(), '|', b.openblas_get_config().decode())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True
    )
    return done.stdout.strip() or "unknown"


def package_version(name):
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
