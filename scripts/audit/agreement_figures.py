"""How far similarities agree, over all rows or more of them than the report has."""

from dataclasses import replace

import numpy as np
from scipy.stats import rankdata

from figures import standard_error
from similarity import Variant, nearest, overlaps

# All rows if they are few; else samples whose standard error is allowed for, four times.
ALL_ROWS = 2500
CUT_ROWS = 500
RANKED_ROWS = 150


class Agreement:
    """Neighbors and ranks of some rows among all, by variant, made when first asked for."""

    def __init__(self, stored, k, seed=0):
        self.stored, self.k, self.n = stored, k, len(stored)
        order = np.random.default_rng(seed).permutation(self.n)
        # Smaller samples are part of larger ones.
        all_rows, cut, ranked = (ALL_ROWS, CUT_ROWS, RANKED_ROWS) if self.n > ALL_ROWS else [self.n] * 3
        self.rows, self.cut_rows, self.ranked_rows = order[:all_rows], order[:cut], order[:ranked]
        self.made = {}

    def once(self, name, make):
        if name not in self.made:
            self.made[name] = make()
        return self.made[name]

    def lists(self, variant):
        return self.once(("lists", variant), lambda: lists_of(variant, self.stored, self.rows, self.k))

    def cut_lists(self, variant):
        """Of fewer rows: a matrix product for each number of dimensions takes its time."""
        return self.once(("cut", variant), lambda: lists_of(variant, self.stored, self.cut_rows, self.k))

    def axis_lists(self, variant, count):
        coordinates = self.once(("axes", variant), lambda: on_principal_axes(variant, self.stored))
        # Pearson's rows are centred already.
        metric = "cosine" if variant.metric == "pearson" else variant.metric
        make = lambda: lists_of(Variant(metric), coordinates[:, :count], self.cut_rows, self.k)
        return self.once(("on axes", variant, count), make)

    def ranks(self, variant):
        return self.once(("ranks", variant), lambda: ranks_of(variant, self.stored, self.ranked_rows))

    def compare(self, figures, name, given, values):
        """A mean over rows; if not of all of them, four standard errors of its own are allowed for."""
        if given is None:
            figures.complaints.append(f"{name} is missing")
            return
        error = 4 * standard_error(values) if len(values) < self.n else 0.0
        figures.estimate(name, given, float(np.nanmean(values)), error)


def check_agreement(figures, section, truth):
    variants = [Variant.parse(line) for line in section["commandLines"]]
    names = section["variants"]
    figures.exact("k", section["neighbors"], truth.k)
    for i, one in enumerate(variants):
        for j, other in enumerate(variants[:i]):
            title = f"of {names[i]} and {names[j]}"
            for table in ("overlap", "rankCorrelation"):
                figures.require(
                    section[table][i][j] == section[table][j][i], f"{table} {title} has two values"
                )
            values = overlaps(truth.lists(one), truth.lists(other))
            truth.compare(figures, f"overlap {title}", section["overlap"][i][j], values)
            values = np.einsum("rn,rn->r", truth.ranks(one), truth.ranks(other), dtype=np.float64)
            truth.compare(figures, f"rank correlation {title}", section["rankCorrelation"][i][j], values)


def check_dimensions(figures, section, own, truth):
    """How few dimensions are enough, of the rows as they are and on their principal axes."""
    whole, n = truth.cut_lists(own), truth.n
    # Each costs a matrix product with all rows: a few, of many rows.
    step = 1 if n <= ALL_ROWS else 4
    for line in section["truncation"][::step]:
        count = line["dimensions"]
        values = overlaps(truth.cut_lists(replace(own, dims=count)), whole)
        truth.compare(figures, f"overlap of {count} dimensions", line["overlap"], values)
    all_dimensions = own.dims or truth.stored.shape[1]
    check_enough(figures, section, "truncation", "enoughDimensions", all_dimensions)
    check_enough(figures, section, "principalAxes", "enoughAxes", all_dimensions)
    if section["axisRows"] != n:
        figures.notes.append("principal axes of a sample of rows are not compared")
        return
    for line in section["principalAxes"][::step]:
        count = line["dimensions"]
        values = overlaps(truth.axis_lists(own, count), whole)
        truth.compare(figures, f"overlap of {count} axes", line["overlap"], values)


def check_enough(figures, section, lines, name, all_dimensions):
    """The least number that was tried beyond all that are too few, closed in upon to d/64."""
    tried = {line["dimensions"]: line["overlap"]["value"] for line in section[lines]}
    too_few = max(
        (count for count, overlap in tried.items() if overlap < section["wantedOverlap"]), default=0
    )
    enough = min((count for count in tried if count > too_few), default=None)
    figures.exact(name, section.get(name), enough)
    gap = (enough or all_dimensions) - too_few
    figures.require(gap <= max(1, all_dimensions // 64), f"{name}: {gap} between too few and enough")


def on_principal_axes(variant, stored):
    """Prepared rows on the eigenvectors of Σ p pᵀ, the strongest first; under Euclid about the mean."""
    prepared = variant.prepared(stored)
    if variant.metric == "euclidean":
        prepared = prepared - prepared.mean(axis=0)
    return prepared @ np.linalg.eigh(prepared.T @ prepared)[1][:, ::-1]


def blocks(variant, stored, rows, height=128):
    """(rows, merits of each with all rows), `height` at a time."""
    prepared = variant.prepared(stored)
    for first in range(0, len(rows), height):
        part = rows[first : first + height]
        yield part, variant.merits(prepared[part], prepared)


def lists_of(variant, stored, rows, k):
    return np.concatenate([nearest(merits, k, own=part) for part, merits in blocks(variant, stored, rows)])


def ranks_of(variant, stored, rows):
    """Centred ranks of unit length, so that their products are Spearman's correlations."""
    found = []
    for part, merits in blocks(variant, stored, rows):
        others = np.ones(merits.shape, bool)
        others[np.arange(len(part)), part] = False
        ranks = rankdata(merits[others].reshape(len(part), -1), axis=1)
        ranks -= ranks.mean(axis=1, keepdims=True)
        ranks /= np.linalg.norm(ranks, axis=1, keepdims=True)
        found.append(ranks.astype(np.float32))
    return np.concatenate(found)
