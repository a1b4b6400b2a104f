"""Checks simbatch's formats against the libraries that own them.

usage: check_formats.py PROGRAM [--only TEXT]

One line a check; the exit code is 1 if one failed. --only runs the checks whose title has TEXT in it.
"""

import argparse
import sys
import tempfile
from itertools import chain
from pathlib import Path

import array_cases
import compression
import database_cases
import first_commands
import hdf5_cases
import parquet_checks
import postgres
import same_neighbors
import selection
import table_cases
import word_cases
import words
import written
from conversion import check_read
from program import Program
from tally import Tally


def reading(program, folder):
    """(title, test): each file is read as its library wrote it."""
    folder = folder / "written-by-libraries"
    folder.mkdir()
    texts = [*table_cases.tables(), *word_cases.words(), *database_cases.copy_text()]
    plain = [*array_cases.arrays(), *texts, *database_cases.sqlite()]
    read = lambda case: check_read(program, [case.path(folder)], case.rows, case.options)
    for case in plain:
        yield f"read {case.title}", lambda c=case: read(c)
    yield "HDF5 support", lambda: hdf5_cases.check_message(program, folder)
    for case in hdf5_cases.hdf5():

        def test(case=case):
            hdf5_cases.require_support(program, folder)
            return read(case)

        yield f"read {case.title}", test
    yield "HDF5, cut off", lambda: hdf5_cases.check_cut(program, folder)
    yield "read PostgreSQL's COPY", lambda: postgres.check_copy(program, folder)
    for case in compression.one_of_each_format(texts):
        yield f"pipe, {case.format}", lambda c=case: compression.check_pipe(program, folder, c)
        if case.format == "word2vec":
            continue
        for form in compression.FORMS:
            test = lambda c=case, f=form: compression.check_compressed(program, folder, c, f)
            yield f"{form} of {case.format}", test


def checks(program, folder):
    """(title, test) of every check."""
    return chain(
        reading(program, folder),
        written.checks(program, folder),
        same_neighbors.checks(program, folder),
        selection.checks(program, folder),
        words.checks(program),
        first_commands.checks(program, folder),
        parquet_checks.checks(folder),
    )


def main():
    parser = argparse.ArgumentParser(prog="check-formats", description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("--only", default="", help="only checks whose title has this in it")
    options = parser.parse_args()
    tally = Tally()
    with tempfile.TemporaryDirectory() as folder:
        for title, test in checks(Program(options.program), Path(folder)):
            if options.only in title:
                tally.check(title, test)
    return tally.finish()


if __name__ == "__main__":
    sys.exit(main())
