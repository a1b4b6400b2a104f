"""How often each row is a neighbor, from the neighbors that the brute force finds, ties by the rule."""

import numpy as np


# Of bins and hubs nothing may differ.
def occurrences(neighbors, n):
    return np.bincount(neighbors[neighbors >= 0], minlength=n)


def check_hubness(figures, section, neighbors, n, ids=None):
    """`neighbors`: m × k rows; `n`: rows that can be neighbors."""
    counts = occurrences(neighbors, n)
    whole = section["rows"] == len(neighbors)
    figures.exact("neighbors", section["neighbors"], neighbors.shape[1])
    figures.estimate("orphanShare", section["orphanShare"], float((counts == 0).mean()), exact=whole)
    figures.estimate("topShare", section["topShare"], top_share(counts), exact=whole)
    figures.estimate("skewness", section["skewness"], skewness(counts), exact=whole)
    if not whole:
        return
    worst = np.lexsort((np.arange(n), -counts))
    for place, hub in enumerate(section["hubs"]):
        row = int(worst[place])
        figures.exact(f"hub {place + 1}", hub["row"]["row"], row)
        figures.exact(f"lists of hub {place + 1}", hub["lists"], int(counts[row]))
        if ids:
            figures.require(
                hub["row"].get("id") == ids[row], f"hub {place + 1} is called {hub['row'].get('id')}"
            )
    binned = 0
    for line in section["histogram"]:
        truth = int(((counts >= line["low"]) & (counts <= line["high"])).sum())
        figures.exact(f"rows in {line['low']} to {line['high']} lists", line["rows"], truth)
        binned += truth
    figures.exact("rows in the bins", binned, n)


def skewness(counts):
    away = counts - counts.mean()
    spread = np.square(away).mean()
    return float((away**3).mean() / spread**1.5) if spread > 0 else 0.0


def top_share(counts):
    """Of places in lists, that of the 1% of rows with most of them, at least one row."""
    top = max(1, round(len(counts) / 100))
    return float(np.sort(counts)[::-1][:top].sum() / counts.sum())
