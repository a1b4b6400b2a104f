"""`fit`: what it says of pairs held out, beside a split of ours that it cannot have seen."""

import json

import numpy as np
from scipy.stats import spearmanr
from sklearn.metrics import average_precision_score, roc_auc_score

import evaluations
from figures import Figures
from inputs import write_lines
from maps import mapped
from matrices import read_matrix
from similarity import Variant

COSINE = Variant("cosine")
HELD_OUT = 0.3
DRAWS = 200


def fit(program, folder, arguments):
    """The report of a fit, and its map."""
    output, report = folder / "fitted.npy", folder / "fit.json"
    program.run(["fit", *map(str, arguments), "-o", str(output), "--json", str(report), "--quiet"])
    return json.loads(report.read_text()), output


def checks(program, inputs):
    """(title, test) of every check."""
    folder = inputs.scratch
    for judged in inputs.judged:
        yield f"fit {judged.name}", lambda j=judged: figures_of(program, folder, j)
        yield f"fit {judged.name}: a split of ours", lambda j=judged: split(program, folder, j)
    yield "fit answers", lambda: answers(program, folder, *inputs.answers)


def figure(likeness, labels):
    """AUC of labels 0 and 1, else Spearman's correlation."""
    if set(labels) <= {0, 1}:
        return "areaUnderCurve", float(roc_auc_score(labels, likeness))
    return "spearman", float(spearmanr(likeness, labels)[0])


def figures_of(program, folder, judged):
    """Plain figures are numpy's where all pairs were held out; the map is one, and `evaluate --map` applies it."""
    report, path = fit(program, folder, [judged.path, "--pairs", judged.pairs])
    left, right, labels = judged.table
    figures, d = Figures(), judged.stored.shape[1]
    matrix = np.load(path)
    figures.require(matrix.shape == (d, d) and np.isfinite(matrix).all(), f"a map of {matrix.shape}")
    plain = report["contestants"][1:]
    if report["judgements"]["heldOut"] == len(labels):
        for line in plain:
            variant = named_variant(line["name"])
            prepared = variant.prepared(judged.stored)
            likeness = variant.sign * variant.pair_scores(prepared[left], prepared[right])
            name, truth = figure(likeness, labels)
            figures.estimate(f"{name}, {line['name']}", line["figures"][name], truth, exact=True)
            if name == "areaUnderCurve":
                truth = float(average_precision_score(labels, likeness))
                title = f"average precision, {line['name']}"
                figures.estimate(title, line["figures"]["averagePrecision"], truth, exact=True)
    check_verdict(figures, report)
    rows = mapped(judged.stored, matrix)
    seen = evaluations.against_libraries(program, folder, judged, ["--map", path], rows)
    figures.notes += [verdict(report), f"evaluate --map: {seen}"]
    return figures.seen()


def named_variant(name):
    """The similarity that reports call so, such as `cosine, centred columns` or `pearson, first 192`."""
    metric, *more = name.split(", ")
    dims = [int(word.split()[1]) for word in more if word.startswith("first ")]
    return Variant(metric, "centred columns" in more, *dims)


def check_verdict(figures, report):
    """It helps if and only if the map is ahead of every plain similarity beyond the interval of its lead."""
    kinds = [one["kind"] for one in report["findings"]]
    figures.require(report["helps"] == ("gain" in kinds), f"helps: {report['helps']}, findings: {kinds}")
    ours, *plain = [line["figures"][report["comparedBy"]]["value"] for line in report["contestants"]]
    figures.require(plain == sorted(plain, reverse=True), f"plain ones are not in order: {plain}")
    ahead = ours > plain[0] and all(line["lead"]["low"] > 0 for line in report["contestants"][1:])
    figures.require(ahead or not report["helps"], "helps, and is not ahead")


def verdict(report):
    return report["findings"][0]["text"]


def split(program, folder, judged):
    """Learned from pairs of some rows, tried here on pairs of others: what is said must hold.

    The figure of its report and ours are of different pairs: their difference is allowed four times
    the standard errors of both. Less was learned from fewer pairs, so only too good a claim fails.
    """
    left, right, labels = judged.table
    generator = np.random.default_rng(11)
    # Components are not dealt whole: pairs between both sides are left out.
    is_held_out = generator.random(len(judged.stored)) < HELD_OUT
    train = ~is_held_out[left] & ~is_held_out[right]
    test = is_held_out[left] & is_held_out[right]
    lines = [f"{a},{b},{label:g}" for a, b, label in zip(left[train], right[train], labels[train])]
    pairs = write_lines(folder / "train.csv", ["row_a,row_b,label", *lines])
    report, path = fit(program, folder, [judged.path, "--pairs", pairs])
    name = report["comparedBy"]
    scores = {}
    for title, rows in (("map", mapped(judged.stored, np.load(path))), ("plain", judged.stored)):
        prepared = COSINE.prepared(rows)
        scores[title] = COSINE.pair_scores(prepared[left[test]], prepared[right[test]])
    own = {title: figure(score, labels[test])[1] for title, score in scores.items()}
    given = report["contestants"][0]["figures"][name]
    error = 4 * np.hypot((given["high"] - given["low"]) / 3.92, bootstrap_error(scores["map"], labels[test]))
    figures = Figures()
    figures.require(
        given["value"] <= own["map"] + error, f"says {given['value']:.4f}, held out {own['map']:.4f}"
    )
    figures.notes.append(
        f"{name} said {given['value']:.4f}, of {test.sum()} other pairs {own['map']:.4f} ± {error:.4f}, "
        f"plain cosine {own['plain']:.4f}; helps: {report['helps']}"
    )
    return figures.seen()


def bootstrap_error(likeness, labels):
    generator = np.random.default_rng(3)
    found = []
    for _ in range(DRAWS):
        drawn = generator.integers(len(labels), size=len(labels))
        found.append(figure(likeness[drawn], labels[drawn])[1])
    return float(np.std(found))


def answers(program, folder, base, queries, known):
    """Two maps; `evaluate` applies them to queries and base, ranked by numpy as well."""
    query_map = folder / "fitted-queries.npy"
    arguments = [base, "--queries", queries, "--answers", known, "--query-output", query_map]
    report, path = fit(program, folder, arguments)
    figures = Figures()
    check_verdict(figures, report)
    options = ["--map", path, "--query-map", query_map]
    rows = [mapped(read_matrix(file), np.load(by)) for file, by in ((base, path), (queries, query_map))]
    seen = evaluations.against_ranks(program, folder, base, queries, known, options, rows)
    figures.notes += [verdict(report), f"evaluate --map --query-map: {seen}"]
    return figures.seen()
