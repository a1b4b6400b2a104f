"""The jobs that are put under faults: of every kind, small, with outputs that are known to the byte."""


class Job:
    def __init__(self, name, words, outputs, pipe=None):
        self.name = name
        self.words = words
        self.outputs = outputs
        self.pipe = pipe  # a file whose bytes come through standard input
        self.truth = {}

    def __str__(self):
        return self.name


def jobs():
    """Jobs of every kind, in folders that hold in.fbin and q.fbin."""
    quiet = ["--quiet"]
    blocks = ["--block", "90", "--checkpoint", "0"]
    near = ["duplicates", "--metric", "cosine", "--min-score", "0.8"]
    beside = ["--kept-rows", "kept", "--kept-matrix", "kept.fbin", "--pairs-output", "pairs.csv"]
    pair = ["o.neighbors.npy", "o.scores.npy"]
    return [
        Job("neighbors csv", ["in.fbin", *quiet, "-o", "o.csv"], ["o.csv"]),
        Job("neighbors bin", ["in.fbin", *quiet, "-o", "o.bin"], ["o.bin"]),
        Job("neighbors npy", ["in.fbin", *quiet, "-o", "o.npy"], pair),
        Job("neighbors npz", ["in.fbin", *quiet, "-o", "o.npz"], ["o.npz"]),
        Job("neighbors by blocks", ["in.fbin", *quiet, *blocks, "-o", "o.bin"], ["o.bin"]),
        Job("neighbors from a pipe", ["-", *quiet, "-o", "o.csv"], ["o.csv"], pipe="in.fbin"),
        Job("duplicates", [*near, "in.fbin", *quiet, *beside, "-o", "o.csv"],
            ["o.csv", "kept", "kept.fbin", "pairs.csv"]),
        Job("matrix npy", ["matrix", "in.fbin", *quiet, "-o", "o.npy"], ["o.npy"]),
        Job("matrix png", ["matrix", "in.fbin", *quiet, "-o", "o.png"], ["o.png"]),
        Job("convert npy", ["convert", "in.fbin", *quiet, "o.npy"], ["o.npy"]),
        Job("convert csv", ["convert", "in.fbin", *quiet, "o.csv"], ["o.csv"]),
    ]
