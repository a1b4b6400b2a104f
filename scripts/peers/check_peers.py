"""Compares the built simbatch with numpy, scikit-learn and FAISS on real data.

usage: check_peers.py PROGRAM [--short] [--only TEXT]

One line a check; the exit code is 1 if one failed. --short takes the first rows of the real data, --only runs the
checks whose title has TEXT in it.
"""

import csv
import hashlib
import sys
import tempfile
from pathlib import Path

import numpy as np

import duplicates
import graph
import full_matrix
import libraries
import machine
from brute_force import answer, brute_force
from judge import judge
from matrices import read_floats
from program import Failure, Program
from question import Question
from samples import Samples
from tally import Fail, Skip, Tally, parser_of

METRICS = ("pearson", "cosine", "dot", "euclidean")
# simbatch's exit code for a BLAS that fails its self-test.
INTERNAL = 70


def questions(samples):
    """What is asked of simbatch and of numpy. The main job on all rows is asked elsewhere, once."""
    small = samples.small
    for base in [small, *samples.others]:
        for metric in METRICS:
            yield Question(base, metric)
            yield Question(base, metric, farthest=True)
    for metric in METRICS:
        yield Question(small, metric, center_columns=True)
        yield Question(small, metric, queries=samples.queries)
        yield Question(small, metric, queries=samples.queries, farthest=True)
        yield Question(small, metric, include_self=True)
    yield Question(small, "pearson", queries=samples.queries, center_columns=True)
    yield Question(small, "cosine", queries=samples.queries, dims=100)
    yield Question(small, "cosine", dims=128)
    yield Question(small, "euclidean", dims=33)
    yield Question(small, "pearson", dims=64, center_columns=True)
    yield Question(small, "cosine", limit=0.7)
    yield Question(small, "euclidean", limit=0.8)
    yield Question(small, "cosine", top=1)
    yield Question(small, "cosine", top=100)
    # More neighbors than there are rows.
    yield Question((samples.others or [small])[0], "cosine", top=2000)


def graph_questions(samples):
    """What is also written as a graph."""
    small = samples.small
    for metric in METRICS:
        yield Question(small, metric)
    yield Question(small, "euclidean", farthest=True)
    yield Question(small, "cosine", include_self=True)
    yield Question(small, "cosine", limit=0.7)
    yield Question(small, "cosine", queries=samples.queries)
    for base in samples.others:
        yield Question(base, "euclidean", top=5)


def against_numpy(program, question, truth=None):
    verdict = judge(question, *program.neighbors(question), truth)
    if verdict.complaint:
        raise Fail(verdict.complaint)
    return str(verdict)


def against_library(program, question, witness):
    rows = read_floats(question.base)
    theirs = witness(question, rows).astype(np.int64)
    differ, complaint = libraries.disagreement(question, program.neighbors(question)[0], theirs)
    if complaint:
        raise Fail(complaint)
    return f"the same neighbors, {differ} of {theirs.size} by their rounding"


def hits(program, samples):
    """How many names find their description: as many as in numpy's answer."""
    if not samples.answers:
        raise Skip("needs SIMBATCH_DATA")
    with open(samples.answers, newline="") as file:
        pairs = [(int(line["query"]), int(line["answer_row"])) for line in csv.DictReader(file)]
    asked, right = np.array(pairs).T
    question = Question(samples.full, "cosine", queries=samples.queries)
    truth = brute_force(question)
    given = program.neighbors(question)
    # A short run has some of the queries only.
    is_asked = asked < len(given[0])
    asked, right = asked[is_asked], right[is_asked]
    counted = []
    for neighbors in (given[0], answer(question, truth)[0]):
        found = neighbors[asked] == right[:, None]
        counted.append((int(found[:, :1].sum()), int(found[:, :10].sum())))
    if counted[0] != counted[1]:
        raise Fail(f"hits at 1 and 10: {counted[0]}, numpy's: {counted[1]}")
    verdict = judge(question, *given, truth)
    if verdict.complaint:
        raise Fail(verdict.complaint)
    at_1, at_10 = counted[0]
    return f"hits at 1: {at_1}, at 10: {at_10} of {len(right)}, as numpy's; {verdict}"


class Bytes:
    """The answer's bytes under settings that must not change them."""

    def __init__(self, program, question):
        self.program = program
        self.question = question
        self.reference = None

    def same(self, options=(), environment=None):
        if self.reference is None:
            self.reference = self.program.result(self.question)
        try:
            result = self.program.result(self.question, options, environment)
        except Failure as failure:
            if environment and "OPENBLAS_CORETYPE" in environment and failure.code == INTERNAL:
                raise Skip(f"the kernel fails the self-test, not compared: {failure.message}") from None
            raise
        if result != self.reference:
            length = min(len(result), len(self.reference))
            first = next((i for i in range(length) if result[i] != self.reference[i]), length)
            raise Fail(f"other bytes than with the defaults, from byte {first} on")
        return f"the same {len(result)} bytes ({hashlib.sha256(result).hexdigest()[:12]})"


def settings():
    """Title, options and environment of everything that must not change the answer."""
    for threads in (1, 2, 3):
        yield f"--threads {threads}", ["--threads", str(threads)], None
    for tile in (64, 1000, 1024):
        yield f"--tile {tile}", ["--tile", str(tile)], None
    yield "--memory 1G", ["--memory", "1G"], None
    for kernels in machine.kernel_sets():
        yield f"SIMBATCH_KERNELS={kernels}", [], {"SIMBATCH_KERNELS": kernels}
    for kernel, possible in machine.blas_kernels().items():
        if possible:
            yield f"OPENBLAS_CORETYPE={kernel}", [], {"OPENBLAS_CORETYPE": kernel}


SCREENS = ("full", "auto", "int8", "int8:64", "prefix:48")


def across_screens(program, samples):
    """(title, test): whatever the screen, the same bytes, on all data and for every measure."""
    for data in [samples.small, *samples.others, samples.full]:
        for metric in METRICS:
            question = Question(data, metric)
            # Farthest and queries on the smaller sets; the full one takes its time.
            variants = [question] if data == samples.full else [question, question.but(farthest=True)]
            if data == samples.small:
                variants.append(question.but(queries=samples.queries))
            for variant in variants:
                same = Bytes(program, variant)
                for screen in SCREENS:
                    test = lambda same=same, s=screen: same.same(["--screen", s])
                    yield f"bytes, {variant.title()}, --screen {screen}", test


def checks(program, samples):
    """(title, test) of every check, cheap ones first."""
    for question in questions(samples):
        yield f"numpy, {question.title()}", lambda q=question: against_numpy(program, q)
    for name, witness in (("scikit-learn", libraries.scikit_learn), ("FAISS", libraries.faiss)):
        for metric in ("cosine", "euclidean"):
            q = Question(samples.small, metric)
            test = lambda q=q, witness=witness: against_library(program, q, witness)
            yield f"{name}, {q.title()}", test
    for metric, limit in (("pearson", 0.8), ("cosine", 0.7), ("dot", 0.9), ("euclidean", 0.6)):
        q = Question(samples.small, metric, limit=limit)
        title = f"numpy, duplicates of {q.base.name}: {metric} {limit}"
        yield title, lambda q=q: duplicates.against_numpy(program, q)
    yield from graph.checks(program, graph_questions(samples))
    close = Question(samples.small, "euclidean")
    title = f"scikit-learn, graph, {close.title()}"
    yield title, lambda: graph.against_scikit_learn(program, close)
    yield from full_matrix.checks(program, samples)
    yield "names to descriptions", lambda: hits(program, samples)

    alike = [Question(samples.small, metric) for metric in METRICS]
    alike += [alike[0].but(farthest=True), alike[1].but(queries=samples.queries)]
    alike.append(Question(samples.full))
    for question in alike:
        same = Bytes(program, question)
        for title, options, environment in settings():
            test = lambda same=same, o=options, e=environment: same.same(o, e)
            yield f"bytes, {question.title()}, {title}", test
    for kernel, possible in machine.blas_kernels().items():
        if not possible:
            yield f"bytes, OPENBLAS_CORETYPE={kernel}", lambda: skip("not for this CPU")

    yield from across_screens(program, samples)

    if samples.full != samples.small:
        main = Question(samples.full)
        yield f"FAISS, {main.title()}", lambda: against_library(program, main, libraries.faiss)
        yield f"numpy, {main.title()}", lambda: against_numpy(program, main)
        near = Question(samples.full, "cosine", limit=0.9)
        title = f"numpy, duplicates of {samples.full.name}: cosine 0.9"
        yield title, lambda: duplicates.against_numpy(program, near)


def skip(reason):
    raise Skip(reason)


def main():
    parser = parser_of("check-peers", __doc__)
    parser.add_argument("--short", action="store_true", help="the first rows of the real data only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        samples = Samples.find(Path(scratch), options.short)
        print(f"data: {samples.full.parent} ({samples.small.name}, {samples.full.name})")
        if not samples.answers:
            print("SIMBATCH_DATA is not set: no full set, no other kinds of data, no names to descriptions")
        return Tally().run(checks(Program(options.program), samples), options.only)


if __name__ == "__main__":
    sys.exit(main())
