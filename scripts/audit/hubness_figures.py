"""How often each row is a neighbor, from the neighbors that the brute force finds, ties by the rule."""

import numpy as np


def check_hubness(figures, section, neighbors, scores):
    """`neighbors`, `scores`: n × k, of each row among all others."""
    n = len(neighbors)
    counts = np.bincount(neighbors[neighbors >= 0], minlength=n)
    whole = section["rows"] == len(neighbors)
    figures.exact("neighbors", section["neighbors"], neighbors.shape[1])
    figures.estimate("orphanShare", section["orphanShare"], float((counts == 0).mean()), exact=whole)
    figures.estimate("topShare", section["topShare"], top_share(counts), exact=whole)
    figures.estimate("skewness", section["skewness"], skewness(counts), exact=whole)
    if not whole:
        return
    figures.exact("tiedShare", section["tiedShare"], float((scores[:, 0] == scores[:, -1]).mean()))
    worst = np.lexsort((np.arange(n), -counts))
    for place, hub in enumerate(section["hubs"]):
        row = int(worst[place])
        figures.exact(f"hub {place + 1}", hub["row"]["row"], row)
        figures.exact(f"lists of hub {place + 1}", hub["lists"], int(counts[row]))
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
    """Of places in lists, that of the 1% of rows, rounded up, with most of them."""
    top = -(-len(counts) // 100)
    return float(np.sort(counts)[::-1][:top].sum() / counts.sum())
