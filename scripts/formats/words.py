"""Neighbors of words, analogies and farthest words beside gensim's and numpy's."""

import csv
import io
import os
from pathlib import Path

import numpy as np
from gensim.models import KeyedVectors

from judge import judge_row
from question import Question
from tally import Fail, Skip

FILES = {
    "words.w2v.bin": {"binary": True},
    "words.w2v.txt": {},
    "words.glove.txt": {"no_header": True},
}
WORDS, ANALOGIES, TOP = 200, 50, 10
# gensim computes in `Float`: scores this close may stand in either order.
TIE = 1e-6
# What two right sums of a hundred products in `Double` may differ by.
DOUBLE_ERROR = 1e-14


class Vocabulary:
    """One file of words, as gensim loads it."""

    def __init__(self, file):
        folder = os.environ.get("SIMBATCH_DATA")
        if not folder or not (Path(folder) / file).exists():
            raise Skip(f"needs {file} in the folder SIMBATCH_DATA")
        self.path = Path(folder) / file
        self.vectors = KeyedVectors.load_word2vec_format(str(self.path), **FILES[file])
        self.generator = np.random.default_rng(len(self.vectors))

    def sample(self, count, only=lambda word: True):
        # A word like -9 would be taken for an option.
        words = [word for word in self.vectors.index_to_key if only(word) and not word.startswith("-")]
        return [words[place] for place in self.generator.choice(len(words), count, replace=False)]

    def ask(self, program, *options):
        """By question: [(neighbor, score)] in the order given, from the csv on standard output."""
        options = ("--metric", "cosine", "--top", str(TOP), *options, "--quiet")
        text = program.run(["neighbors", str(self.path), *options])
        answers = {}
        for line in csv.DictReader(io.StringIO(text)):
            answer = answers.setdefault(line["row_id"], [])
            if int(line["rank"]) != len(answer) + 1:
                raise Fail(f"{line['row_id']}: rank {line['rank']} after {len(answer)}")
            if self.vectors.key_to_index.get(line["neighbor_id"]) != int(line["neighbor"]):
                raise Fail(f"{line['neighbor_id']} is not row {line['neighbor']}")
            answer.append((line["neighbor_id"], float(line["score"])))
        return answers


def compare(question, ours, theirs, scores):
    """How many places differ, all of them ties by `scores` (word → gensim's); raises `Fail`."""
    if len(ours) != len(theirs) or len({word for word, _ in ours}) != len(ours):
        raise Fail(f"{question}: {[word for word, _ in ours]}, gensim has {[word for word, _ in theirs]}")
    for rank, ((our_word, our_score), (their_word, their_score)) in enumerate(zip(ours, theirs), 1):
        if abs(our_score - their_score) > TIE or abs(scores(our_word) - their_score) > TIE:
            raise Fail(
                f"{question}: rank {rank} is {our_word} ({our_score:.9g}), "
                f"gensim has {their_word} ({their_score:.9g})"
            )
    return sum(a[0] != b[0] for a, b in zip(ours, theirs))


def check_neighbors(program, file):
    vocabulary = Vocabulary(file)
    vectors = vocabulary.vectors
    words = vocabulary.sample(WORDS)
    answers = vocabulary.ask(program, *(option for word in words for option in ("--word", word)))
    if list(answers) != words:
        raise Fail(f"answers to {len(answers)} questions, expected {len(words)} in the order asked")
    ties = 0
    for word in words:
        score = lambda other: float(vectors.similarity(word, other))
        ties += compare(word, answers[word], vectors.most_similar(word, topn=TOP), score)
    return f"the {TOP} neighbors of {WORDS} words are gensim's, {ties} places by its ties"


def check_analogies(program, file):
    vocabulary = Vocabulary(file)
    vectors = vocabulary.vectors
    normed = vectors.get_normed_vectors()
    words = vocabulary.sample(3 * ANALOGIES, str.isalpha)
    ties = 0
    for place in range(ANALOGIES):
        a, b, c = words[3 * place : 3 * place + 3]
        expression = f"{a} - {b} + {c}"
        answers = vocabulary.ask(program, "--like", expression)
        if list(answers) != [expression]:
            raise Fail(f"answers to {list(answers)}, expected “{expression}”")
        theirs = vectors.most_similar(positive=[a, c], negative=[b], topn=TOP)
        of = lambda word: normed[vectors.key_to_index[word]]
        meant = of(a) - of(b) + of(c)
        meant /= np.linalg.norm(meant)
        score = lambda other: float(of(other) @ meant)
        ties += compare(expression, answers[expression], theirs, score)
    return f"{ANALOGIES} analogies are gensim's, {ties} places by its ties"


def check_farthest(program, file):
    vocabulary = Vocabulary(file)
    vectors = vocabulary.vectors
    words = vocabulary.sample(WORDS)
    options = [option for word in words for option in ("--word", word)]
    answers = vocabulary.ask(program, "--farthest", *options)
    rows = vectors.vectors.astype("f8")
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    question = Question(vocabulary.path, "cosine", TOP, farthest=True)
    for word in words:
        scores = rows @ rows[vectors.key_to_index[word]]
        # The word itself is left out by name; twice as many as asked for are enough to judge.
        others = [row for row in np.argsort(scores)[: 2 * TOP + 1] if vectors.index_to_key[row] != word]
        neighbors = np.array([vectors.key_to_index[other] for other, _ in answers[word]])
        reported = np.array([score for _, score in answers[word]], "f4")
        errors = np.full(len(others), DOUBLE_ERROR)
        complaint = judge_row(question, neighbors, reported, others, scores[others], errors)
        if complaint or len(neighbors) != TOP:
            raise Fail(f"farthest of {word}: {complaint or f'{len(neighbors)} words'}")
    return f"the {TOP} farthest of {WORDS} words and their scores are numpy's in double"


def checks(program):
    """(title, test) for every file of words."""
    tests = {"neighbors": check_neighbors, "analogies": check_analogies, "farthest": check_farthest}
    for file in FILES:
        for name, test in tests.items():
            yield f"gensim, {name}, {file}", lambda t=test, f=file: t(program, f)
