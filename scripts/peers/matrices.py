"""The file layouts that the checks and the benchmark share with simbatch."""

from pathlib import Path

import numpy as np


def read_matrix(path):
    """The rows of an .npy or .fbin file, n × d, in the type they are stored in."""
    path = Path(path)
    if path.suffix == ".npy":
        return np.load(path)
    with open(path, "rb") as file:
        n, d = np.fromfile(file, "<u4", 2)
        return np.fromfile(file, "<f4").reshape(int(n), int(d))


def read_floats(path):
    """The same as C-contiguous `Float` rows, which is all that FAISS takes."""
    return np.ascontiguousarray(read_matrix(path), dtype=np.float32)


def write_fbin(path, rows):
    """Writes n × d rows as u32 n, u32 d, then `Float` values, little-endian."""
    with open(path, "wb") as file:
        np.array(rows.shape, "<u4").tofile(file)
        np.ascontiguousarray(rows, dtype="<f4").tofile(file)


def read_neighbors(path):
    """Neighbors (int32) and scores (`Float`), both n × k, of a .bin result; missing: −1 and NaN."""
    with open(path, "rb") as file:
        n, k = (int(x) for x in np.fromfile(file, "<u4", 2))
        neighbors = np.fromfile(file, "<i4", n * k).reshape(n, k)
        scores = np.fromfile(file, "<f4", n * k).reshape(n, k)
        if file.read(1):
            raise ValueError(f"{path}: bytes after the {n} × {k} result")
    return neighbors, scores


def write_neighbors(path, neighbors, scores):
    with open(path, "wb") as file:
        np.array(neighbors.shape, "<u4").tofile(file)
        neighbors.astype("<i4").tofile(file)
        scores.astype("<f4").tofile(file)


def read_word2vec(path):
    """The vectors of a word2vec binary file: `N D\\n`, then N times a word, a space, D `Float`s."""
    data = Path(path).read_bytes()
    start = data.index(b"\n") + 1
    n, d = (int(x) for x in data[:start].split())
    rows = np.empty((n, d), np.float32)
    for row in range(n):
        # The newline that some writers put after a vector falls before the next word's space.
        start = data.index(b" ", start) + 1
        rows[row] = np.frombuffer(data, "<f4", d, start)
        start += 4 * d
    return rows


def without_self(neighbors, scores):
    """Drops each row's own number from n × (k+1) results of a self-join, by number, not position.

    Among exact twins a row need not come first, nor appear at all; then the last entry goes.
    """
    n, width = neighbors.shape
    own = neighbors == np.arange(n)[:, None]
    position = np.where(own.any(1), own.argmax(1), width - 1)
    kept = np.arange(width)[None, :] != position[:, None]
    return neighbors[kept].reshape(n, width - 1), scores[kept].reshape(n, width - 1)
