"""Near-duplicates by numpy: all pairs from a limit on, and the decisions that follow from them.

Pairs are compared with a brute force in `Double`, as in judge.py: a pair may be missing or added only where
the limit lies within the error of its score, and a score may be off by one ulp only where a rounding
boundary does. Decisions must follow exactly from the pairs that simbatch itself wrote.
"""

import csv
import tempfile
from pathlib import Path

import numpy as np

from brute_force import prepare, scores_of_pairs
from matrices import read_matrix
from tally import Fail

HEIGHT = 2048


def against_numpy(program, question):
    """`question.limit` is the limit; raises `Fail`."""
    with tempfile.TemporaryDirectory() as folder:
        decisions, pairs = Path(folder) / "decisions.csv", Path(folder) / "pairs.csv"
        limit = ["--max-distance" if question.smaller_is_closer else "--min-score", str(question.limit)]
        program.run([
            "duplicates", str(question.base), "--metric", question.metric, *limit, "--quiet",
            "--output", str(decisions), "--pairs-output", str(pairs),
        ])
        rows, columns, scores = read_pairs(pairs)
        undecided = check_pairs(question, rows, columns, scores)
        kept = check_decisions(question, rows, columns, scores, decisions)
    note = f", {undecided} by rounding" if undecided else ""
    return f"{len(rows)} pairs and {kept} kept rows equal numpy's{note}"


def read_pairs(path):
    table = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    if not len(table):
        table = np.empty((0, 3))
    return table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2].astype(np.float32)


def brute_pairs(question):
    """Row, column, score and error of every pair that may reach the limit, in the order of rows."""
    stored = read_matrix(question.base)
    side = prepare(question, stored, np.zeros(stored.shape[1]))
    n, d = side.values.shape
    lengths = np.einsum("nd,nd->n", side.values, side.values)
    # Far more than what a product of `Double`s is off by, cancellation included.
    slack = 1e-9 * max(1.0, lengths.max())
    found = []
    for first in range(0, n, HEIGHT):
        product = side.values[first : first + HEIGHT] @ side.values[first:].T
        if question.smaller_is_closer:
            product = lengths[first : first + HEIGHT, None] + lengths[None, first:] - 2 * product
            reaches = product <= question.limit**2 * (1 + 1e-6) + slack
        else:
            reaches = product >= question.limit - 1e-6 * abs(question.limit) - slack
        i, j = np.nonzero(reaches)
        above = j > i
        found.append((i[above] + first, j[above] + first))
    i, j = (np.concatenate(x) for x in zip(*found))
    order = np.lexsort((j, i))
    return i[order], j[order], *scores_of_pairs(question, side, side, i[order], j[order])


def check_pairs(question, rows, columns, scores):
    """The number of pairs that differ by a rounding which either may take."""
    i, j, values, errors = brute_pairs(question)
    n = int(max(i.max(initial=0), j.max(initial=0), rows.max(initial=0), columns.max(initial=0))) + 1
    given, known = rows * n + columns, i * n + j
    if (np.diff(given) <= 0).any():
        raise Fail("pairs are not in the order of their rows")
    place = np.searchsorted(known, given)
    if (place >= len(known)).any() or (known[place] != given).any():
        raise Fail("a pair that is far from the limit was written")
    sign, limit = question.sign, question.sign * np.float32(question.limit)
    low = (sign * values - errors).astype(np.float32)
    high = (sign * values + errors).astype(np.float32)
    merit = sign * scores
    if (merit < low[place]).any() or (merit > high[place]).any() or (merit < limit).any():
        raise Fail("a score is not its value rounded to Float, or short of the limit")
    missing = np.ones(len(known), bool)
    missing[place] = False
    if (low[missing] >= limit).any():
        raise Fail(f"{int((low[missing] >= limit).sum())} pairs are missing")
    expected = (sign * values).astype(np.float32)
    return int((expected[place] != merit).sum() + (expected[missing] >= limit).sum())


def check_decisions(question, rows, columns, scores, path):
    """Decides in the order of rows by these pairs; the number of kept rows."""
    with open(path, newline="") as file:
        lines = list(csv.DictReader(file))
    keeper, merit = np.full(len(lines), -1), np.full(len(lines), -np.inf, np.float32)
    for row, column, score in zip(rows, columns, question.sign * scores):
        if keeper[row] < 0 and score > merit[column]:
            keeper[column], merit[column] = row, score
    value = "distance" if question.smaller_is_closer else "score"
    for row, line in enumerate(lines):
        kept = keeper[row] < 0
        expected = ("true", "", "") if kept else ("false", str(keeper[row]), None)
        if (line["kept"], line["duplicate_of"]) != expected[:2]:
            raise Fail(f"row {row}: kept {line['kept']}, duplicate of '{line['duplicate_of']}'")
        if not kept and np.float32(line[value]) != question.sign * merit[row]:
            raise Fail(f"row {row}: {value} {line[value]}")
    kept = keeper < 0
    if (kept[rows] & kept[columns]).any():
        raise Fail("two kept rows are duplicates")
    if not kept[keeper[~kept]].all():
        raise Fail("a duplicate of a row that was dropped")
    return int(kept.sum())
