"""The right answer, found the plain way: every pair, in `Double`, without any code of simbatch.

Blocks of rows are multiplied with all rows. What could be in the answer is then scored once more,
pair by pair, so that twins get equal scores (in a matrix product the order of summation depends on
the position) and near-duplicates do not cancel under Euclid.
"""

from dataclasses import dataclass

import numpy as np

from matrices import read_matrix

UNIT = 2.0**-53  # unit roundoff of Double
BLOCK_BYTES = 400 << 20


@dataclass
class Rows:
    """Rows made ready for the measure, and per row how much of a rounding error is carried over.

    reach[i] = (‖x‖ + ‖column mean‖) / length that row was divided by: a rounding error of the stored
    scale, u‖x‖, becomes u·reach after preparation; it exceeds 1 where centring cancels.
    """

    values: np.ndarray
    reach: np.ndarray


@dataclass
class Truth:
    """Candidates of every query row, best first: all that could be among its k, ties included."""

    starts: np.ndarray  # candidates of row i: starts[i] ..< starts[i + 1]
    columns: np.ndarray
    scores: np.ndarray  # Double
    errors: np.ndarray  # how far another correct Double computation may be from it
    top: int

    def row(self, i):
        part = slice(self.starts[i], self.starts[i + 1])
        return self.columns[part], self.scores[part], self.errors[part]


def prepare(question, stored, mean):
    values = stored[:, : question.dims].astype(np.float64)
    reach = np.linalg.norm(values, axis=1)
    if question.center_columns:
        values -= mean
        reach += np.linalg.norm(mean)
    if question.metric == "pearson":
        values -= values.mean(axis=1, keepdims=True)
    if question.metric in ("pearson", "cosine"):
        length = np.linalg.norm(values, axis=1)
        values /= length[:, None]
        reach /= length
    return Rows(values, reach)


def scores_of_pairs(question, left, right, i, j):
    """Score and error bound of the pairs (i, j), in `Double`.

    Bound: a sum of d products is off by at most (d + 1)·u·Σ|terms|; means and norms add as much again, a
    column mean n·u. Two computations differ by at most twice that; the factor 4 leaves room.
    Differences under Euclid are exact but for one rounding, so that its error is relative to it.
    """
    d = left.values.shape[1]
    scores = np.empty(len(i))
    for start in range(0, len(i), 1 << 16):  # 65,536 pairs of 384 dimensions: 200 MB a side
        part = slice(start, start + (1 << 16))
        a, b = left.values[i[part]], right.values[j[part]]
        if question.metric == "euclidean":
            a -= b
            b = a
        scores[part] = np.einsum("pd,pd->p", a, b)
    if question.metric == "euclidean":
        scores = np.sqrt(scores)
        errors = 4 * (d + 8) * UNIT * scores
        if question.center_columns:
            errors += 4 * UNIT * (left.reach[i] + right.reach[j])
        return scores, errors
    terms = d + 8 + (len(right.values) if question.center_columns else 0)
    return scores, 4 * terms * UNIT * left.reach[i] * right.reach[j]


def find_candidates(question, left, right, first, last):
    """Pairs (row, column) of query rows first ..< last that may be among the best k, with ties."""
    n, d = right.values.shape
    merits = left.values[first:last] @ right.values.T
    scale = np.max(right.reach) * np.max(left.reach)
    if question.metric == "euclidean":
        # −‖x − y‖² = 2x·y − ‖x‖² − ‖y‖²: cancels, hence only a screen with a slack.
        lengths = np.einsum("nd,nd->n", right.values, right.values)
        own = np.einsum("nd,nd->n", left.values[first:last], left.values[first:last])
        merits *= 2
        merits -= lengths
        merits -= own[:, None]
        scale = 4 * max(np.max(lengths), np.max(own))
    if question.farthest:
        np.negative(merits, out=merits)
    if question.own_row_excluded:
        merits[np.arange(last - first), np.arange(first, last)] = -np.inf

    # The k-th largest of the maxima of disjoint groups of columns is at most the k-th largest
    # merit: a threshold at the price of one pass. A group's members are `groups` columns apart.
    groups = max(1, min(n, max(n // 64, 8 * question.top)))
    members = -(-n // groups)
    if members * groups > n:
        merits = np.pad(merits, ((0, 0), (0, members * groups - n)), constant_values=-np.inf)
    maxima = merits.reshape(last - first, members, groups).max(axis=1)
    if question.top < groups:
        kth = np.partition(maxima, groups - question.top, axis=1)[:, groups - question.top]
    else:
        kth = np.full(last - first, -np.inf)
    # Equal `Float`s tie, and under Euclid a `Float` ulp of the distance is two of its square.
    with np.errstate(invalid="ignore"):
        threshold = kth - 16 * (n + d) * UNIT * scale - 4 * 2.0**-23 * np.abs(kth)
    threshold[np.isneginf(kth)] = -np.inf

    i, group = np.nonzero(maxima >= threshold[:, None])
    columns = group[:, None] + groups * np.arange(members)
    merit = merits[i[:, None], columns]
    keep = (merit >= threshold[i][:, None]) & (merit > -np.inf)
    return (first + np.broadcast_to(i[:, None], keep.shape)[keep]), columns[keep]


def brute_force(question):
    stored = read_matrix(question.base)
    mean = stored[:, : question.dims].astype(np.float64).mean(axis=0)
    right = prepare(question, stored, mean)
    left = prepare(question, read_matrix(question.queries), mean) if question.queries else right
    counts, columns, scores, errors = [], [], [], []
    height = max(1, BLOCK_BYTES // (8 * len(right.values)))
    for first in range(0, len(left.values), height):
        last = min(first + height, len(left.values))
        i, j = find_candidates(question, left, right, first, last)
        score, error = scores_of_pairs(question, left, right, i, j)
        # The order that is promised: reported (Float) score, better first; equal: lower row first.
        order = np.lexsort((j, -question.sign * score.astype(np.float32), i))
        counts.append(np.bincount(i - first, minlength=last - first))
        columns.append(j[order])
        scores.append(score[order])
        errors.append(error[order])
    starts = np.concatenate([[0], np.cumsum(np.concatenate(counts))])
    parts = (np.concatenate(x) for x in (columns, scores, errors))
    return Truth(starts, *parts, question.top)


def answer(question, truth):
    """The answer as simbatch writes it: neighbors and `Float` scores, n × k, missing −1 and NaN."""
    n = len(truth.starts) - 1
    rank = np.arange(truth.starts[-1]) - np.repeat(truth.starts[:-1], np.diff(truth.starts))
    reported = truth.scores.astype(np.float32)
    kept = rank < truth.top
    if question.limit is not None:
        # Nearest first, so a limit cuts off the tail: ranks stay without gaps.
        assert not question.farthest
        kept &= question.sign * reported >= question.sign * np.float32(question.limit)
    rows = np.repeat(np.arange(n), np.diff(truth.starts))[kept]
    neighbors = np.full((n, truth.top), -1, np.int32)
    scores = np.full((n, truth.top), np.nan, np.float32)
    neighbors[rows, rank[kept]] = truth.columns[kept]
    scores[rows, rank[kept]] = reported[kept]
    return neighbors, scores
