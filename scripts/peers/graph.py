"""Graphs of neighbors, read by scipy: the edges must be those of the .bin answer, which others judge."""

import tempfile
import zipfile
from pathlib import Path

import numpy as np

import libraries
from matrices import read_floats, read_matrix
from tally import Fail

OPTIONS = {"directed": [], "mutual": ["--mutual"], "symmetric": ["--symmetric"]}


def expected(neighbors, scores, columns, name):
    """Row, column and score of every edge, in this order, from n × k neighbors: by sets, not by scipy."""
    score_of = {}
    for row, (others, values) in enumerate(zip(neighbors.tolist(), scores)):
        score_of.update(((row, j), x) for j, x in zip(others, values) if j >= 0)
    reverse = {(j, i): x for (i, j), x in score_of.items()}
    if name == "mutual":
        score_of = {edge: x for edge, x in score_of.items() if edge in reverse}
    elif name == "symmetric":
        score_of = {**reverse, **score_of}
    edges = sorted(score_of)
    rows, cols = np.array(edges, np.int64).reshape(-1, 2).T
    return rows, cols, np.array([score_of[edge] for edge in edges], np.float32)


def write(program, question, path, options):
    program.run(["--quiet", *options, "--output", str(path), *question.arguments()])


def against_bin(program, question, name):
    from scipy import io, sparse

    neighbors, scores = program.neighbors(question)
    columns = len(read_matrix(question.base))
    rows, cols, values = expected(neighbors, scores, columns, name)
    with tempfile.TemporaryDirectory() as folder:
        npz, mtx = Path(folder) / "graph.npz", Path(folder) / "graph.mtx"
        for path in (npz, mtx):
            write(program, question, path, OPTIONS[name])
        bad = zipfile.ZipFile(npz).testzip()
        if bad:
            raise Fail(f"{bad} has another sum than the zip file says")
        archived = sparse.load_npz(npz)
        if archived.format != "csr" or not archived.has_canonical_format:
            raise Fail("the .npz is no matrix of ascending compressed rows")
        kind = "general" if name == "directed" else "symmetric"
        if io.mminfo(mtx)[3:] != ("coordinate", "real", kind):
            raise Fail(f"the .mtx says {io.mminfo(mtx)[3:]} of itself")
        marketed = io.mmread(mtx).tocsr()
        marketed.sort_indices()
    for title, graph in ((".npz", archived), (".mtx", marketed)):
        if graph.shape != (len(neighbors), columns):
            raise Fail(f"{title} is {graph.shape}")
        found = np.repeat(np.arange(len(neighbors)), np.diff(graph.indptr))
        if not (np.array_equal(found, rows) and np.array_equal(graph.indices, cols)):
            raise Fail(f"{title} has other edges than the .bin")
        if not np.array_equal(graph.data.astype(np.float32), values):
            raise Fail(f"{title} has other scores than the .bin")
    return f"{len(rows)} edges, .npz and .mtx equal to the .bin"


def against_scikit_learn(program, question):
    """kneighbors_graph of scikit-learn: the same edges up to its rounding, and distances near ours."""
    from scipy import sparse
    from sklearn.neighbors import kneighbors_graph

    points = read_floats(question.base)
    theirs = kneighbors_graph(points, question.top, mode="distance", metric="euclidean")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "graph.npz"
        write(program, question, path, [])
        ours = sparse.load_npz(path)
    n, k = len(points), question.top
    if ours.shape != theirs.shape or (np.diff(ours.indptr) != k).any():
        raise Fail(f"{ours.shape} with {ours.nnz} edges, theirs: {theirs.shape} with {theirs.nnz}")
    # Nearest first, as the comparison wants it.
    order = np.argsort(ours.data.reshape(n, k), axis=1, kind="stable")
    nearest = np.take_along_axis(ours.indices.reshape(n, k), order, axis=1)
    differ, complaint = libraries.disagreement(question, nearest, theirs.indices.reshape(n, k))
    if complaint:
        raise Fail(complaint)
    common = ours.astype(np.float64).multiply(theirs > 0)
    gap = abs(common.power(2) - theirs.astype(np.float64).multiply(ours > 0).power(2)).max()
    tolerance = 2 * points.shape[1] * 2.0**-24 * (2 * np.linalg.norm(points, axis=1).max()) ** 2
    if gap > tolerance:
        raise Fail(f"a squared distance differs by {gap:.3g}, more than {tolerance:.3g}")
    return f"{ours.nnz} edges, {differ} of theirs by their rounding; squared distances within {gap:.2g}"


def checks(program, questions):
    """(title, test) of the graphs of some questions."""
    for question in questions:
        for name in ["directed"] if question.queries else OPTIONS:
            test = lambda q=question, name=name: against_bin(program, q, name)
            yield f"graph, {question.title()}, {name}", test
