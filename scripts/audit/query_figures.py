"""Whether queries and base live apart."""

import numpy as np
from sklearn.metrics import roc_auc_score

from populations import Values
from spreads import check_spread


def check_queries(figures, section, variant, base, queries, stored):
    """`base`, `queries`: prepared rows; `stored`: both as stored."""
    n, m = len(base), len(queries)
    figures.exact("rows", section["rows"], m)
    near_base = best_of(variant, queries, base, None)
    near_query = best_of(variant, queries, queries, np.arange(m))
    check_spread(figures, "nearest base", section["nearestBase"], Values(variant.sign * near_base))
    check_spread(figures, "nearest query", section["nearestQuery"], Values(variant.sign * near_query))
    found = float((near_query > near_base).mean())
    ties = float((near_query == near_base).mean())
    figures.estimate("questionsFindQuestions", section["questionsFindQuestions"], found + ties / 2)
    figures.close("expectedShare", section["expectedShare"], (m - 1) / (m - 1 + n))

    unit = [rows / np.linalg.norm(rows, axis=1, keepdims=True) for rows in stored]
    distance = float(np.linalg.norm(unit[0].mean(axis=0) - unit[1].mean(axis=0)))
    figures.estimate("meanDistance", section["meanDistance"], distance)
    areas = separabilities(*unit)
    # Theirs is one half of the rows or another: how much halves differ is allowed for.
    figures.estimate("separability", section["separability"], areas.mean(), 4 * areas.std(ddof=1))


def best_of(variant, left, right, own):
    """The best merit of each row."""
    best = []
    for first in range(0, len(left), 512):
        merits = variant.merits(left[first : first + 512], right)
        if own is not None:
            part = own[first : first + 512]
            merits[np.arange(len(part)), part] = -np.inf
        best.append(merits.max(axis=1))
    return np.concatenate(best)


def separabilities(base, queries, draws=20):
    """Areas under the ROC curve of products with the difference of means: learned on half, tried on the rest."""
    areas = []
    for seed in range(draws):
        generator = np.random.default_rng(seed)
        halves = []
        for rows in (base, queries):
            order = generator.permutation(len(rows))
            halves.append((rows[order[: len(rows) // 2]], rows[order[len(rows) // 2 :]]))
        direction = halves[1][0].mean(axis=0) - halves[0][0].mean(axis=0)
        scores = np.concatenate([halves[0][1] @ direction, halves[1][1] @ direction])
        labels = np.repeat([0, 1], [len(halves[0][1]), len(halves[1][1])])
        areas.append(roc_auc_score(labels, scores))
    return np.array(areas)
