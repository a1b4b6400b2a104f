"""Whether an answer of simbatch is the right one, by the rule of what it promises.

Promised: scores computed in `Double`, rounded once to `Float`; better `Float` first; equal `Float`s:
lower row first. Almost every row must therefore equal the brute force bit for bit. It may differ
only where rounding is undecided: two correct `Double` computations of a score s differ by up to an
error e (some 1e-13), and if a rounding boundary between two `Float`s lies within s ± e, each may
report another neighbor of the boundary, and rank accordingly. Then e / (ulp of s, 6e-8) of the
scores, about one in a million, is off by one ulp. Everything else is an error: two scores that
differ by less than 1e-7 may not change places freely, or the rule for ties would go untested.
"""

from dataclasses import dataclass

import numpy as np

from brute_force import answer, brute_force


@dataclass
class Verdict:
    rows: int
    undecided: int  # rows that differ from the brute force by a rounding that either may take
    complaint: str  # empty: the answer is right

    def __str__(self):
        if self.complaint:
            return self.complaint
        note = f", {self.undecided} by rounding" if self.undecided else ""
        return f"{self.rows} rows equal numpy's{note}"


def judge(question, neighbors, scores, truth=None):
    """Compares n × k neighbors and reported scores with a brute force in `Double`."""
    truth = truth or brute_force(question)
    expected, expected_scores = answer(question, truth)
    rows = len(expected)
    if len(neighbors) != rows:
        return Verdict(rows, 0, f"{len(neighbors)} rows of results for {rows} rows")
    # For k beyond the number of rows, a program may write fewer columns or missing entries.
    width = max(neighbors.shape[1], expected.shape[1])
    neighbors, expected = (fill(x, width, -1) for x in (neighbors, expected))
    scores, expected_scores = (fill(x, width, np.nan) for x in (scores, expected_scores))
    same = (neighbors == expected) & ((scores == expected_scores) | (expected == -1))
    same &= (expected != -1) | np.isnan(scores)
    different = np.flatnonzero(~same.all(axis=1))
    for row in different:
        complaint = judge_row(question, neighbors[row], scores[row], *truth.row(row))
        if complaint:
            rank = int(np.argmin(same[row]))
            return Verdict(
                rows,
                0,
                f"{len(different)} rows differ; row {row}: {complaint}; rank {rank + 1} is "
                f"{neighbors[row][rank]} ({scores[row][rank]:.9g}), numpy has "
                f"{expected[row][rank]} ({expected_scores[row][rank]:.9g})",
            )
    return Verdict(rows, len(different), "")


def judge_row(question, neighbors, scores, columns, values, errors):
    """What is wrong with one row, allowing each score every `Float` within its error; else ''."""
    sign = question.sign
    low = (sign * values - errors).astype(np.float32)  # as merits: larger is better
    high = (sign * values + errors).astype(np.float32)
    place = {int(column): x for x, column in enumerate(columns)}

    given = neighbors >= 0
    if not given[: given.sum()].all() or not np.isnan(scores[~given]).all():
        return "missing entries are not −1 and NaN at the end"
    neighbors, merits = neighbors[given], sign * scores[given]
    if len(np.unique(neighbors)) < len(neighbors):
        return "a neighbor appears twice"
    for neighbor, merit in zip(neighbors, merits):
        if int(neighbor) not in place:
            return f"{neighbor} is not among the best"
        x = place[int(neighbor)]
        if not low[x] <= merit <= high[x]:
            return f"the score of {neighbor} is not {values[x]:.17g} rounded to Float"
    keys = list(zip(-merits, neighbors))
    if keys != sorted(keys):
        return "not ordered by reported score, then row"

    limit = -np.inf if question.limit is None else sign * np.float32(question.limit)
    if len(merits) and merits[-1] < limit:
        return f"{neighbors[-1]} does not reach the limit"
    chosen = set(neighbors.tolist())
    full = len(neighbors) >= question.top
    for x, column in enumerate(columns):
        if int(column) in chosen:
            continue
        if (-low[x], column) < keys[-1] if full else low[x] >= limit:
            return f"{column} ({values[x]:.17g}) is missing"
    return ""


def fill(values, width, missing):
    """n × k values with columns of `missing` appended up to `width`."""
    n, k = values.shape
    filled = np.full((n, width), missing, values.dtype)
    filled[:, :k] = values
    return filled
