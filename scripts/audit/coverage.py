"""Whether intervals of 95% are that wide: how often they miss the truth over many seeds."""

from collections import Counter

import numpy as np
from scipy.stats import binom

from agreement_figures import check_agreement, check_dimensions
from audits import Audit, audit
from figures import Figures
from inputs import Input
from matrices import write_fbin
from score_figures import check_scores
from tally import Fail

SEEDS = 20
# So many pairs that they are sampled, so few rows that all are compared here.
ROWS, DIMENSIONS, CLUSTERS = 2500, 16, 25
# Figures of one seed depend on each other, so that their misses cannot be added up; those of one figure
# over seeds do not. An interval of 95% misses more often than this once in 10,000 times.
MOST = int(binom.isf(1e-4, SEEDS, 0.05))


def checks(program, folder):
    yield f"intervals over {SEEDS} seeds", lambda: coverage(program, folder)


def clustered():
    generator = np.random.default_rng(3)
    centers = generator.standard_normal((CLUSTERS, DIMENSIONS)) + 0.3
    rows = centers[generator.integers(CLUSTERS, size=ROWS)]
    return rows + 0.7 * generator.standard_normal(rows.shape)


def coverage(program, folder):
    path = folder / "clustered.fbin"
    write_fbin(path, clustered())
    truth = Audit(program, folder, Input(path, "cosine", path))
    sampled, missed = Counter(), Counter()
    for seed in range(SEEDS):
        report = audit(program, folder, [*truth.input.arguments(), "--seed", str(seed)])
        figures = Figures()
        check_scores(figures, report["scores"], truth.pairs, truth.neighbors, False)
        check_agreement(figures, report["agreement"], truth.agreement)
        check_dimensions(figures, report["agreement"], truth.variant, truth.agreement)
        sampled.update(figures.sampled)
        missed.update(figures.missed)
    narrow = {name: count for name, count in missed.items() if count > MOST}
    if narrow:
        raise Fail(f"miss the truth more than {MOST} times: {narrow}")
    share = sum(missed.values()) / sum(sampled.values())
    return f"of {len(sampled)} figures none misses the truth more than {MOST} times; {share:.1%} of all intervals do"
