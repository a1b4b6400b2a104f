"""The sections of an audit of one input, each a check."""

import json

import numpy as np

from agreement_figures import Agreement, check_agreement, check_dimensions
from brute_force import answer, brute_force
from example_figures import check_examples
from figures import Figures
from hubness_figures import check_hubness
from matrices import read_matrix
from matrix_figures import check_matrix
from populations import Values, all_pairs
from query_figures import check_queries
from score_figures import check_scores
from similarity import Variant

from text_figures import check_texts

# Neighbors that audits look at where no other number is asked for.
K = 10
# Of more rows, all pairs are counted in bins instead of kept.
KEPT_ROWS = 6000


def audit(program, folder, arguments):
    """The report of an audit."""
    output = folder / "audit.json"
    program.run(["audit", *arguments, "--json", str(output), "--quiet"])
    return json.loads(output.read_text())


class Audit:
    """The report on one input and what numpy says, made when first asked for."""

    def __init__(self, program, folder, input, seed=1):
        self.program, self.folder, self.input, self.seed = program, folder, input, seed
        self.variant = Variant(input.metric)
        self.made = {}

    def once(self, name, make):
        if name not in self.made:
            self.made[name] = make()
        return self.made[name]

    @property
    def report(self):
        arguments = [*self.input.arguments(), "--seed", str(self.seed)]
        return self.once("report", lambda: audit(self.program, self.folder, arguments))

    @property
    def prepared(self):
        return self.once("prepared", lambda: self.variant.prepared(self.input.stored))

    @property
    def neighbors(self):
        """The k nearest of every row, and their scores, from the brute force of check-peers."""
        question = self.variant.question(self.input.values, top=K)
        return self.once("neighbors", lambda: answer(question, brute_force(question)))

    @property
    def pairs(self):
        return self.once("pairs", self.count_pairs)

    @property
    def agreement(self):
        return self.once("agreement", lambda: Agreement(self.input.stored, K))

    def count_pairs(self):
        n = len(self.prepared)
        if n > KEPT_ROWS:
            return all_pairs(self.prepared)
        scores = [
            self.variant.sign * self.variant.merits(self.prepared[i : i + 1], self.prepared[i + 1 :])[0]
            for i in range(n - 1)
        ]
        return Values(np.concatenate(scores))

    def checks(self):
        """(title, test) of each section."""
        for name, test in {
            "matrix": lambda f, r: check_matrix(f, r["matrix"], self.input.stored, self.input.metric),
            "scores": self.scores,
            "hubness": lambda f, r: check_hubness(f, r["hubness"], *self.neighbors),
            "agreement": lambda f, r: check_agreement(f, r["agreement"], self.agreement),
            "dimensions": lambda f, r: check_dimensions(f, r["agreement"], self.variant, self.agreement),
            "examples": self.examples,
            "texts": self.texts,
            "queries": self.queries,
        }.items():
            if (name == "texts" and not self.input.texts) or (name == "queries" and not self.input.queries):
                continue
            yield f"audit of {self.input.name}: {name}", lambda t=test: self.compare(t)

    def compare(self, test):
        figures = Figures()
        test(figures, self.report)
        return figures.seen()

    def scores(self, figures, report):
        check_scores(figures, report["scores"], self.pairs, self.neighbors, self.input.metric == "euclidean")

    def examples(self, figures, report):
        drawn = report["scores"]["randomPairs"]["count"]
        lines = self.input.lines if self.input.texts else None
        check_examples(figures, report["examples"], self.variant, self.prepared, self.pairs, drawn, lines)

    def texts(self, figures, report):
        near = self.neighbors[0][:, 0]
        check_texts(figures, report["texts"], self.variant, self.prepared, self.input.lines, near, self.seed)

    def queries(self, figures, report):
        stored = self.input.stored.astype(np.float64)
        queries = read_matrix(self.input.queries).astype(np.float64)
        prepared = self.variant.prepared(queries, base=stored)
        check_queries(figures, report["queries"], self.variant, self.prepared, prepared, (stored, queries))
