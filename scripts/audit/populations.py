"""All the values that a sample of a report was drawn from: as they are, or counted in fine bins."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

import machine

# Rows of a block: 8 of them wide it has 32 MB.
HEIGHT = 1024


class Values:
    """Values that are few enough to keep."""

    error = 0.0  # of a quantile

    def __init__(self, values):
        self.values = np.sort(np.asarray(values, np.float64))
        self.count = len(self.values)
        self.mean = float(self.values.mean())
        self.deviation = float(self.values.std(ddof=1)) if self.count > 1 else 0.0

    def quantile(self, share):
        return float(np.quantile(self.values, share))

    def share_below(self, value):
        """Bounds of the share of values below: those equal to it may count or not."""
        return tuple(np.searchsorted(self.values, value, side) / self.count for side in ("left", "right"))

    @property
    def kurtosis(self):
        return float(np.mean((self.values - self.mean) ** 4) / max(self.deviation, 1e-300) ** 4)


class Binned:
    """Values from −1 to 1, counted in 2¹⁵ bins: a quantile is off by a bin (6e-5) and what `Float` adds."""

    bins = 1 << 15
    error = 2 / bins + 1e-6

    def __init__(self, counts, total, squares):
        self.counts = counts
        self.count = int(counts.sum())
        self.mean = total / self.count
        self.deviation = float(np.sqrt((squares - self.count * self.mean**2) / (self.count - 1)))
        self.ends = np.cumsum(counts)

    def quantile(self, share):
        bin = int(np.searchsorted(self.ends, share * (self.count - 1), "right"))
        return (bin + 0.5) * 2 / self.bins - 1

    def share_below(self, value):
        place = (value + 1) * self.bins / 2
        low, high = (int(np.clip(place + x, 0, self.bins - 1)) for x in (-2, 2))
        return self.ends[low] / self.count, self.ends[high] / self.count

    @property
    def kurtosis(self):
        centers = (np.arange(self.bins) + 0.5) * 2 / self.bins - 1
        return float(((centers - self.mean) ** 4 * self.counts).sum() / self.count / self.deviation**4)


def all_pairs(unit_rows):
    """Dot products of all pairs of different rows of unit length, in `Float`, counted in bins."""
    rows = unit_rows.astype(np.float32)
    n = len(rows)
    counts = np.zeros(Binned.bins, np.int64)
    # Sums of all products and of their squares, exactly: of pairs in both orders, less the diagonal.
    total = (float(np.square(unit_rows.sum(axis=0)).sum()) - n) / 2
    squares = (float(np.square(unit_rows.T @ unit_rows).sum()) - n) / 2
    with ThreadPoolExecutor(machine.cores()) as pool:
        for counted in pool.map(lambda first: count_block(rows, first), range(0, n, HEIGHT)):
            counts += counted
    return Binned(counts, total, squares)


def count_block(rows, first):
    """Pairs of rows from `first` on, HEIGHT of them, each with those after it."""
    block = rows[first : first + HEIGHT]
    own = block @ block.T
    counts = count(own[np.triu_indices(len(own), 1)])
    for start in range(first + HEIGHT, len(rows), 8 * HEIGHT):
        counts += count((block @ rows[start : start + 8 * HEIGHT].T).ravel())
    return counts


def count(scores):
    scores += 1
    scores *= Binned.bins / 2
    # A score that rounding took beyond 1 belongs to the last bin.
    np.clip(scores, 0, Binned.bins - 1, out=scores)
    return np.bincount(scores.astype(np.int32), minlength=Binned.bins)
