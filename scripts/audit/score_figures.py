"""What random pairs and nearest neighbors score, and what a score is worth."""

import numpy as np

from figures import binomial_reach
from populations import Values
from spreads import check_spread


def check_scores(figures, section, pairs, lists, is_distance):
    """`pairs`: scores of all pairs of different rows; `lists`: neighbors and scores, n × k."""
    figures.require(section["valueName"] == ("distance" if is_distance else "score"), section["valueName"])
    check_spread(figures, "random pairs", section["randomPairs"], pairs)
    check_spread(figures, "nearest", section["nearest"], Values(lists[1][:, 0]))
    drawn = section["randomPairs"]["count"]
    check_thresholds(figures, section["thresholds"], pairs, lists, is_distance)
    for mark in section["scale"]:
        check_percentile(figures, f"percentile of {mark['score']:.4g}", mark, pairs, drawn, is_distance)
        sign = -1 if is_distance else 1
        away = sign * (mark["score"] - pairs.mean) / pairs.deviation
        # Mean and deviation of the sample: σ/√m and σ√((κ − 1)/4m), four times each.
        error = 4 / np.sqrt(drawn) * (1 + abs(away) * np.sqrt(max(0, pairs.kurtosis - 1) / 4))
        figures.close(f"z of {mark['score']:.4g}", mark["standardScore"], away, error + 1e-3)


def check_percentile(figures, name, mark, pairs, drawn, is_distance):
    """A share of the pairs drawn, between those that are less alike with and without equal ones."""
    # The next Float: values that are equal but for their rounding count or do not.
    slack = 1e-7 * max(1, abs(mark["score"]))
    low = pairs.share_below(mark["score"] - slack)[0]
    high = pairs.share_below(mark["score"] + slack)[1]
    if is_distance:
        low, high = 1 - high, 1 - low
    given = mark["percentile"]
    reach = [binomial_reach(share, drawn) / drawn for share in (low, high)]
    figures.require(
        low - reach[0] <= given <= high + reach[1], f"{name} is {given}, truly {low:.6f} to {high:.6f}"
    )


def check_thresholds(figures, thresholds, pairs, lists, is_distance):
    n, sign, before = len(lists[0]), -1 if is_distance else 1, -np.inf
    for line in thresholds:
        name, score = f"once in {line['name']} pairs", line["score"]
        every = {"n": n, "n²": n * n}[line["name"]]
        figures.exact(f"pairs of {name}", line["pairs"], every)
        figures.close(f"expected {name}", line["pairsExpected"], pairs.count / every)
        if not line["isExtrapolated"]:
            share = 1 / every if is_distance else 1 - 1 / every
            figures.estimate(name, score, pairs.quantile(share), pairs.error)
        # The rarer, the more alike.
        figures.require(sign * score["value"] >= before, f"{name}: {score['value']}")
        before = sign * score["value"]
        if line.get("pairsFound") is not None:
            found = count_in_lists(*lists, score["value"], is_distance)
            figures.exact(f"pairs found {name}", line["pairsFound"], found)


def count_in_lists(neighbors, scores, limit, is_distance):
    """Pairs of rows that are at least as alike as the limit, of which one is in the other's list."""
    # Not of Float: the limit lies between scores.
    scores = scores.astype(np.float64)
    better = scores <= limit if is_distance else scores >= limit
    i, rank = np.nonzero(better & (neighbors >= 0))
    j = neighbors[i, rank]
    return len(set(zip(np.minimum(i, j).tolist(), np.maximum(i, j).tolist())))
