"""Similarity against the surface of texts: their letters and lengths."""

import numpy as np
from rapidfuzz.distance import Levenshtein
from scipy.stats import spearmanr

# Where all pairs are too many: what this many are off is allowed for.
PAIRS = 20_000


def check_texts(figures, section, variant, prepared, lines, near, seed):
    """`near`: the nearest row of each."""
    n = len(lines)
    generator = np.random.default_rng(seed)
    left = generator.integers(n, size=PAIRS)
    right = (left + generator.integers(1, n, size=PAIRS)) % n
    # A rank correlation of m pairs is off by about 1/√m, four times.
    error = 4 / np.sqrt(PAIRS)
    check_pairs(figures, "letters", "lengths", section, variant, prepared, lines, (left, right), error)
    # Of so many rows, too; two rows that are each other's nearest are one pair.
    rows = generator.permutation(n)[:PAIRS]
    pairs = np.unique(np.sort(np.stack([rows, near[rows]], axis=1), axis=1), axis=0).T
    whole = n <= PAIRS
    if whole:
        figures.exact("nearestPairs", section["nearestPairs"], len(pairs[0]))
    error = 0 if whole else 4 / np.sqrt(len(pairs[0]))
    check_pairs(figures, "nearestLetters", "nearestLengths", section, variant, prepared, lines, pairs, error)
    for name in ("alikeOnSurface", "alikeInMeaning"):
        check_listed(figures, name, section[name], variant, prepared, lines)


def check_pairs(figures, letters, lengths, section, variant, prepared, lines, pairs, error):
    scores = variant.sign * variant.pair_scores(prepared[pairs[0]], prepared[pairs[1]])
    texts = [(lines[i], lines[j]) for i, j in zip(*pairs)]
    for name, likeness in ((letters, like_letters), (lengths, like_lengths)):
        truth = float(spearmanr(scores, [likeness(a, b) for a, b in texts])[0])
        figures.estimate(name, section[name], truth, error)


def check_listed(figures, title, listed, variant, prepared, lines):
    """Each pair is what it is said to be; whether they are the worst depends on the sample."""
    for pair in listed:
        i, j = pair["row"]["row"], pair["other"]["row"]
        name = f"{title}, {i} and {j}"
        score = variant.pair_scores(prepared[[i]], prepared[[j]])[0]
        figures.close(f"score of {name}", pair["score"], float(score), 1.2e-7)
        figures.close(f"letters of {name}", pair["letters"], like_letters(lines[i], lines[j]), 1e-6)
        figures.require((pair["rowText"], pair["otherText"]) == (lines[i], lines[j]), f"texts of {name}")


def like_letters(a, b):
    """1 − Levenshtein distance over the longer length."""
    return Levenshtein.normalized_similarity(a, b)


def like_lengths(a, b):
    shorter, longer = sorted((len(a), len(b)))
    return shorter / longer if longer else 1.0
