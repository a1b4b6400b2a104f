"""`--calibrate`: percentiles of neighbors and pairs beside the share of all pairs of rows that score lower."""

import csv

import numpy as np

from figures import Figures
from score_figures import check_percentile

# What is drawn where no other number is asked for.
DRAWN = 1_000_000


def checks(program, audit):
    """(title, test): on an input whose pairs the checks of its audit have counted."""
    name = audit.input.name
    yield f"calibrate neighbors of {name}", lambda: neighbors(program, audit)
    yield f"calibrate duplicates of {name}", lambda: duplicates(program, audit)
    yield f"calibrate {name} by another seed", lambda: seeds(program, audit)


def neighbors(program, audit, options=()):
    figures = Figures()
    table = read(audit, program, "neighbors", ["--top", "5", *options])
    compare(figures, audit, table)
    return figures.seen()


def duplicates(program, audit):
    """Pairs that are as near as the median nearest neighbor."""
    limit = float(np.median(audit.neighbors[1][:, 0]))
    distance = audit.input.metric == "euclidean"
    pairs = audit.folder / "pairs.csv"
    limits = ["--max-distance" if distance else "--min-score", repr(limit)]
    decisions = ["--output", str(audit.folder / "decisions.csv")]
    table = read(audit, program, "duplicates", [*limits, *decisions, "--pairs-output", str(pairs)], pairs)
    figures = Figures()
    compare(figures, audit, table)
    return figures.seen()


def seeds(program, audit):
    first, again, other = (read(audit, program, "neighbors", ["--seed", seed]) for seed in "112")
    figures = Figures()
    figures.require(first == again, "the same seed gives other percentiles")
    figures.require(first != other, "another seed gives the same percentiles")
    different = [line for line, by in zip(first, other) if line[0] != by[0]]
    figures.require(not different, "another seed gives other scores")
    return figures.seen()


def read(audit, program, command, options, path=None):
    """(score, percentile) of each line."""
    output = path or audit.folder / "calibrated.csv"
    words = [command, str(audit.input.path), "--metric", audit.input.metric, "--calibrate", "--quiet"]
    program.run([*words, *options, *([] if path else ["--output", str(output)])])
    with open(output, newline="") as file:
        lines = list(csv.DictReader(file))
    value = "distance" if audit.input.metric == "euclidean" else "score"
    return [(float(line[value]), float(line["percentile"])) for line in lines]


def compare(figures, audit, table):
    distance = audit.input.metric == "euclidean"
    # Percentiles depend on scores alone, so that a few thousand different ones say it all.
    known = dict(table)
    figures.require(
        all(known[score] == percentile for score, percentile in table), "a score has two percentiles"
    )
    order = sorted(known, reverse=distance)
    values = [known[score] for score in order]
    figures.require(values == sorted(values), "percentiles do not rise with likeness")
    for score in order[:: max(1, len(order) // 2000)]:
        # Rounded to Float once more.
        mark = {"score": score, "percentile": known[score]}
        check_percentile(figures, f"percentile of {score}", mark, audit.pairs, DRAWN, distance)
