"""Rows, samples and several files as one matrix, beside numpy's indexing."""

import csv
import io

import numpy as np

from conversion import check_read, read, write_lines
from matrices import write_fbin
from rows import Rows, bits, embeddings
from table_cases import frame
from tally import Fail

TOP = 5


def named_rows():
    rows = embeddings()
    return rows.named([f"row {row}" for row in range(len(rows.values))])


class Whole:
    """The matrix as one file and, with the same rows, as several."""

    def __init__(self, program, folder):
        self.program = program
        self.rows = named_rows()
        self.folder = folder / "selection"
        self.folder.mkdir()
        self.fbin = self.folder / "whole.fbin"
        write_fbin(self.fbin, self.rows.values)
        ids = self.folder / "whole.ids"
        write_lines(ids, self.rows.names)
        self.ids = ["--ids", str(ids)]
        self.days = []
        # Sorted, day-10 comes last: names of one length say what is meant.
        for name, part in zip(("01", "02", "10"), np.split(self.rows.values, [100, 101])):
            self.days.append(self.folder / f"day-{name}.fbin")
            write_fbin(self.days[-1], part)

    def part(self, chosen):
        return Rows(self.rows.values[chosen], [self.rows.names[row] for row in chosen])

    def check_rows(self, listed, chosen):
        options = ["--rows", listed]
        seen = check_read(self.program, [self.fbin], self.part(chosen), [*options, *self.ids])
        self.check_neighbors([self.fbin], options, chosen)
        return f"{seen}; neighbors are numpy's, numbered as in the whole"

    def check_neighbors(self, inputs, options, chosen):
        """Neighbors among the chosen rows; numbers and names are those of the whole."""
        asked = ["--metric", "cosine", "--top", str(TOP), *options, *self.ids, "--quiet"]
        text = self.program.run(["neighbors", *map(str, inputs), *asked])
        found = [
            (int(line["row"]), line["row_id"], int(line["neighbor"]), line["neighbor_id"])
            for line in csv.DictReader(io.StringIO(text))
        ]
        values = self.rows.values[chosen].astype("f8")
        values /= np.linalg.norm(values, axis=1, keepdims=True)
        scores = values @ values.T
        np.fill_diagonal(scores, -np.inf)
        order = np.argsort(-scores, axis=1)[:, :TOP]
        names = self.rows.names
        expected = [
            (row, names[row], chosen[other], names[chosen[other]])
            for place, row in enumerate(chosen)
            for other in order[place][: len(chosen) - 1]
        ]
        if found != expected:
            place = next((i for i, pair in enumerate(zip(found, expected)) if pair[0] != pair[1]), None)
            if place is None:
                raise Fail(f"{len(found)} neighbors, expected {len(expected)}")
            raise Fail(f"line {place + 2} is {found[place]}, expected {expected[place]}")

    def sampled(self, *options):
        """The row numbers of a sample, found by their values."""
        values = read(self.program, [self.fbin], ["--sample", "40", *options], named=False).values
        known = {row.tobytes(): number for number, row in enumerate(bits(self.rows.values))}
        return [known[row.tobytes()] for row in bits(values)]

    def check_sample(self):
        chosen = self.sampled("--seed", "7")
        if len(chosen) != 40 or chosen != sorted(set(chosen)):
            raise Fail(f"not 40 different rows, ascending: {chosen}")
        if chosen != self.sampled("--seed", "7"):
            raise Fail("the same seed gives another sample")
        if self.sampled() != self.sampled("--seed", "0"):
            raise Fail("the default seed is not 0")
        if chosen == self.sampled("--seed", "8"):
            raise Fail("another seed gives the same sample")
        options = ["--sample", "40", "--seed", "7"]
        check_read(self.program, [self.fbin], self.part(chosen), [*options, *self.ids])
        self.check_neighbors([self.fbin], options, chosen)
        return "40 different rows, ascending, by the seed alone; numbered as in the whole"

    def check_files(self, inputs):
        everything = list(range(len(self.rows.values)))
        seen = check_read(self.program, inputs, self.rows, self.ids)
        self.check_neighbors(inputs, [], everything)
        # From the end of the first file into the last.
        self.check_neighbors(inputs, ["--rows", "95-140"], list(range(95, 141)))
        return seen

    def check_list(self):
        path = self.folder / "list.txt"
        write_lines(path, [str(day) for day in self.days])
        return self.check_files([f"@{path}"])

    def check_kinds(self):
        """Files of several formats, with names in the files themselves."""
        inputs = []
        for place, chosen in enumerate(np.split(np.arange(257), [90, 91, 200])):
            path = self.folder / f"part-{place}.csv"
            path.write_text(frame(self.part(chosen)).to_csv(index=False), newline="")
            inputs.append(path)
        return check_read(self.program, inputs, self.rows, ["--id-column", "id"])


def checks(program, folder):
    """(title, test) of every way to choose rows."""
    whole = Whole(program, folder)
    every = {
        "100-120": list(range(100, 121)),
        "250-": list(range(250, 257)),
        "0,5,100-120,250-": [0, 5, *range(100, 121), *range(250, 257)],
        "0-256": list(range(257)),
    }
    for listed, chosen in every.items():
        yield f"rows {listed}", lambda l=listed, c=chosen: whole.check_rows(l, c)
    one = ["--rows", "17", *whole.ids]
    yield "rows 17", lambda: check_read(program, [whole.fbin], whole.part([17]), one)
    yield "sample and seed", whole.check_sample
    yield "several files", lambda: whole.check_files(whole.days)
    yield "a pattern", lambda: whole.check_files([whole.folder / "day-*.fbin"])
    yield "@list.txt", whole.check_list
    yield "several files with names", whole.check_kinds
