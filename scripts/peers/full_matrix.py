"""`simbatch matrix` against numpy in `Double`, scikit-learn and SciPy.

A written score must be within the bound that the report states; against the libraries, which compute in
`Double` as well, within 1e-6 on data whose bound is larger than that only for the worst case.
"""

import itertools
import json
import tempfile
from pathlib import Path

import numpy as np
from scipy.spatial.distance import cdist

from matrices import read_matrix
from tally import Fail, Skip

METRICS = ("pearson", "cosine", "dot", "euclidean")
# Full matrices of more rows are not kept in memory.
MOST_ROWS = 7000


def checks(program, samples):
    """(title, test) for every measure and every form of output."""
    for base in [samples.small, *samples.others]:
        for metric in METRICS:
            title = f"numpy, matrix of {base.name}: {metric}"
            yield title, lambda b=base, m=metric: against_numpy(program, b, m)
    small = samples.small
    for metric in METRICS:
        for options in (["--output-dtype", "f2"], ["--upper"], ["--center-columns"]):
            title = f"numpy, matrix of {small.name}: {metric} {' '.join(options)}"
            yield title, lambda m=metric, o=options: against_numpy(program, small, m, o)
        title = f"numpy, matrix of {samples.queries.name} × {small.name}: {metric}"
        yield title, lambda m=metric: against_numpy(program, small, m, queries=samples.queries)
        title = f"threads and tiles, matrix of {small.name}: {metric}"
        yield title, lambda m=metric: across_threads(program, small, m)
    for base in [small, *samples.others]:
        for metric in ("pearson", "cosine"):
            title = f"libraries, matrix of {base.name}: {metric} to 1e-6"
            yield title, lambda b=base, m=metric: against_library(program, b, m)


def written(program, base, metric, options=(), queries=None):
    """The array that simbatch wrote, and its report."""
    with tempfile.TemporaryDirectory() as folder:
        output, report = Path(folder) / "scores.npy", Path(folder) / "report.json"
        words = ["matrix", str(base), "--metric", metric, "--quiet", *options]
        if queries:
            words += ["--queries", str(queries)]
        program.run([*words, "--output", str(output), "--report", str(report)])
        return np.load(output), json.loads(report.read_text())


def stored(path, count=MOST_ROWS):
    rows = read_matrix(path)
    if len(rows) > count:
        raise Skip(f"{len(rows)} rows are too many to keep")
    return rows.astype(np.float64)


def exact(metric, left, right):
    """Every score in `Double`; distances from differences, so that they do not cancel."""
    if metric == "euclidean":
        return cdist(left, right)
    if metric == "pearson":
        left = left - left.mean(axis=1, keepdims=True)
        right = right - right.mean(axis=1, keepdims=True)
    if metric != "dot":
        left = left / np.linalg.norm(left, axis=1, keepdims=True)
        right = right / np.linalg.norm(right, axis=1, keepdims=True)
    return left @ right.T


def against_numpy(program, base, metric, options=(), queries=None):
    rows = stored(base)
    others = stored(queries) if queries else rows
    scores, report = written(program, base, metric, options, queries)
    if "--center-columns" in options:
        mean = rows.mean(axis=0)
        rows, others = rows - mean, others - mean
    truth = exact(metric, others, rows)
    if "--upper" in options:
        truth = truth[np.triu_indices(len(rows), 1)]
    if scores.shape != truth.shape or scores.dtype != ("<f2" if "f2" in options else "<f4"):
        raise Fail(f"{scores.dtype} {scores.shape}, expected {truth.shape}")
    if scores.ndim == 2 and not queries:
        if not np.array_equal(scores, scores.T):
            raise Fail("not symmetric")
        own = {"euclidean": 0, "cosine": 1, "pearson": 1}.get(metric)
        if own is not None and not (scores.diagonal() == own).all():
            raise Fail(f"a row with itself is not {own}")
    bound = report["result"]["errorBound"]
    error = np.abs(scores.astype(np.float64) - truth)
    # What `Double` itself may be off.
    allowed = bound["absolute"] + bound["relative"] * np.abs(truth) + 1e-12 * np.abs(truth).max()
    worst = (error / allowed).max()
    if worst > 1:
        raise Fail(f"off by {error.max():.3g}, {worst:.3g} times the bound")
    return f"{scores.size} scores, at most {worst:.2g} of the bound off ({error.max():.2g})"


def across_threads(program, base, metric):
    """Bytes may differ between numbers of threads and tiles; twice the bound must hold."""
    settings = [["--threads", t, "--tile", s] for t, s in itertools.product("123", ("64", "1000"))]
    first, report = written(program, base, metric)
    bound = report["result"]["errorBound"]
    same = 0
    for options in settings:
        scores, _ = written(program, base, metric, options)
        allowed = 2 * (bound["absolute"] + bound["relative"] * np.abs(first))
        if (np.abs(scores - first) > allowed).any():
            raise Fail(f"{' '.join(options)}: other scores than with the defaults")
        same += np.array_equal(scores, first)
    return f"{len(settings)} settings agree, {same} of them to the bit"


def against_library(program, base, metric):
    from sklearn.metrics.pairwise import cosine_similarity

    rows = stored(base)
    scores, _ = written(program, base, metric)
    theirs = cosine_similarity(rows) if metric == "cosine" else np.corrcoef(rows)
    error = np.abs(scores - theirs).max()
    if error > 1e-6:
        raise Fail(f"off by {error:.3g}")
    name = "cosine_similarity" if metric == "cosine" else "numpy.corrcoef"
    return f"{name} to {error:.2g}"
