"""Streams a column of vectors of a Parquet file into an .npy, in bounded memory.

usage: parquet-to-npy IN.parquet OUT.npy [--column NAME] [--id-column NAME] [--ids FILE] [--dtype f4|f2|f8]

The output appears whole or not at all. Exit codes are simbatch's.
"""

import argparse
import os
import signal
import sys
from pathlib import Path

import numpy as np

from parquet_column import DATA, IO, USAGE, ParquetColumn, ParquetError

CANNOT_CREATE, INTERRUPTED = 73, 75
# Room for the header, which is written last: until then the file is no .npy. Format version 1.0:
# magic, version, u16 length, then text that ends with a newline.
HEADER_BYTES = 128


class Arguments(argparse.ArgumentParser):
    def error(self, message):
        raise ParquetError(USAGE, message)


def arguments(words):
    parser = Arguments(prog="parquet-to-npy", description=__doc__.splitlines()[0])
    parser.add_argument("input", metavar="IN.parquet")
    parser.add_argument("output", metavar="OUT.npy")
    parser.add_argument("--column", metavar="NAME", help="the vectors (default: the only such column)")
    parser.add_argument("--id-column", metavar="NAME", help="the names of the rows")
    parser.add_argument("--ids", metavar="FILE", help="where names go, one a line (default: OUT.ids.txt)")
    parser.add_argument("--dtype", choices=("f2", "f4", "f8"), help="default: the column's own type")
    options = parser.parse_args(words)
    if options.ids and options.id_column is None:
        raise ParquetError(USAGE, "--ids needs --id-column, the column that has the names")
    if options.id_column is not None and not options.ids:
        options.ids = str(Path(options.output).with_suffix(".ids.txt"))
    paths = [options.input, options.output] + ([options.ids] if options.ids else [])
    if len({os.path.realpath(path) for path in paths}) < len(paths):
        raise ParquetError(USAGE, f"two of {', '.join(paths)} are the same file")
    return options


class Interruption:
    """SIGINT or SIGTERM came. Looked up between batches: libraries may swallow what a handler raises."""

    def __init__(self, signals=()):
        self.asked = False
        for number in signals:
            signal.signal(number, self.ask)

    def ask(self, *_):
        self.asked = True

    def check(self):
        if self.asked:
            raise ParquetError(INTERRUPTED, "interrupted; nothing was written")


class AtomicFile:
    """A file that is written beside its place, and renamed when it is complete."""

    def __init__(self, path):
        self.path = Path(path)
        self.partial = self.path.with_name(f".{self.path.name}.{os.getpid()}.partial")
        try:
            if self.path.is_dir():
                raise IsADirectoryError(0, "it is a folder")
            self.file = open(self.partial, "xb")
        except OSError as error:
            raise ParquetError(CANNOT_CREATE, f"{path}: cannot be created: {error.strerror}") from None

    def write(self, data):
        self.attempt(lambda: self.file.write(data))

    def attempt(self, action):
        try:
            action()
        except OSError as error:
            raise ParquetError(IO, f"{self.path}: writing failed: {error.strerror}") from None

    def complete(self):
        self.attempt(self.file.flush)
        self.attempt(lambda: os.fsync(self.file.fileno()))

    def rename(self):
        self.attempt(lambda: os.replace(self.partial, self.path))

    def discard(self):
        """What is left beside an output that did not become one."""
        self.partial.unlink(missing_ok=True)


def header(dtype, rows, dimensions):
    text = f"{{'descr': '{dtype.str}', 'fortran_order': False, 'shape': ({rows}, {dimensions}), }}"
    text = text.ljust(HEADER_BYTES - 11) + "\n"
    return b"\x93NUMPY\x01\x00" + (HEADER_BYTES - 10).to_bytes(2, "little") + text.encode("ascii")


def narrowed(values, dtype, path, first):
    """Values in another type; a finite one that becomes infinite is refused."""
    with np.errstate(over="ignore"):
        result = values.astype(dtype, copy=False)
    lost = np.isinf(result) & ~np.isinf(values)
    if lost.any():
        row, place = np.argwhere(lost)[0]
        raise ParquetError(
            DATA,
            f"{path}: row {first + row}, value {place}: expected what {dtype.name} can hold, "
            f"found {values[row, place]:g}",
        )
    return result


def stream(column, matrix, ids, dtype, interruption):
    matrix.write(bytes(HEADER_BYTES))
    for first, values, names in column.batches():
        interruption.check()
        matrix.write(np.ascontiguousarray(narrowed(values, dtype, column.path, first)))
        if ids:
            ids.write("".join(f"{name}\n" for name in names).encode("utf-8"))
    matrix.attempt(lambda: matrix.file.seek(0))
    matrix.write(header(dtype, first + len(values), values.shape[1]))


def run(words, interruption):
    options = arguments(words)
    column = ParquetColumn(options.input, options.column, options.id_column)
    dtype = np.dtype(f"<{options.dtype}") if options.dtype else column.dtype.newbyteorder("<")
    outputs = []
    try:
        for path in [options.output] + ([options.ids] if options.ids else []):
            outputs.append(AtomicFile(path))
        stream(column, outputs[0], outputs[1] if options.ids else None, dtype, interruption)
        for output in outputs:
            output.complete()
        interruption.check()
        # The matrix last: where it is, its names are.
        for output in reversed(outputs):
            output.rename()
    finally:
        for output in outputs:
            output.discard()


def main(words, interruption):
    """The exit code; `words` are the command line's."""
    try:
        run(words, interruption)
    except ParquetError as error:
        print(f"parquet-to-npy: {error}", file=sys.stderr)
        return error.code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], Interruption((signal.SIGINT, signal.SIGTERM))))
