"""The data that the checks run on: real data if it is there, else the sample that is checked in."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from matrices import read_floats, read_word2vec, write_fbin

FIXTURE = Path(__file__).resolve().parents[2] / "Tests/Fixtures/descriptions.bin"


@dataclass
class Samples:
    small: Path  # every measure and option is tried on it
    full: Path  # the main job
    queries: Path  # of the same dimension as both
    answers: Optional[Path]  # query, name, the right row of `full`
    others: list  # other kinds of data: every measure

    @staticmethod
    def find(scratch):
        """Looks in $SIMBATCH_DATA; files that have to be converted are put into `scratch`."""
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
        return Samples(
            small=folder / "debian-5k.fbin",
            full=folder / "debian-minilm-f16.npy",
            queries=folder / "names-queries.fbin",
            answers=folder / "names-answers.csv",
            others=[folder / "digits.npy", words],
        )
