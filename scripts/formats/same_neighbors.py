"""One matrix in every format: the answer has the same bytes."""

import gzip
import os
from pathlib import Path

import hdf5_cases
import database_cases
from conversion import write_lines
from matrices import read_matrix, write_fbin
from outputs import OUTPUTS
from question import Question
from rows import Rows, embeddings
from tally import Fail, Skip


class Answers:
    """The .bin answer to one question, whatever file the rows come from."""

    def __init__(self, program, folder, rows, metric):
        self.program = program
        self.metric = metric
        self.folder = folder
        self.folder.mkdir(exist_ok=True)
        self.rows = rows
        self.fbin = self.folder / "same.fbin"
        write_fbin(self.fbin, rows.values)
        self.ids = self.folder / "same.ids"
        write_lines(self.ids, [f"r{row}" for row in range(len(rows.values))])
        self.reference = None

    def answer(self, path, options=()):
        return self.program.result(Question(path, self.metric), options)

    def check(self, path, options=()):
        if self.reference is None:
            self.reference = self.answer(self.fbin)
        if self.answer(path, options) != self.reference:
            raise Fail("other neighbors than of the .fbin")
        return f"the same {len(self.reference)} bytes as of the .fbin"

    def check_converted(self, output, compress=False):
        path = self.folder / f"converted{output.ending}"
        names = ["--ids", str(self.ids)] if output.names else []
        self.program.run(["convert", str(self.fbin), str(path), *names, "--quiet"])
        if compress:
            data = gzip.compress(path.read_bytes(), 1)
            path = path.with_name(path.name + ".gz")
            path.write_bytes(data)
        return self.check(path, output.options)

    def check_hdf5(self):
        hdf5_cases.require_support(self.program, self.folder)
        path = self.folder / "same.h5"
        hdf5_cases.save(path, {"x": self.rows.values})
        return self.check(path)

    def check_sqlite(self):
        blobs = [row.tobytes() for row in self.rows.values]
        query = "select v from docs order by rowid"
        case = database_cases.case("", "same.db", range(len(blobs)), blobs, self.rows, query)
        return self.check(case.path(self.folder), case.options)

    def check_copy(self):
        lines = [database_cases.vector(row) for row in self.rows.values]
        case = database_cases.copied("", "same.copy", lines, self.rows, "--input-format", "copy")
        return self.check(case.path(self.folder), case.options)


def checks(program, folder):
    """(title, test): a small matrix in all formats, real data in some."""
    for metric in ("pearson", "euclidean"):
        same = Answers(program, folder / f"same-{metric}", embeddings(), metric)
        for output in OUTPUTS:
            if "f32" in output.types:
                title = f"same neighbors, {metric}, {output.ending}"
                yield title, lambda s=same, o=output: s.check_converted(o)
        yield f"same neighbors, {metric}, HDF5", same.check_hdf5
        yield f"same neighbors, {metric}, SQLite", same.check_sqlite
        yield f"same neighbors, {metric}, COPY", same.check_copy
    yield from on_real_data(program, folder)


def on_real_data(program, folder):
    path = Path(os.environ.get("SIMBATCH_DATA") or "") / "debian-5k.fbin"
    if not path.exists():
        yield "same neighbors, debian-5k", needs_data
        return
    same = Answers(program, folder / "same-debian", Rows(read_matrix(path)), "cosine")
    for output in OUTPUTS:
        if output.ending in (".csv", ".jsonl", ".safetensors", ".w2v.bin"):
            yield f"same neighbors, debian-5k, {output.ending}", lambda o=output: same.check_converted(o)
    by_ending = {output.ending: output for output in OUTPUTS}
    test = lambda: same.check_converted(by_ending[".glove.txt"], compress=True)
    yield "same neighbors, debian-5k, .glove.txt.gz", test


def needs_data():
    raise Skip("needs SIMBATCH_DATA")
