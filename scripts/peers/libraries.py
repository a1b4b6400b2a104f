"""scikit-learn and FAISS as second witnesses, with the tolerance that their arithmetic deserves.

Both compute in `Float`. A dot product of d terms is then off by at most γ‖x‖‖y‖, γ = d·2⁻²⁴; squared
Euclidean distances by norm expansion (‖x‖² + ‖y‖² − 2x·y) by γ(‖x‖ + ‖y‖)². A neighbor of theirs may
therefore differ from ours only if its true score is within twice that of our worst one.
"""

import numpy as np

from brute_force import prepare, scores_of_pairs
from matrices import read_matrix, without_self


def scikit_learn(question, rows):
    from sklearn.neighbors import NearestNeighbors

    metric = {"cosine": "cosine", "euclidean": "euclidean"}[question.metric]
    model = NearestNeighbors(n_neighbors=question.top, algorithm="brute", metric=metric).fit(rows)
    # Without an argument, kneighbors leaves out each row itself.
    return model.kneighbors(return_distance=False)


def faiss(question, rows):
    import faiss as library

    rows = rows.copy()
    if question.metric == "cosine":
        library.normalize_L2(rows)
    kind = library.IndexFlatL2 if question.metric == "euclidean" else library.IndexFlatIP
    index = kind(rows.shape[1])
    index.add(rows)
    scores, neighbors = index.search(rows, question.top + 1)
    return without_self(neighbors, scores)[0]


def disagreement(question, ours, theirs):
    """Compares two n × k neighbor sets of a self-join; returns (pairs that differ, complaint or '')."""
    stored = read_matrix(question.base)
    rows = prepare(question, stored, np.zeros(stored.shape[1]))
    n, k = ours.shape
    mine = np.sort(ours, axis=1)
    # Row numbers make one sorted list of all pairs, so that one search finds all that are absent.
    pairs = (np.arange(n)[:, None] * n + mine).ravel()
    wanted = (np.arange(n)[:, None] * n + theirs).ravel()
    foreign = wanted[~np.isin(wanted, pairs)]
    i, j = foreign // n, foreign % n
    scores = scores_of_pairs(question, rows, rows, i, j)[0]
    worst = scores_of_pairs(question, rows, rows, i, ours[i, k - 1].astype(np.int64))[0]

    gamma = rows.values.shape[1] * 2.0**-24
    length = np.linalg.norm(rows.values, axis=1)
    if question.metric == "euclidean":
        tolerance = 2 * gamma * (length[i] + length[j]) ** 2
        far = np.abs(scores**2 - worst**2) > tolerance
    else:
        tolerance = 2 * gamma * length[i] * length[j]
        far = np.abs(scores - worst) > tolerance
    if far.any():
        x = int(np.argmax(far))
        return len(foreign), (
            f"row {i[x]}: they have {j[x]} ({scores[x]:.9g}), our last is {worst[x]:.9g}"
        )
    return len(foreign), ""
