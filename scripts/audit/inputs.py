"""What is audited, evaluated and fitted: real data if they are there, else the sample that is checked in."""

import csv
import os
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Optional

import numpy as np

from matrices import read_floats, read_matrix, write_fbin

FIXTURES = Path(__file__).resolve().parents[2] / "Tests/Fixtures"


@dataclass
class Input:
    path: Path
    metric: str  # that of its audit
    values: Path  # the same rows in a layout that numpy reads
    texts: Optional[Path] = None  # a line a row
    queries: Optional[Path] = None

    @property
    def name(self):
        return f"{self.path.name}, {self.metric}"

    @cached_property
    def stored(self):
        return read_matrix(self.values)

    @cached_property
    def lines(self):
        return self.texts.read_text().splitlines()

    def arguments(self):
        words = [str(self.path), "--metric", self.metric]
        if self.texts:
            words += ["--texts", str(self.texts)]
        if self.queries:
            words += ["--queries", str(self.queries)]
        return words


@dataclass
class Judged:
    """Rows, and pairs of them with labels."""

    path: Path
    pairs: Path
    values: Path

    @property
    def name(self):
        return f"{self.path.name}, {self.pairs.name}"

    @cached_property
    def stored(self):
        return read_matrix(self.values)

    @cached_property
    def table(self):
        with open(self.pairs, newline="") as file:
            lines = list(csv.DictReader(file))
        rows = np.array([(int(line["row_a"]), int(line["row_b"])) for line in lines])
        return rows[:, 0], rows[:, 1], np.array([float(line["label"]) for line in lines])


class Inputs:
    def __init__(self, scratch):
        named = os.environ.get("SIMBATCH_DATA")
        self.folder = Path(named) if named else None
        if self.folder and not (self.folder / "debian-minilm-f16.npy").exists():
            sys.exit(f"SIMBATCH_DATA={named}: there is no debian-minilm-f16.npy in it")
        self.scratch = scratch
        self.answers = None
        if self.folder:
            self.find_data()
        else:
            self.find_fixtures()

    def find_data(self):
        folder, scratch = self.folder, self.scratch
        sentences, digits = folder / "debian-minilm-f16.npy", folder / "digits.npy"
        with open(folder / "debian-minilm.tsv") as file:
            texts = [line.rstrip("\n").split("\t", 1)[1] for line in file]
        lines = write_lines(scratch / "debian.txt", texts)
        words = scratch / "words.fbin"
        write_fbin(words, read_word_lines(folder / "words.w2v.txt"))
        queries = folder / "names-queries.fbin"
        self.audited = [
            Input(digits, "cosine", digits),
            Input(digits, "euclidean", digits),
            Input(folder / "words.w2v.txt", "cosine", words),
            Input(folder / "debian-5k.fbin", "cosine", folder / "debian-5k.fbin", queries=queries),
            Input(sentences, "pearson", sentences, texts=lines),
        ]
        labels = np.loadtxt(folder / "digits-labels.txt", dtype=int)
        self.judged = [
            Judged(digits, digit_pairs(scratch / "equal-digits.csv", labels, False), digits),
            Judged(digits, digit_pairs(scratch / "graded-digits.csv", labels, True), digits),
            Judged(sentences, folder / "judged-pairs.csv", sentences),
        ]
        self.answers = (sentences, queries, folder / "names-answers.csv")

    def find_fixtures(self):
        rows, texts = FIXTURES / "descriptions.bin", FIXTURES / "descriptions.txt"
        values = read_floats(rows)
        # Not rows of the base themselves: scaled and shifted, which cosine and Pearson see differently.
        queries = self.scratch / "queries.fbin"
        write_fbin(queries, values[::7] * 2 - 0.01)
        self.audited = [
            Input(rows, "cosine", rows, texts=texts, queries=queries),
            Input(rows, "pearson", rows, texts=texts),
            Input(rows, "euclidean", rows),
        ]
        names = (FIXTURES / "descriptions.ids.txt").read_text().split()
        family = np.unique([name[:4] for name in names], return_inverse=True)[1]
        pairs = digit_pairs(self.scratch / "same-prefix.csv", family, False)
        graded = digit_pairs(self.scratch / "graded-prefix.csv", family, True)
        self.judged = [Judged(rows, pairs, rows), Judged(rows, graded, rows)]
        answers = self.scratch / "answers.csv"
        pairs = [f"{query},{7 * query}" for query in range(len(values[::7]))]
        write_lines(answers, ["query,answer_row", *pairs])
        self.answers = (rows, queries, answers)


def digit_pairs(path, labels, graded, count=1500):
    """Half of the pairs of one class; labels 1 or 0, or graded 3 to 0 with a class a step away as 1 or 2."""
    generator = np.random.default_rng(len(labels))
    first = generator.integers(len(labels), size=count)
    lines = ["row_a,row_b,label"]
    for place, row in enumerate(first):
        same = np.flatnonzero((labels == labels[row]) == (place % 2 == 0))
        other = int(generator.choice(same[same != row])) if (same != row).any() else (row + 1) % len(labels)
        distance = abs(int(labels[row]) - int(labels[other]))
        label = max(0, 3 - distance) if graded else int(distance == 0)
        lines.append(f"{row},{other},{label}")
    return write_lines(path, lines)


def write_lines(path, lines):
    path.write_text("\n".join(lines) + "\n")
    return path


def read_word_lines(path):
    """The vectors of a word2vec text file: `N D`, then a word and D numbers a line."""
    return np.loadtxt(
        path, dtype=np.float32, skiprows=1, usecols=range(1, 101), comments=None, encoding="utf-8"
    )
