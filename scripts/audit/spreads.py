"""How values spread: quantiles, mean, deviation and histogram of a report."""

import math

import numpy as np

from figures import CLOSE, binomial_reach

# How many standard errors a figure without an interval may be off: once in 15,000 times it is.
REACH = 4


def check_spread(figures, name, spread, population):
    count, whole = spread["count"], spread["count"] == population.count
    figures.estimate(f"{name} mean", spread["mean"], population.mean, population.error)
    deviation = population.deviation
    # Of the deviation of a sample: σ √((κ − 1) / 4m).
    error = 0 if whole else REACH * deviation * math.sqrt(max(0, population.kurtosis - 1) / 4 / count)
    figures.close(
        f"{name} standard deviation",
        spread["standardDeviation"],
        deviation,
        error + CLOSE * max(1, deviation),
    )
    for quantile in spread["quantiles"]:
        share, value = quantile["share"], quantile["value"]
        title, truth = f"{name} quantile {share}", population.quantile(share)
        if share in (0, 1) and not whole:
            # The least of a sample says nothing but that the least of all is not above it.
            beyond = (value["value"] - truth) * (1 if share == 0 else -1)
            figures.require(
                beyond >= -population.error - CLOSE * abs(truth), f"{title} is beyond that of all"
            )
        else:
            figures.estimate(title, value, truth, population.error)
    check_histogram(figures, name, spread["histogram"], population, count)


def check_histogram(figures, name, histogram, population, count):
    """Counts of bins, each a binomial figure; exact, but for values on an edge, where all values are counted."""
    counts, low, high = histogram["counts"], histogram["low"], histogram["high"]
    figures.require(sum(counts) == count, f"{name}: {sum(counts)} values in the histogram, not {count}")
    edges = np.linspace(low, high, len(counts) + 1)
    # Edges are numbers of `Double` in another order of rounding; scores were rounded to `Float`.
    slack = 1e-7 * max(abs(low), abs(high))
    for place, found in enumerate(counts):
        first, last = place == 0, place == len(counts) - 1
        fewest = (
            population.share_below(edges[place + 1] - slack)[0]
            - population.share_below(edges[place] + slack)[1]
        )
        below = 0 if first else population.share_below(edges[place] - slack)[0]
        above = 1 if last else population.share_below(edges[place + 1] + slack)[1]
        shares = max(0, fewest), max(0, above - below)
        reach = [0 if count == population.count else binomial_reach(share, count) for share in shares]
        good = shares[0] * count - reach[0] - 0.5 <= found <= shares[1] * count + reach[1] + 0.5
        figures.require(
            good, f"{name}: {found} in bin {place}, not {shares[0] * count:.1f} to {shares[1] * count:.1f}"
        )
