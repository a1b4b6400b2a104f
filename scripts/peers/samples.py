"""The data that the checks run on: real data if it is there, else the sample that is checked in."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import numpy as np

from matrices import read_floats, read_matrix, read_word2vec, write_fbin

# Rows of a short run: more than a tile of 1,024, so that each set has several.
SHORT, SHORT_FULL = 1100, 4000
FIXTURE = Path(__file__).resolve().parents[2] / "Tests/Fixtures/descriptions.bin"


@dataclass
class Samples:
    small: Path  # every measure and option is tried on it
    full: Path  # the main job
    queries: Path  # of the same dimension as both
    answers: Optional[Path]  # query, name, the right row of `full`
    others: list  # other kinds of data: every measure

    @staticmethod
    def find(scratch, is_short=False):
        """Looks in $SIMBATCH_DATA; files that have to be converted or cut are put into `scratch`."""
        named = os.environ.get("SIMBATCH_DATA")
        if not named:
            # Not rows of the base themselves: scaled and shifted, which cosine and Pearson see differently.
            queries = scratch / "queries.fbin"
            write_fbin(queries, read_floats(FIXTURE)[::7] * 2 - 0.01)
            return Samples(FIXTURE, FIXTURE, queries, None, [])
        folder = Path(named)
        if not (folder / "debian-minilm-f16.npy").exists():
            sys.exit(f"SIMBATCH_DATA={named}: there is no debian-minilm-f16.npy in it")
        words = scratch / "words.fbin"
        write_fbin(words, read_word2vec(folder / "words.w2v.bin"))
        samples = Samples(
            small=folder / "debian-5k.fbin",
            full=folder / "debian-minilm-f16.npy",
            queries=folder / "names-queries.fbin",
            answers=folder / "names-answers.csv",
            others=[folder / "digits.npy", words],
        )
        return samples.cut(scratch) if is_short else samples

    def cut(self, scratch):
        """The first rows of every set."""
        return Samples(
            small=first_rows(self.small, SHORT, scratch),
            full=first_rows(self.full, SHORT_FULL, scratch),
            queries=first_rows(self.queries, SHORT, scratch),
            answers=self.answers,
            others=[first_rows(path, SHORT, scratch) for path in self.others],
        )


def first_rows(path, count, scratch):
    """A file of the same name and format in `scratch`."""
    rows, short = read_matrix(path)[:count], scratch / path.name
    np.save(short, rows) if path.suffix == ".npy" else write_fbin(short, rows)
    return short
