"""Times audits and evaluations, as whole processes.

usage: benchmark_audit.py PROGRAM FOLDER [--rounds N] [--threads N] [--quick]
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path

import numpy as np

import jobs
import machine
import measure
import tables
from datasets import DATASETS, gaussian

ROWS, DIMENSIONS, PAIRS = 63_666, 384, 6000


def arguments():
    parser = argparse.ArgumentParser(prog="benchmark-audit", description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("folder", type=Path, help="where generated inputs are kept")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each (3)")
    parser.add_argument("--threads", type=int, default=machine.cores())
    parser.add_argument("--quick", action="store_true", help="one round; not kept")
    return parser.parse_args()


def tasks(folder, scratch):
    """Name and arguments of everything that is timed."""
    named = os.environ.get("SIMBATCH_DATA")
    if named:
        data, base = Path(named), DATASETS["minilm"](folder)
        pairs, texts = data / "judged-pairs.csv", scratch / "texts.txt"
        lines = (data / "debian-minilm.tsv").read_text().splitlines()
        texts.write_text("".join(line.split("\t", 1)[1] + "\n" for line in lines))
        queries, answers = data / "names-queries.fbin", data / "names-answers.csv"
    else:
        base, pairs = gaussian(ROWS, DIMENSIONS)(folder), scratch / "pairs.csv"
        generator = np.random.default_rng(0)
        both = generator.permutation(ROWS)[: 2 * PAIRS].reshape(-1, 2)
        lines = [f"{a},{b},{i % 2}" for i, (a, b) in enumerate(both)]
        pairs.write_text("\n".join(["row_a,row_b,label", *lines]) + "\n")
    yield "audit", ["audit", base]
    if named:
        yield "audit --texts", ["audit", base, "--texts", texts]
        yield "audit --texts --queries", ["audit", base, "--texts", texts, "--queries", queries]
    yield "evaluate --pairs", ["evaluate", base, "--pairs", pairs]
    if named:
        yield "evaluate --answers", ["evaluate", base, "--queries", queries, "--answers", answers]


def run(task, options, output):
    words = [str(word) for word in task] + ["--threads", str(options.threads), "--json", str(output)]
    seconds, megabytes, _ = measure.run([str(options.program), *words, "--quiet"], jobs.best_environment())
    return seconds, megabytes, json.loads(output.read_text())


def table(everyone):
    lines = ["| job | best | median | peak MB |", "| --- | ---: | ---: | ---: |"]
    stages = []
    for runs in everyone:
        if runs.error:
            lines.append(f"| {runs.name} | {runs.error} | | |")
            continue
        lines.append(f"| {runs.name} | {runs.best:.2f} | {runs.median:.2f} | {runs.peak_megabytes:.0f} |")
        figures = ", ".join(f"{name} {value:.2f}" for name, value in tables.numbers(runs.report["seconds"]))
        stages.append(f"{runs.name}, best run: {figures}\n")
    return "\n".join(["### audits and evaluations", "", *lines, "", *stages])


def main():
    options = arguments()
    options.folder.mkdir(parents=True, exist_ok=True)
    if options.quick:
        options.rounds = 1
    with tempfile.TemporaryDirectory() as scratch:
        scratch = Path(scratch)
        everyone = [(measure.Runs(name), task) for name, task in tasks(options.folder, scratch)]
        heading = tables.heading(options.threads)
        print(heading)
        for number in range(options.rounds):
            for runs, task in everyone:
                try:
                    runs.add(*run(task, options, scratch / "report.json"))
                except RuntimeError as error:
                    runs.error = str(error)
                said = runs.error or f"{runs.seconds[-1]:.2f} s"
                print(f"  round {number + 1}, {runs.name}: {said}", file=sys.stderr)
    text = table([runs for runs, _ in everyone])
    print(text)
    failed = any(runs.error for runs, _ in everyone)
    # A broken or hurried run is no result.
    if not options.quick and not failed:
        print(f"kept in {tables.keep(heading + text)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
