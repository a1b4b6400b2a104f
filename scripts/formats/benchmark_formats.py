"""Times `simbatch convert X out.fbin` beside Python's readers on the same text.

usage: benchmark_formats.py PROGRAM [--megabytes N] [--rounds N] [--only NAME] [--keep]

simbatch's time is a whole process that also writes; theirs is one that only reads into memory.
"""

import argparse
import gzip
import json
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import zstandard

import machine
import measure
import tables

DIMENSIONS = 384
# Texts of this many different rows are repeated under new names: printing them is slow in Python.
PRINTED_ROWS = 2000
READER = Path(__file__).resolve().parent / "reader_peer.py"


@dataclass(frozen=True)
class Form:
    name: str
    ending: str
    readers: tuple  # functions of reader_peer.py
    options: tuple = ()  # of simbatch
    header: str = ""
    line: str = ""  # of name, joined values
    separator: str = ","


NUMBERED = [f"x{column}" for column in range(DIMENSIONS)]
CSV_HEADER = ",".join(["id", *NUMBERED]) + "\n"
BY_ID = ("--id-column", "id")
CSV_READERS = ("pandas_csv", "numpy_csv")
COPIED = ("--input-format", "copy", "--id-column", "1")
FORMS = [
    Form("csv", "csv", CSV_READERS, BY_ID, CSV_HEADER, "{},{}\n"),
    Form("tsv", "tsv", ("pandas_tsv", "numpy_tsv"), BY_ID, CSV_HEADER.replace(",", "\t"), "{}\t{}\n", "\t"),
    Form("jsonl", "jsonl", ("json_lines", "pandas_jsonl"), (), "", '{{"id":"{}","embedding":[{}]}}\n'),
    Form("glove", "glove.txt", ("gensim_glove", "numpy_words"), (), "", "{} {}\n", " "),
    Form("word2vec-text", "vec", ("gensim_text",), (), "{rows} {dimensions}\n", "{} {}\n", " "),
    Form("copy", "copy", ("copy_vectors",), COPIED, "", "{}\t[{}]\n"),
    Form("csv.gz", "csv.gz", CSV_READERS[:1], BY_ID, CSV_HEADER, "{},{}\n"),
    Form("csv.zst", "csv.zst", CSV_READERS[:1], BY_ID, CSV_HEADER, "{},{}\n"),
    # Not text: what is left when there is nothing to parse.
    Form("word2vec", "w2v.bin", ("gensim_binary",), (), "{rows} {dimensions}\n"),
]


def printed():
    """Values of rows that look like embeddings of unit length, and the shortest text of each."""
    values = np.random.default_rng(6).standard_normal((PRINTED_ROWS, DIMENSIONS))
    values = (values / np.sqrt(DIMENSIONS)).astype("f4")
    return values, [[str(value) for value in row] for row in values]


def write(form, path, values, texts, rows):
    """Writes `rows` rows; the bytes of text, before compression."""
    header = form.header.replace("{rows}", str(rows)).replace("{dimensions}", str(DIMENSIONS))
    joined = [form.separator.join(row) for row in texts] if form.line else []
    size = 0
    with opened(path) as file:
        size += file.write(header.encode())
        for row in range(rows):
            if form.line:
                line = form.line.format(f"name{row}", joined[row % PRINTED_ROWS]).encode()
            else:
                line = f"name{row} ".encode() + values[row % PRINTED_ROWS].tobytes()
            size += file.write(line)
    return size


def opened(path):
    if path.suffix == ".gz":
        return gzip.open(path, "wb", compresslevel=6)
    if path.suffix == ".zst":
        return zstandard.open(path, "wb")
    return open(path, "wb")


def contenders(form, program, path, output):
    """(runs, start) of simbatch, then of each reader."""
    convert = [str(program), "convert", str(path), str(output), *form.options, "--quiet"]
    yield measure.Runs("simbatch convert"), lambda: (*measure.run(convert, {})[:2], {})
    for reader in form.readers:
        command = [sys.executable, "-B", str(READER), reader, str(path)]

        def start(command=command):
            seconds, megabytes, said = measure.run(command, {})
            return seconds, megabytes, json.loads(said)

        yield measure.Runs(reader.replace("_", " ")), start


def run_form(form, options, folder, values, texts):
    """The table of one form, A B C, A B C, …"""
    rows = round(options.megabytes * 1e6 / sum(len(text) + 1 for text in texts[0]))
    path, output = folder / f"rows.{form.ending}", folder / "out.fbin"
    size = write(form, path, values, texts, rows)
    everyone = list(contenders(form, options.program, path, output))
    for round_number in range(options.rounds):
        for runs, start in everyone:
            if runs.error:
                continue
            try:
                runs.add(*start())
            except RuntimeError as error:
                runs.error = str(error)
            said = runs.error or f"{runs.seconds[-1]:.2f} s"
            print(f"  {form.name}, round {round_number + 1}, {runs.name}: {said}", file=sys.stderr)
    if output.exists():
        check(output, values, rows)
    path.unlink()
    return table(form, size, rows, [runs for runs, _ in everyone])


def check(output, values, rows):
    """A fast wrong reader is no result."""
    found = np.memmap(output, "f4", "r", offset=8, shape=(rows, DIMENSIONS))
    for first in range(0, rows, PRINTED_ROWS):
        part = found[first : first + PRINTED_ROWS]
        if not np.array_equal(part, values[: len(part)]):
            sys.exit(f"{output.name}: other values than were written, from row {first} on")


def table(form, size, rows, everyone):
    lines = [
        f"### {form.name}: {rows} × {DIMENSIONS}, {size / 1e6:.0f} MB",
        "",
        "| program | best s | median s | MB/s | reading alone s | peak MB | times simbatch |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    ours = everyone[0]
    for runs in everyone:
        if runs.error:
            lines.append(f"| {runs.name} | {runs.error} |" + " |" * 5)
            continue
        alone = f"{min(runs.compute_seconds):.2f}" if runs.compute_seconds else ""
        ratio = "" if runs is ours or ours.error else f"{runs.best / ours.best:.1f}"
        lines.append(
            f"| {runs.name} | {runs.best:.2f} | {runs.median:.2f} | {size / 1e6 / runs.best:.0f} | {alone} "
            f"| {runs.peak_megabytes:.0f} | {ratio} |"
        )
    return "\n".join(lines) + "\n"


def heading():
    packages = ["numpy", "pandas", "gensim"]
    versions = ", ".join(f"{name} {machine.package_version(name)}" for name in packages)
    return (
        f"## Text forms, commit {tables.commit()}\n\n* {machine.cpu_name()}, {machine.cores()} cores\n"
        f"* {versions}\n\nWhole processes, interleaved. MB/s of text, uncompressed, by the best run.\n"
    )


def main():
    parser = argparse.ArgumentParser(prog="benchmark-formats", description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("--megabytes", type=int, default=200, help="of text in each file (200)")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each program (3)")
    parser.add_argument("--only", default="", help="only forms whose name has this in it")
    parser.add_argument("--keep", action="store_true", help="append the tables to benchmark-results")
    options = parser.parse_args()
    parts = [heading()]
    print(parts[0], flush=True)
    values, texts = printed()
    with tempfile.TemporaryDirectory() as folder:
        for form in FORMS:
            if options.only in form.name:
                parts.append(run_form(form, options, Path(folder), values, texts))
                print(parts[-1], flush=True)
    if options.keep:
        print(f"kept in {tables.keep(chr(10).join(parts))}")


if __name__ == "__main__":
    sys.exit(main())
