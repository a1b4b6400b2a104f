"""What is measured: a table of jobs, each with simbatch's options and the peers that can do it.

A new job is one entry in `JOBS`; a new peer one entry in `PEERS` and its small program beside this.
"""

from dataclasses import dataclass, field

import machine


@dataclass(frozen=True)
class Peer:
    name: str
    program: str
    environment: dict = field(default_factory=dict)
    # Slow or approximate: measured with --all only.
    optional: bool = False


@dataclass(frozen=True)
class Job:
    name: str
    data: str  # a name in datasets.py
    options: tuple  # of simbatch
    peers: tuple
    quick: bool = False  # measured with --quick, too
    peer_options: tuple = None  # where they differ from simbatch's
    # Whether results are neighbors, whose recall can be told.
    finds_neighbors: bool = True


def best_environment():
    """The BLAS kernel for this CPU: an older OpenBLAS takes a newer CPU for a lesser one."""
    return {"OPENBLAS_CORETYPE": "SkylakeX"} if "avx512f" in machine.cpu_flags() else {}


def best_faiss_environment():
    """FAISS's wheel also misjudges the second-level cache, which sizes OpenBLAS's blocks."""
    best = best_environment()
    return {**best, "OPENBLAS_L2_SIZE": "1024"} if best else {}


PEERS = {
    "faiss": Peer("FAISS", "faiss_knn.py", best_faiss_environment()),
    "faiss-as-installed": Peer("FAISS as installed", "faiss_knn.py", optional=True),
    "sklearn": Peer("scikit-learn", "sklearn_knn.py", best_environment(), optional=True),
    "hnswlib": Peer("hnswlib", "hnswlib_knn.py", optional=True),
    "faiss-range": Peer("FAISS range_search", "faiss_range.py", best_faiss_environment()),
    "pynndescent": Peer("pynndescent", "pynndescent_knn.py", optional=True),
}

TOP_10 = ("--top", "10")
TOP_100 = ("--top", "100")
EXACT = ("faiss", "faiss-as-installed", "sklearn")
EVERYONE = (*EXACT, "hnswlib", "pynndescent")

JOBS = [
    Job("gaussian-40k-384-top-10", "gaussian-40k-384", TOP_10, EXACT, quick=True),
    Job("gaussian-40k-96-top-10", "gaussian-40k-96", TOP_10, EXACT, quick=True),
    # Cost against n.
    Job("minilm-16k-top-10", "minilm-16k", TOP_10, EVERYONE, quick=True),
    Job("minilm-32k-top-10", "minilm-32k", TOP_10, EVERYONE),
    Job("minilm-top-10", "minilm", TOP_10, EVERYONE),
    Job("minilm-top-100", "minilm", TOP_100, EXACT),
    # Near-duplicates: all pairs from a score on, decided and written.
    *(
        Job(
            f"minilm-duplicates-{limit}",
            "minilm",
            ("duplicates", "--min-score", limit, "--output-format", "csv"),
            ("faiss-range",),
            peer_options=("--min-score", limit),
            finds_neighbors=False,
        )
        for limit in ("0.9", "0.7")
    ),
]
