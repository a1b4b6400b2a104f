"""Files as people have them and the command that they type first: the right rows, or one clear line.

The tables of `first_*.py` list them. An entry expects either the rows that the writing library holds, compared to
the bit through `convert` and by their neighbors with a brute force in numpy, or a refusal.
"""

import csv
import io
import re
import tempfile
from itertools import chain
from pathlib import Path

import numpy as np

import faults
import first_arrays
import first_containers
import first_databases
import first_dialects
import first_json
import first_tables
import first_words
from conversion import DATA, lines
from program import Failure
from rows import Refused, Rows, require_equal
from tally import Fail

TOP = 3
# What two right sums of a few products in `Double`, one of them printed as `Float`, may differ by.
SCORE_ERROR = 1e-6


class FirstCommand:
    """One entry of the table, tried with one program."""

    def __init__(self, program, folder, entry):
        self.program = program
        self.entry = entry
        self.path = folder / entry.file
        entry.write(self.path)

    def check(self):
        """The commands give the expected rows, or are refused as expected; what was seen."""
        expected = self.entry.rows
        if isinstance(expected, Refused):
            return self.check_refused(expected)
        said = self.check_converted(expected)
        bad = np.flatnonzero(~np.isfinite(expected.values).all(axis=1))
        if len(bad):
            self.check_bad_row(expected, bad[0])
        self.check_neighbors(expected, ("--on-bad-row", "skip") if len(bad) else ())
        self.check_info(expected)
        n, d = expected.values.shape
        names = ", ids" if expected.names else ""
        return f"{n} × {d} {expected.values.dtype}{names}; {len(bad)} bad; {said}"

    def check_converted(self, expected):
        """`convert` gives the rows to the bit, and the line on standard error says how they were read."""
        with tempfile.TemporaryDirectory() as folder:
            matrix, ids = Path(folder) / "out.npy", Path(folder) / "out.ids"
            named = ("--write-ids", ids) if expected.names else ()
            _, said = self.program.complete(self.words("convert", self.path, matrix, *named))
            found = Rows(np.load(matrix), lines(ids) if expected.names else None)
        missing = np.isnan(expected.values)
        if missing.any():
            # Any NaN will do for a missing value.
            if found.values.shape == missing.shape:
                found.values[missing & np.isnan(found.values)] = expected.values[missing]
        try:
            require_equal(found, expected)
        except Fail as difference:
            raise Fail(f"silently wrong: {difference}") from None
        for pattern in self.entry.said:
            if not re.search(pattern, said):
                raise Fail(f"“{said.strip()}” does not say {pattern}")
        return said.splitlines()[0] if self.entry.said else "exact"

    def check_bad_row(self, expected, row):
        """The default is to stop and name the first bad row."""
        name = [re.escape(expected.names[row])] if expected.names else []
        self.refused(("--top", TOP, self.path), Refused(DATA, rf"\brow {row}\b", *name))

    def check_neighbors(self, expected, options):
        """Numbers, ids and scores of the neighbors, beside the correlations of numpy."""
        text = self.program.run(self.words("--top", TOP, self.path, *options))
        found, wanted = neighbors(text), brute_force(expected)
        places = [place[:-1] for place in found]
        if places != [place[:-1] for place in wanted]:
            raise Fail(
                f"silently wrong: {places[:TOP]} …, expected {[place[:-1] for place in wanted[:TOP]]} …"
            )
        if not np.allclose([place[-1] for place in found], [place[-1] for place in wanted], 0, SCORE_ERROR):
            raise Fail("silently wrong: other scores than numpy's")

    def check_info(self, expected):
        """`info` shows the shape, and how the rows were read."""
        text = "\n".join(self.program.complete(self.words("info", self.path)))
        n, d = expected.values.shape
        for pattern in (rf"(?m)^rows +{n}(,|$)", rf"(?m)^dimensions +{d}$", *self.entry.said):
            if not re.search(pattern, text):
                raise Fail(f"info does not say {pattern}: {text!r}")

    def check_refused(self, expected):
        """Neither command prints or writes anything but its one line."""
        with tempfile.TemporaryDirectory() as folder:
            self.refused(("convert", self.path, Path(folder) / "out.npy"), expected)
            if list(Path(folder).iterdir()):
                raise Fail("an output was left")
        return f"“{self.refused(('--top', TOP, self.path), expected)}”"

    def refused(self, command, expected):
        """The line of a command that must not succeed."""
        try:
            printed = self.program.run([*self.words(*command), "--quiet"])
        except Failure as failure:
            if len(failure.lines) != 1 or failure.code != expected.code:
                raise Fail(f"{failure} ({len(failure.lines)} lines); expected exit {expected.code}") from None
            for pattern in (re.escape(self.path.name), *expected.patterns):
                if not re.search(pattern, failure.message):
                    raise Fail(f"“{failure.message}” does not say {pattern}") from None
            return failure.message
        raise Fail(f"silently wrong: accepted, expected exit {expected.code}; {printed[:200]!r}")

    def words(self, *words):
        return [*map(str, words), *self.entry.options]


def neighbors(text):
    """(row, id, neighbor, its id, score) of each line; ids are None where there are none."""
    return [
        (
            int(line["row"]),
            line.get("row_id"),
            int(line["neighbor"]),
            line.get("neighbor_id"),
            float(line["score"]),
        )
        for line in csv.DictReader(io.StringIO(text))
    ]


def brute_force(rows):
    """The same lines by numpy: Pearson correlations in `Double` of all rows without NaN."""
    good = np.flatnonzero(np.isfinite(rows.values).all(axis=1))
    values = rows.values[good].astype("f8")
    values -= values.mean(axis=1, keepdims=True)
    values /= np.linalg.norm(values, axis=1, keepdims=True)
    scores = values @ values.T
    np.fill_diagonal(scores, -np.inf)
    name = lambda row: rows.names[row] if rows.names else None
    return [
        (int(row), name(row), int(good[other]), name(good[other]), scores[place, other])
        for place, row in enumerate(good)
        for other in np.argsort(-scores[place], kind="stable")[: min(TOP, len(good) - 1)]
    ]


def checks(program, folder):
    """(title, test) of every entry."""
    folder = folder / "first-commands"
    folder.mkdir()
    tables = (
        first_tables,
        first_dialects,
        first_json,
        first_databases,
        first_arrays,
        first_words,
        first_containers,
        faults,
    )
    for place, entry in enumerate(chain.from_iterable(table.entries() for table in tables)):
        own = folder / str(place)
        own.mkdir()
        yield f"first command, {entry.title}", lambda e=entry, f=own: FirstCommand(program, f, e).check()
