"""Truths that are planted in random rows, and must be found; and rows without any, where nothing may be claimed."""

import math

import numpy as np
from scipy.special import betaincinv
from scipy.stats import binom

from audits import audit
from evaluations import evaluate
from figures import Figures
from fits import fit
from fits import verdict as fit_verdict
from inputs import write_lines
from matrices import write_fbin
from tally import Fail


class Planted:
    """Runs simbatch on rows that are made here."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder

    def file(self, rows, name="planted.fbin"):
        write_fbin(self.folder / name, rows)
        return self.folder / name

    def audit(self, rows, *options, metric="cosine"):
        return audit(self.program, self.folder, [str(self.file(rows)), "--metric", metric, *options])

    def judged(self, rows, pairs, labels):
        lines = [f"{i},{j},{label}" for (i, j), label in zip(pairs, labels)]
        judged = write_lines(self.folder / "planted.csv", ["row_a,row_b,label", *lines])
        return [self.file(rows), "--pairs", judged]

    def evaluate(self, rows, pairs, labels):
        return evaluate(self.program, self.folder, self.judged(rows, pairs, labels))


def finding(report, kind):
    found = [one for one in report["findings"] if one["kind"] == kind]
    if not found:
        raise Fail(f"no finding {kind}: {', '.join(one['kind'] for one in report['findings'])}")
    return found[0]


def gaussian(n, d, seed=0):
    return np.random.default_rng([n, d, seed]).standard_normal((n, d))


def random_pairs(n, count, seed=0):
    generator = np.random.default_rng([n, count, seed])
    first = generator.integers(n, size=count)
    return list(zip(first, (first + generator.integers(1, n, size=count)) % n))


def checks(program, folder):
    """(title, test) of every check."""
    planted = Planted(program, folder)
    for name, test in {
        "a constant vector added to all rows": common_direction,
        "norms tied to a label": norms,
        "16 of 128 dimensions": leading_dimensions,
        "16 of 128 dimensions, rotated": principal_axes,
        "one hub": hub,
        "a shifted query set": queries_apart,
        "queries of the same kind": queries_together,
        "surface-only twins": surface_twins,
    }.items():
        yield f"planted: {name}", lambda t=test: t(planted)
    for n, d in ((300, 8), (1000, 50), (1500, 200), (2500, 3), (400, 768)):
        for metric in ("pearson", "cosine"):
            title = f"nothing in {n} × {d} isotropic rows, {metric}"
            yield title, lambda s=(n, d), m=metric: nothing_audited(planted, *s, m)
    yield "nothing in random labels: evaluate", lambda: by_chance(planted, 30, claims_of_evaluate)
    yield "nothing in random labels: fit", lambda: by_chance(planted, 10, claims_of_fit)


def common_direction(planted):
    rows = gaussian(1500, 64) + 0.5
    report = planted.audit(rows)
    found = finding(report, "common-direction")
    if "--center-columns" not in (found.get("advice") or ""):
        raise Fail(f"advises {found.get('advice')}")
    centred = planted.audit(rows, "--center-columns")
    if any(one["kind"] == "common-direction" for one in centred["findings"]):
        raise Fail("is still found after --center-columns")
    return f"{found['text']} {found['advice']}"


def norms(planted):
    """Long rows are alike by label; directions, around a common one, say nothing."""
    n, d = 800, 32
    generator = np.random.default_rng(1)
    long = generator.random(n) < 0.5
    directions = np.full(d, 1.0) + generator.standard_normal((n, d))
    rows = directions * np.where(long, 3, 1)[:, None]
    pairs = random_pairs(n, 1000)
    report = planted.evaluate(rows, pairs, [int(long[i] and long[j]) for i, j in pairs])
    best = report["variants"][0]
    cosine = next(one for one in report["variants"] if one["name"] == "cosine")
    if best["commandLine"] != "--metric dot" or not cosine["isWorse"]:
        raise Fail(f"prefers {best['name']}; cosine is worse: {cosine['isWorse']}")
    return finding(report, "best")["text"]


def cut(n=1000, d=128, kept=16):
    """All but the first dimensions are a thousand times smaller."""
    return gaussian(n, d) * np.where(np.arange(d) < kept, 1, 1e-3)


def leading_dimensions(planted):
    """Without one of 16 equal dimensions about a fifth of the neighbors are others; the search halves to d/64 = 2."""
    report = planted.audit(cut())
    enough = report["agreement"]["enoughDimensions"]
    if enough not in (16, 17):
        raise Fail(f"{enough} dimensions are called enough")
    return finding(report, "truncation")["text"]


def principal_axes(planted):
    rotation = np.linalg.qr(gaussian(128, 128))[0]
    report = planted.audit(cut() @ rotation)
    agreement = report["agreement"]
    if agreement["enoughAxes"] not in (16, 17) or (agreement.get("enoughDimensions") or 128) < 96:
        raise Fail(f"enough: {agreement['enoughAxes']} axes, {agreement.get('enoughDimensions')} dimensions")
    return finding(report, "principal-axes")["text"]


def hub(planted):
    """Rows about a direction, and a row that is it: cosine 0.5 with all others, which have 0.24 with each other."""
    d, place = 200, 777
    rows = gaussian(1500, d) + 8 / math.sqrt(d)
    rows[place] = 1
    names = write_lines(planted.folder / "names.txt", [f"name-{row}" for row in range(len(rows))])
    report = planted.audit(rows, "--ids", str(names))
    worst, found = report["hubness"]["hubs"][0], finding(report, "hub")
    if worst["row"] != {"row": place, "id": f"name-{place}"} or f"name-{place}" not in found["text"]:
        raise Fail(f"names {worst}: {found['text']}")
    if worst["lists"] < 0.95 * len(rows) or found["severity"] != "warning":
        raise Fail(f"{worst['lists']} lists, a {found['severity']}")
    return found["text"]


def apart(planted, shift):
    queries = planted.file(gaussian(400, 48, seed=1) + shift, "planted-queries.fbin")
    return planted.audit(gaussian(1200, 48), "--queries", str(queries))


def queries_apart(planted):
    found = finding(apart(planted, 1.0), "queries-apart")
    if found["severity"] != "warning":
        raise Fail(f"a {found['severity']}")
    return found["text"]


def queries_together(planted):
    report = apart(planted, 0.0)
    section = report["queries"]
    figures = Figures()
    figures.estimate("separability", section["separability"], 0.5, 4 * 0.5 / math.sqrt(200))
    figures.estimate("questionsFindQuestions", section["questionsFindQuestions"], section["expectedShare"])
    figures.require(not warnings(report), f"warns: {warnings(report)}")
    return figures.seen()


def surface_twins(planted):
    """Texts of random letters; ten pairs differ in one letter, and their rows in everything."""
    n, twins = 140, 10
    generator = np.random.default_rng(5)
    letters = generator.choice(list("abcdefghijklmnopqrstuvwxyz"), (n, 40))
    letters[twins : 2 * twins] = letters[:twins]
    letters[twins : 2 * twins, 20] = "-"
    texts = write_lines(planted.folder / "texts.txt", ["".join(line) for line in letters])
    report = planted.audit(gaussian(n, 64), "--texts", str(texts))
    listed = report["texts"]["alikeOnSurface"]
    found = {tuple(sorted((one["row"]["row"], one["other"]["row"]))) for one in listed}
    wanted = {(row, row + twins) for row in range(twins)}
    # As many as there is room for; nothing else is alike.
    if not found or not (found <= wanted or wanted <= found):
        raise Fail(f"lists {sorted(found)}")
    if warnings(report):
        raise Fail(f"warns: {warnings(report)}")
    return f"{len(found & wanted)} of {len(found)} listed are planted"


def warnings(report):
    return [f"{one['kind']}: {one['text']}" for one in report["findings"] if one["severity"] == "warning"]


def nothing_audited(planted, n, d, metric):
    """No warning; and what random pairs reach once in n² pairs is what theory says."""
    figures = Figures()
    for seed in range(2):
        report = planted.audit(gaussian(n, d, seed), "--seed", str(seed), metric=metric)
        figures.require(not warnings(report), f"seed {seed} warns: {warnings(report)}")
        # Cosines of random directions: P(c > t) = I(1 − t²; (D − 1)/2, 1/2) / 2.
        free = d - 1 if metric == "pearson" else d
        for line in report["scores"]["thresholds"]:
            # The pairs of n rows are themselves a sample; of few, the greatest is.
            if line["pairs"] * 20 > n * (n - 1) / 2:
                continue
            truth = math.sqrt(1 - betaincinv((free - 1) / 2, 0.5, 2 / line["pairs"]))
            # The greatest of m pairs of few rows: counts beyond it are off by √m.
            beyond = n * (n - 1) / 2 / line["pairs"]
            spread = truth - math.sqrt(
                1 - betaincinv((free - 1) / 2, 0.5, 2 / line["pairs"] * (1 + 4 / math.sqrt(beyond)))
            )
            figures.estimate(f"once in {line['name']}, seed {seed}", line["score"], truth, spread)
    return figures.seen()


def by_chance(planted, seeds, claims):
    """Intervals of 95% claim something once in twenty times; more often than this, once in a thousand runs."""
    most = int(binom.isf(1e-3, seeds, 0.05))
    found = []
    for seed in range(seeds):
        rows, pairs = gaussian(400, 24, seed), random_pairs(400, 400, seed)
        labels = np.random.default_rng(seed).integers(2, size=len(pairs))
        found += [f"seed {seed}: {text}" for text in claims(planted, rows, pairs, labels)]
    if len(found) > most:
        raise Fail(f"{len(found)} claims in {seeds} fits, at most {most} by chance: {found[:3]}")
    return f"{len(found)} claims in {seeds} sets of random labels, of which one in twenty may be made"


def claims_of_evaluate(planted, *judged):
    report = planted.evaluate(*judged)
    kinds = [one["kind"] for one in report["findings"]]
    return [] if "chance" in kinds and "best" not in kinds else [report["findings"][0]["text"]]


def claims_of_fit(planted, *judged):
    report, _ = fit(planted.program, planted.folder, planted.judged(*judged))
    return [fit_verdict(report)] if report["helps"] else []
