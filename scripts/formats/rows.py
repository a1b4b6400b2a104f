"""The small matrix and the odd names that every format is tried with."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Callable, Optional, Union

import numpy as np

from tally import Fail

ROWS, DIMENSIONS = 257, 19

# What one format or another takes for syntax. Row 0 is plain, since some formats are told by it.
ODD_NAMES = [
    "plain",
    "two words",
    "comma, inside",
    'quote " inside',
    '"quoted"',
    "it's",
    "ünïcode 日本語 😀",
    "",
    "tab\tinside",
    "[bracket",
    "{brace",
    "back\\slash",
    "\\N",
    "\\n",
    " leading",
    "trailing ",
    "#hash",
    "123",
    "-1.5e3",
    "nan",
    "a,b;c|d",
    "semi;colon",
    "0",
]
BROKEN_NAME = "two\nlines"


@dataclass(frozen=True)
class Rows:
    """n × d values and, where the format has them, the names of the rows."""

    values: np.ndarray
    names: Optional[list] = None

    def named(self, names):
        """With the first names replaced; the others are r5, r6, …"""
        return replace(self, names=names + [f"r{row}" for row in range(len(names), len(self.values))])

    def nameless(self):
        return replace(self, names=None)

    def cast(self, dtype):
        return replace(self, values=self.values.astype(dtype))


@dataclass(frozen=True, init=False)
class Refused:
    """The end of a command that cannot be right: a code and one line with the file's name and all patterns."""

    code: int
    patterns: tuple

    def __init__(self, code, *patterns):
        object.__setattr__(self, "code", code)
        object.__setattr__(self, "patterns", patterns)


@dataclass(frozen=True)
class Case:
    """A file as a real library writes it, the options after its name, and what must come of it."""

    title: str
    file: str
    write: Callable[[Path], None]
    rows: Union[Rows, Refused]
    options: tuple = ()
    format: str = ""  # as `info` and --input-format call it
    said: tuple = ()  # patterns of what standard error tells about the reading

    def path(self, folder):
        """Writes the file if it is not there; its path."""
        path = folder / self.file
        if not path.exists():
            self.write(path)
        return path


def random_rows(dtype="f4", rows=ROWS, dimensions=DIMENSIONS):
    """Values of all magnitudes, both zeros, the smallest and largest numbers of the type."""
    generator = np.random.default_rng([rows, dimensions])
    dtype = np.dtype(dtype)
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        values = generator.integers(limits.min, limits.max, (rows, dimensions), dtype, endpoint=True)
        return Rows(values)
    values = generator.standard_normal((rows, dimensions))
    # Mostly embeddings, some far from 1: text must be read right at every exponent.
    reach = {2: 3, 4: 30, 8: 200}[dtype.itemsize]
    values[::3] *= 10.0 ** generator.integers(-reach, reach, values[::3].shape)
    values = values.astype(dtype)
    limits = np.finfo(dtype)
    # The last: from it on, not every whole number is one of the type.
    special = [0, -0.0, limits.smallest_subnormal, limits.tiny, limits.max, limits.min, 1, -1, 0.1]
    values.flat[: len(special) + 1] = special + [2.0 ** (limits.nmant + 1)]
    return Rows(values)


def embeddings(dtype="f4", rows=ROWS, dimensions=DIMENSIONS):
    """Normal values, as every measure can judge them."""
    generator = np.random.default_rng([rows, dimensions, 1])
    return Rows(generator.standard_normal((rows, dimensions)).astype(dtype))


def require_equal(found, expected):
    """Compares type, shape, every bit of the values, and the names; raises `Fail`."""
    a, b = found.values, expected.values
    if (a.dtype.kind, a.dtype.itemsize) != (b.dtype.kind, b.dtype.itemsize):
        raise Fail(f"type {a.dtype}, expected {b.dtype}")
    if a.shape != b.shape:
        raise Fail(f"shape {a.shape}, expected {b.shape}")
    different = np.argwhere(bits(a) != bits(b))
    if len(different):
        row, place = different[0]
        raise Fail(
            f"{len(different)} values differ; row {row}, value {place} is {a[row, place]!r}, "
            f"expected {b[row, place]!r}"
        )
    require_names(found.names, expected.names)


def require_names(found, expected):
    if found == expected:
        return
    if found is None or expected is None or len(found) != len(expected):
        count = lambda names: "none" if names is None else len(names)
        raise Fail(f"{count(found)} names, expected {count(expected)}")
    row = next(row for row, name in enumerate(expected) if found[row] != name)
    raise Fail(f"name of row {row} is {found[row]!r}, expected {expected[row]!r}")


def bits(values):
    """Values as unsigned whole numbers of the same bits, in this machine's byte order."""
    native = np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("="))
    return native.view(f"u{native.dtype.itemsize}")
