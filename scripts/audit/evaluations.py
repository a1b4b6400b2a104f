"""`evaluate` beside scikit-learn's and scipy's figures of the same pairs, and numpy's ranks of the same answers."""

import csv
import json
from collections import defaultdict

import numpy as np
from scipy.stats import spearmanr
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score

from figures import Figures
from matrices import read_matrix
from similarity import Variant

PRECISION = 0.95
DRAWS = 400
# Scores are `Float`s of sums in `Double`: no figure may depend on more than that.
ULP = 1.2e-7


def evaluate(program, folder, arguments):
    output = folder / "evaluation.json"
    program.run(["evaluate", *map(str, arguments), "--json", str(output), "--quiet"])
    return json.loads(output.read_text())


def checks(program, inputs):
    """(title, test) of every check."""
    for judged in inputs.judged:
        yield f"evaluate {judged.name}", lambda j=judged: against_libraries(program, inputs.scratch, j)
    base, queries, answers = inputs.answers
    title = f"evaluate {base.name}, {queries.name}, {answers.name}"
    yield title, lambda: against_ranks(program, inputs.scratch, base, queries, answers)


def against_libraries(program, folder, judged, options=(), mapped=None):
    """`mapped`: what the options make of rows before any measure."""
    left, right, labels = judged.table
    binary = set(labels) <= {0, 1}
    precision = ["--precision", PRECISION] if binary else []
    report = evaluate(program, folder, [judged.path, "--pairs", judged.pairs, *precision, *options])
    stored = judged.stored if mapped is None else mapped
    figures = Figures()
    figures.exact("pairs used", report["judgements"]["used"], len(labels))
    for line in report["variants"]:
        variant = Variant.parse(line["commandLine"])
        prepared = variant.prepared(stored)
        likeness = variant.sign * variant.pair_scores(prepared[left], prepared[right])
        if binary:
            check_binary(figures, line, likeness, labels, variant.sign)
        else:
            truth = float(spearmanr(likeness, labels)[0])
            figures.estimate(f"Spearman, {line['name']}", line["figures"]["spearman"], truth, exact=True)
    check_order(figures, report)
    if binary:
        check_interval(figures, report["variants"][0], stored, judged)
    figures.notes.append(best_of(report))
    return figures.seen()


def best_of(report):
    best = report["variants"][0]
    return f"best: {best['name']}, {best['figures'][report['comparedBy']]['value']:.4f}"


def check_binary(figures, line, likeness, labels, sign):
    name, given = line["name"], line["figures"]
    area, precision = roc_auc_score(labels, likeness), average_precision_score(labels, likeness)
    figures.estimate(f"AUC, {name}", given["areaUnderCurve"], area, exact=True)
    figures.estimate(f"average precision, {name}", given["averagePrecision"], precision, exact=True)
    precisions, recalls, limits = precision_recall_curve(labels, likeness)
    good = np.flatnonzero(precisions[:-1] >= PRECISION)
    threshold = line.get("threshold")
    if not len(good):
        figures.require(threshold is None, f"{name} has a threshold, and none reaches {PRECISION}")
    elif threshold is None:
        figures.require(False, f"{name} has no threshold; {sign * limits[good[0]]} reaches {PRECISION}")
    else:
        # Limits ascend: the first good one is the lowest.
        place = good[0]
        figures.close(f"threshold, {name}", threshold["value"], sign * float(limits[place]), ULP)
        figures.estimate(f"precision, {name}", threshold["precision"], precisions[place], exact=True)
        figures.estimate(f"recall, {name}", threshold["recall"], recalls[place], exact=True)
        reached = int((likeness >= limits[place]).sum())
        figures.exact(f"pairs that reach the threshold, {name}", threshold["pairs"], reached)
    for point in line["curve"]:
        above = likeness >= np.float32(sign * point["threshold"])
        title = f"at {point['threshold']}, {name}"
        figures.exact(f"pairs {title}", point["pairs"], int(above.sum()))
        figures.exact(f"precision {title}", point["precision"], float(labels[above].mean()))
        figures.exact(f"recall {title}", point["recall"], float(labels[above].sum() / labels.sum()))


def check_order(figures, report):
    """The best first; each lead is what the figures say; who is worse is so beyond the interval."""
    figure = report["comparedBy"]
    values = [line["figures"][figure]["value"] for line in report["variants"]]
    figures.require(values == sorted(values, reverse=True), f"not in order of {figure}: {values}")
    for line, value in zip(report["variants"], values):
        figures.exact(f"lead over {line['name']}", line["lead"]["value"], values[0] - value)
        figures.require(not line["isWorse"] or line["lead"]["low"] > 0, f"{line['name']} is called worse")


def check_interval(figures, line, stored, judged):
    """Ends of the interval of the AUC beside those of numpy's own draws.

    An end is a quantile of B draws: it is off by √(0.025 · 0.975 / B) / 0.0584 standard errors (the
    density there), 0.085 for their 1000 draws and 0.134 for ours. Four times both together: 0.63.
    """
    left, right, labels = judged.table
    variant = Variant.parse(line["commandLine"])
    prepared = variant.prepared(stored)
    likeness = variant.sign * variant.pair_scores(prepared[left], prepared[right])
    generator = np.random.default_rng(7)
    areas = []
    for _ in range(DRAWS):
        drawn = generator.integers(len(labels), size=len(labels))
        areas.append(roc_auc_score(labels[drawn], likeness[drawn]))
    error = 0.63 * float(np.std(areas))
    given = line["figures"]["areaUnderCurve"]
    for end, share in (("low", 0.025), ("high", 0.975)):
        figures.close(f"{end} end of the AUC", given[end], float(np.quantile(areas, share)), error)


def against_ranks(program, folder, base, queries, answers, options=(), mapped=None):
    arguments = [base, "--queries", queries, "--answers", answers, *options]
    report = evaluate(program, folder, arguments)
    wanted = defaultdict(list)
    with open(answers, newline="") as file:
        for line in csv.DictReader(file):
            wanted[int(line["query"])].append(int(line["answer_row"]))
    stored, asked = mapped or (read_matrix(base), read_matrix(queries))
    figures = Figures()
    figures.exact("queries used", report["judgements"]["used"], len(wanted))
    for line in report["variants"]:
        ranks = ranks_of(Variant.parse(line["commandLine"]), stored, asked, wanted)
        for name, truth in {
            "hitsAt1": (ranks <= 1).mean(),
            "hitsAt10": (ranks <= 10).mean(),
            "hitsAt100": (ranks <= 100).mean(),
            "meanReciprocalRank": (1 / ranks).mean(),
        }.items():
            figures.estimate(f"{name}, {line['name']}", line["figures"][name], float(truth), exact=True)
    check_order(figures, report)
    figures.notes.append(best_of(report))
    return figures.seen()


def ranks_of(variant, stored, asked, wanted, height=128):
    """The rank of the best answer of each query: equal scores in the order of rows."""
    base, queries = variant.prepared(stored), variant.prepared(asked, base=stored)
    order = sorted(wanted)
    ranks = []
    for first in range(0, len(order), height):
        part = order[first : first + height]
        for query, merits in zip(part, variant.merits(queries[part], base)):
            rows = np.array(sorted(wanted[query]))
            best = rows[np.argmax(merits[rows])]
            ahead = (merits > merits[best]).sum() + (merits[:best] == merits[best]).sum()
            ranks.append(1 + int(ahead))
    return np.array(ranks)
