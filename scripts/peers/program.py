"""Runs the built simbatch and says what came of it."""

import os
import subprocess
import tempfile
from pathlib import Path

from matrices import read_neighbors
from tally import Fail

# A hang must fail a check, not the night's run.
TIME_LIMIT_SECONDS = 900


class Failure(Fail):
    """simbatch ended with another exit code than 0."""

    def __init__(self, code, message):
        self.code = code
        self.lines = message.strip().splitlines() or ["(no message)"]
        # A crash may write pages; the last line names what went wrong.
        self.message = self.lines[-1]
        super().__init__(f"exit {code}: {self.message}")


class Program:
    def __init__(self, path):
        self.path = Path(path)

    def result(self, question, options=(), environment=None):
        """The bytes of the .bin answer to a question; raises `Failure`."""
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "answer.bin"
            self.run([*options, "--quiet", "--output", str(output), *question.arguments()], environment)
            return output.read_bytes()

    def neighbors(self, question, options=()):
        """Neighbors and scores, n × k."""
        with tempfile.TemporaryDirectory() as folder:
            output = Path(folder) / "answer.bin"
            self.run([*options, "--quiet", "--output", str(output), *question.arguments()])
            return read_neighbors(output)

    def run(self, arguments, environment=None, stdin=b""):
        """What it prints, given `stdin` through a pipe; raises `Failure`."""
        return self.complete(arguments, environment, stdin)[0]

    def complete(self, arguments, environment=None, stdin=b""):
        """Standard output and standard error of a run that succeeded; raises `Failure`."""
        try:
            done = subprocess.run(
                [str(self.path), *arguments],
                env={**os.environ, **(environment or {})},
                input=stdin,
                capture_output=True,
                timeout=TIME_LIMIT_SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise Failure("none", f"still running after {TIME_LIMIT_SECONDS} s") from None
        if done.returncode != 0:
            raise Failure(done.returncode, done.stderr.decode(errors="replace"))
        return done.stdout.decode(), done.stderr.decode()
