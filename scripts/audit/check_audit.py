"""Checks the figures of audit, evaluate, fit, --map and --calibrate against numpy, scipy and scikit-learn.

usage: check_audit.py PROGRAM [--only TEXT]

One line a check; the exit code is 1 if one failed. --only runs the checks whose title has TEXT in it.
"""

import sys
import tempfile
from pathlib import Path

import calibrations
import coverage
import evaluations
import fits
import maps
import planted
from audits import Audit
from inputs import Inputs
from program import Program
from tally import Tally, parser_of


def checks(program, inputs):
    """(title, test) of every check; an input's own are together, so that it is audited once."""
    for one in inputs.audited:
        audit = Audit(program, inputs.scratch, one)
        yield from audit.checks()
        yield from calibrations.checks(program, audit)
    yield from evaluations.checks(program, inputs)
    yield from maps.checks(program, inputs)
    yield from fits.checks(program, inputs)
    yield from planted.checks(program, inputs.scratch)
    yield from coverage.checks(program, inputs.scratch)


def main():
    options = parser_of("check-audit", __doc__).parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        inputs = Inputs(Path(scratch))
        print(f"data: {', '.join(str(one.path.name) for one in inputs.audited)}")
        if not inputs.folder:
            print("SIMBATCH_DATA is not set: the small sample stands for digits, sentences, words and names")
        return Tally().run(checks(Program(options.program), inputs), options.only)


if __name__ == "__main__":
    sys.exit(main())
