"""Similarities in `Double` over rows as stored, and the options of simbatch that choose them."""

import argparse
import shlex
from dataclasses import dataclass
from typing import Optional

import numpy as np

from brute_force import prepare
from question import Question


@dataclass(frozen=True)
class Variant:
    metric: str
    center_columns: bool = False
    dims: Optional[int] = None

    @staticmethod
    def parse(command_line):
        parser = argparse.ArgumentParser()
        parser.add_argument("--metric")
        parser.add_argument("--center-columns", action="store_true")
        parser.add_argument("--dims", type=int)
        chosen = parser.parse_args(shlex.split(command_line))
        return Variant(chosen.metric, chosen.center_columns, chosen.dims)

    @property
    def sign(self):
        """+1 where greater reported values are more alike."""
        return -1 if self.metric == "euclidean" else 1

    def question(self, path, **options):
        return Question(path, self.metric, center_columns=self.center_columns, dims=self.dims, **options)

    def prepared(self, stored, base=None):
        """n × d rows; the mean row is that of the base."""
        base = stored if base is None else base
        mean = base[:, : self.dims].astype(np.float64).mean(axis=0)
        return prepare(self.question(None), stored, mean).values

    def pair_scores(self, left, right=None):
        """Reported scores of prepared rows, pair by pair, `Double` rounded to `Float`."""
        if self.metric == "euclidean":
            return np.sqrt(np.square(left - right).sum(axis=-1)).astype(np.float32)
        return reported(np.einsum("pd,pd->p", left, right), self.metric)

    def merits(self, left, right):
        """Reported scores of all pairs, m × n, as merits: greater is more alike."""
        if self.metric == "euclidean":
            return -np.sqrt(squared_distances(left, right)).astype(np.float32)
        return reported(left @ right.T, self.metric)


def reported(scores, metric):
    scores = scores.astype(np.float32)
    return scores if metric == "dot" else np.clip(scores, -1, 1)


def squared_distances(left, right):
    """From products, but near rows from differences, so that twins are exactly 0 apart."""
    lengths, own = (np.square(x).sum(axis=1) for x in (right, left))
    squares = own[:, None] + lengths - 2 * (left @ right.T)
    near = squares < 1e-4 * (own[:, None] + lengths)
    i, j = np.nonzero(near)
    squares[i, j] = np.square(left[i] - right[j]).sum(axis=1)
    return squares


def nearest(merits, k, own=None):
    """The k best columns of each row of m × n merits, best first, ties to the lower column; -1 for those that
    a row has not, as where it or they cannot be judged (NaN).

    `own`: the column of each row that is itself and left out.
    """
    merits = np.where(np.isnan(merits), -np.inf, merits)
    if own is not None:
        merits[np.arange(len(merits)), own] = -np.inf
    k = min(k, merits.shape[1] - (own is not None))
    found = np.full((len(merits), k), -1, np.int64)
    for place, row in enumerate(merits):
        columns = np.flatnonzero((row >= np.partition(row, -k)[-k]) & (row > -np.inf))
        best = columns[np.argsort(-row[columns], kind="stable")[:k]]
        found[place, : len(best)] = best
    return found


def overlaps(one, other):
    """Shares of the columns that rows of two m × k tables have in common, of the longer list; 1 where both have none."""
    return np.array([overlap(x[x >= 0], y[y >= 0]) for x, y in zip(one, other)])


def overlap(x, y):
    longer = max(len(x), len(y))
    return 1.0 if longer == 0 else len(np.intersect1d(x, y)) / longer
