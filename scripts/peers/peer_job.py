"""What the peers' programs share: INPUT OUTPUT --top K (or --min-score S) --threads N, and a stopwatch.

Each peer is a whole program like ours: it reads the file, computes, writes the same .bin layout, and
prints the seconds of its stages as one JSON object. The stage "compute" is what the library itself does.
"""

import argparse
import json
import time


class Stopwatch:
    """Seconds of named stages, one after the other."""

    def __init__(self):
        self.stages = {}
        self.last = time.perf_counter()

    def lap(self, name):
        now = time.perf_counter()
        self.stages[name] = round(now - self.last, 4)
        self.last = now

    def report(self):
        print(json.dumps(self.stages))


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("input")
    parser.add_argument("output")
    question = parser.add_mutually_exclusive_group(required=True)
    question.add_argument("--top", type=int)
    question.add_argument("--min-score", type=float)
    parser.add_argument("--threads", type=int, required=True)
    return parser.parse_args()


def unit_rows(rows):
    """Normalizes n × d `Float` rows in place; for peers without a routine of their own."""
    import numpy as np

    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return rows
