"""`simbatch convert`, as the checks use it."""

import re
import tempfile
from pathlib import Path

import numpy as np

from program import Failure
from rows import Rows, require_equal
from tally import Fail

USAGE, DATA, NO_INPUT = 64, 65, 66


def lines(path):
    """The names in a file of one a line. Only \\n ends a line."""
    text = path.read_bytes().decode("utf-8")
    if text and not text.endswith("\n"):
        raise Fail(f"{path.name} does not end with a newline")
    return text.split("\n")[:-1]


def write_lines(path, names):
    path.write_text("".join(f"{name}\n" for name in names), encoding="utf-8", newline="")


def read(program, inputs, options=(), named=True, stdin=b""):
    """The rows that simbatch reads from `inputs`, by way of .npy, and the names if there are any."""
    with tempfile.TemporaryDirectory() as folder:
        matrix, ids = Path(folder) / "out.npy", Path(folder) / "out.ids"
        asked = ["--write-ids", str(ids)] if named else []
        inputs = [str(path) for path in inputs]
        program.run(["convert", *inputs, str(matrix), *options, *asked, "--quiet"], stdin=stdin)
        return Rows(np.load(matrix), lines(ids) if named else None)


def check_read(program, inputs, expected, options=(), stdin=b""):
    """Reads and compares with what was written; what was seen."""
    found = read(program, inputs, options, expected.names is not None, stdin)
    require_equal(found, expected)
    names = "" if expected.names is None else ", with names"
    n, d = expected.values.shape
    return f"{n} × {d} {expected.values.dtype.name} equal to the bit{names}"


def refusal(program, arguments, stdin=b""):
    """The `Failure` of a command that must not succeed."""
    try:
        program.run([*arguments, "--quiet"], stdin=stdin)
    except Failure as failure:
        return failure
    raise Fail("accepted, expected an error")


def check_refused(program, arguments, code, *patterns, stdin=b""):
    """The command must end with `code` and one line that has every pattern in it; the line."""
    failure = refusal(program, arguments, stdin)
    if failure.code != code:
        raise Fail(f"{failure}; expected exit {code}")
    for pattern in patterns:
        if not re.search(pattern, failure.message):
            raise Fail(f"“{failure.message}” does not say {pattern}")
    return f"“{failure.message}”"
