"""One line for each check, and the count at the end."""

import argparse
import time
import traceback
from pathlib import Path


class Skip(Exception):
    """Raised by a check that cannot be made here; the reason is printed."""


class Fail(Exception):
    """Raised by a check with what is wrong."""


def parser_of(name, description):
    """A parser of the program to be checked and the part of the checks that is wanted."""
    parser = argparse.ArgumentParser(prog=name, description=description.splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("--only", default="", help="only checks whose title has this in it")
    return parser


class Tally:
    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def check(self, title, test):
        """Runs `test`, which returns what it saw, or raises `Skip` or anything else."""
        start = time.perf_counter()
        try:
            seen = test()
        except Skip as reason:
            self.skipped += 1
            print(f"skip  {title}: {reason}", flush=True)
            return
        except Exception as error:
            self.failed += 1
            # A failed comparison speaks for itself; an error of the checker needs its place.
            if not isinstance(error, Fail):
                traceback.print_exc()
            print(f"FAIL  {title}: {error}", flush=True)
            return
        self.passed += 1
        print(f"ok    {title}: {seen} [{time.perf_counter() - start:.1f} s]", flush=True)

    def run(self, checks, only):
        """Makes the checks, pairs of a title and a test, whose title has `only` in it; the exit code."""
        for title, test in checks:
            if only in title:
                self.check(title, test)
        return self.finish()

    def finish(self):
        """Prints the count; the exit code."""
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return 1 if self.failed else 0
