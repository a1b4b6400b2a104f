"""Nearest and farthest rows of a few rows."""

import numpy as np

from score_figures import check_percentile


def check_examples(figures, section, variant, prepared, pairs, drawn, lines=None):
    for example in section["rows"]:
        row = example["row"]["row"]
        merits = variant.merits(prepared[row : row + 1], prepared)[0]
        others = np.flatnonzero(np.arange(len(merits)) != row)
        for name, sign in (("nearest", 1), ("farthest", -1)):
            best = others[np.argsort(-sign * merits[others], kind="stable")]
            for place, neighbor in enumerate(example[name]):
                title, truth = f"{name} {place + 1} of row {row}", int(best[place])
                found = neighbor["row"]["row"]
                # Scores that are equal but for a rounding of `Float` may change places.
                figures.close(f"score of {title}", variant.sign * neighbor["score"], merits[truth], 1.2e-7)
                figures.require(
                    found == truth or abs(merits[found] - merits[truth]) <= 1.2e-7,
                    f"{title} is {found}, not {truth}",
                )
                check_percentile(
                    figures, f"percentile of {title}", neighbor, pairs, drawn, variant.metric == "euclidean"
                )
        if lines:
            figures.require(example["text"] == lines[row], f"text of row {row}: {example['text']!r}")
