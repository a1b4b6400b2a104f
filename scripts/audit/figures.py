"""Compares the figures of a report with the true ones.

An estimate is {value, low, high, count}. It passes if its value is the true one to 1e-3 (relative,
above 1), or the true one lies in its interval widened by its own half widths.

Why widened: an interval of 95% misses one true figure in twenty, and there are hundreds. Widened, it
reaches 2 · 1.96 standard errors to each side, which a normal figure leaves with probability
9e-5. Some 600 sampled figures are compared: with another seed, one run in twenty would fail; the
seeds are fixed, so that a run that passed passes again. That the intervals are not too narrow by
themselves is another check (`coverage.py`).
"""

import math

import numpy as np

from tally import Fail

CLOSE = 1e-3
EXACT = 1e-12
SHOWN = 4
# A count that chance would give once in a million times: hundreds of bins are compared.
TAIL = math.log(2 / 1e-6)


class Figures:
    def __init__(self):
        self.equal = self.within = self.beside = 0
        # Names of sampled figures, and of those that their interval misses.
        self.sampled, self.missed = [], []
        self.complaints = []
        self.notes = []

    def require(self, condition, complaint):
        self.equal += 1
        if not condition:
            self.complaints.append(complaint)

    def exact(self, name, given, truth, error=EXACT):
        """Equal, but for the rounding of sums in another order."""
        both_missing = given is None and truth is None
        same = both_missing or (
            given is not None and truth is not None and abs(given - truth) <= error * max(1, abs(truth))
        )
        self.require(same, f"{name} is {given}, not {truth}")

    def close(self, name, given, truth, error=CLOSE):
        self.exact(name, given, truth, error)

    def estimate(self, name, given, truth, error=0.0, exact=False):
        """`error`: how far the true figure itself may be off, if it is from a sample or from bins."""
        value, low, high = (given[key] for key in ("value", "low", "high"))
        self.require(low <= value <= high, f"{name}: {value} is not within [{low}, {high}]")
        if exact:
            self.exact(name, value, truth)
            return
        if low < high:
            self.sampled.append(name)
            if not low - error <= truth <= high + error:
                self.missed.append(name)
        if abs(value - truth) <= CLOSE * max(1, abs(truth)) + error:
            self.equal += 1
        elif low - error <= truth <= high + error:
            self.within += 1
        elif low - (value - low) - error <= truth <= high + (high - value) + error:
            self.beside += 1
        else:
            self.complaints.append(f"{name} is {value} [{low}, {high}], truly {truth} ± {error:.2g}")

    def share(self, name, given, truth, count, error=0.0):
        """A share of `count` independent draws that comes without an interval."""
        self.close(name, given, truth, binomial_reach(truth, count) / count + error + EXACT)

    def seen(self):
        """What was compared; raises `Fail`."""
        if self.complaints:
            more = len(self.complaints) - SHOWN
            shown = "; ".join(self.complaints[:SHOWN]) + (f"; and {more} more" if more > 0 else "")
            raise Fail(f"{len(self.complaints)} of {self.count} figures: {shown}")
        sampled = f", {self.within} within their interval" if self.within else ""
        sampled += f", {self.beside} just beside it" if self.beside else ""
        return "; ".join([f"{self.equal} figures equal{sampled}", *self.notes])

    @property
    def count(self):
        return self.equal + self.within + self.beside


def binomial_reach(probability, count):
    """How far from its mean a binomial count may be: twice in a million it is farther.

    Bernstein: P(|X − mp| > t) ≤ 2 exp(−t² / 2(mp(1 − p) + t/3)), solved for t.
    """
    variance = count * probability * (1 - probability)
    return TAIL / 3 + math.sqrt(TAIL**2 / 9 + 2 * TAIL * variance)


def standard_error(values):
    return float(np.std(values, ddof=1) / math.sqrt(len(values)))
