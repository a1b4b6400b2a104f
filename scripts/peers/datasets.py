"""Makes the inputs of the benchmark. Run as a program (`datasets.py NAME FOLDER`), prints the path.

A process of its own, because the peak memory of a measured child is at least that of the process
that started it.
"""

import os
import sys
from pathlib import Path

import numpy as np

from matrices import write_fbin

REAL = "debian-minilm-f16.npy"


def gaussian(n, d):
    """n × d independent normal values, the same on every machine: nothing to prune, all to compare."""

    def make(folder):
        path = folder / f"gaussian-{n}x{d}.fbin"
        if not path.exists():
            write_whole(path, lambda p: write_fbin(p, random_rows(n, d)))
        return path

    return make


def random_rows(n, d):
    return np.random.default_rng([n, d]).standard_normal((n, d), dtype=np.float32)


def sentences(n=None):
    """The first n rows (default: all) of the sentence embeddings in $SIMBATCH_DATA, as stored."""

    def make(folder):
        named = os.environ.get("SIMBATCH_DATA")
        source = Path(named or "") / REAL
        if not named or not source.exists():
            raise FileNotFoundError(f"needs {REAL} in the folder SIMBATCH_DATA")
        if n is None:
            return source
        path = folder / f"minilm-{n}.npy"
        if not path.exists():
            write_whole(path, lambda p: np.save(p, np.load(source)[:n]))
        return path

    return make


def write_whole(path, write):
    """An input that was cut off by an interrupt would be measured forever after."""
    partial = path.with_name("partial-" + path.name)
    write(partial)
    partial.rename(path)


DATASETS = {
    "gaussian-40k-384": gaussian(40_000, 384),
    "gaussian-40k-96": gaussian(40_000, 96),
    "minilm-16k": sentences(16_000),
    "minilm-32k": sentences(32_000),
    "minilm": sentences(),
}


if __name__ == "__main__":
    name, folder = sys.argv[1], Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    try:
        print(DATASETS[name](folder))
    except FileNotFoundError as missing:
        sys.exit(str(missing))
