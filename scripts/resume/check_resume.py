"""Long jobs that are stopped at random moments, over and over, until they end.

A state that is saved as often as can be makes a job of a second behave like one of hours, in one piece or by
small blocks. However often it was stopped, the output must have the bytes of a run that nobody stopped, and
nothing else may be left. Needs nothing but Python.
"""

import argparse
import os
import random
import signal
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# A job that is asked to stop does so at once; on a machine under load that takes its time.
SECONDS = 60
# `BLOCK` is a number of rows that makes some ten blocks. A full matrix has blocks of its own.
JOBS = [
    (["--metric", "cosine", "--top", "10"], "out.bin"),
    (["--metric", "cosine", "--top", "10", "--block", "BLOCK"], "out.bin"),
    (["--top", "5", "--farthest", "--block", "BLOCK"], "out.csv"),
    (["--metric", "euclidean", "--top", "7", "--block", "BLOCK"], "out.npy"),
    (["duplicates", "--min-score", "0.6"], "out.csv"),
    (["duplicates", "--min-score", "0.7", "--keep", "central", "--block", "BLOCK"], "out.jsonl"),
    (["duplicates", "--target", "400", "--block", "BLOCK"], "out.csv"),
    (["matrix", "--metric", "cosine", "--memory", "70M"], "out.npy"),
]


def source():
    """A folder's worth of real rows, and a block that cuts them into some ten pieces."""
    named = os.environ.get("SIMBATCH_DATA")
    real = Path(named or "") / "debian-5k.fbin"
    path = real if named and real.exists() else ROOT / "Tests/Fixtures/descriptions.bin"
    rows, _ = struct.unpack("<II", path.read_bytes()[:8])
    return path, max(1, rows // 9)


def require(holds, complaint):
    if not holds:
        sys.exit(f"FAILED: {complaint}")


def contents(folder):
    return {x.name: x.read_bytes() for x in folder.iterdir()}


def is_passing(name):
    """Whether a file is a state that was complete, killed in the moment between two names of it.

    A file without a name cannot take another's place: it has a name of its own for some microseconds before.
    """
    return name.startswith(".simbatch-") and name.endswith(".tmp")


class Job:
    def __init__(self, program, rows, block, options, output):
        self.program = program
        self.output = output
        options = [str(block) if word == "BLOCK" else word for word in options]
        self.words = [program, *options, "--quiet", "--checkpoint", "0", str(rows)]

    def start(self, folder):
        return subprocess.Popen(
            [*self.words, "-o", self.output], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )

    def finish(self, folder):
        process = self.start(folder)
        error = process.communicate()[1].decode().strip()
        require(process.returncode == 0, f"{self.words}: exit {process.returncode}: {error}")

    def stop(self, folder, dice, duration):
        """Stops a run at a moment within the time that it takes; how it ended, in words."""
        process = self.start(folder)
        time.sleep(dice.uniform(0, duration))
        how = dice.choice([signal.SIGKILL, signal.SIGTERM])
        asked = time.monotonic()
        process.send_signal(how)
        error = process.communicate()[1].decode().strip()
        waited = time.monotonic() - asked
        if process.returncode == 0:
            return "done"
        if how == signal.SIGKILL:
            require(process.returncode == -how, f"after SIGKILL: exit {process.returncode}: {error}")
            return "killed"
        # A signal that comes before the program listens ends it as it ends any program.
        require(process.returncode in (75, -how), f"after SIGTERM: exit {process.returncode}: {error}")
        require(waited < SECONDS, f"SIGTERM took {waited:.1f} s")
        return "stopped"


def check(job, stops, dice, folder):
    """Runs and stops the job until `stops` runs were stopped; how many there were of each end."""
    job.finish(folder)
    truth = contents(folder)
    # The quickest of some: a moment of load would have most runs end before they are stopped.
    durations = []
    for _ in range(5):
        start = time.monotonic()
        job.finish(folder)
        durations.append(time.monotonic() - start)
        require(contents(folder) == truth, "two runs differ")
    duration = min(durations)
    ends = {"killed": 0, "stopped": 0, "done": 0}
    passing = 0
    rounds = 0
    while ends["killed"] + ends["stopped"] < stops:
        for name in truth:
            (folder / name).unlink()
        rounds += 1
        while (end := job.stop(folder, dice, duration)) != "done":
            ends[end] += 1
            require(
                not any((folder / name).exists() for name in truth) or contents(folder).items() >= truth.items(),
                "a run that was stopped left a part of an output",
            )
            if ends["killed"] + ends["stopped"] >= stops:
                job.finish(folder)
                break
        left = [name for name in contents(folder) if name not in truth]
        orphans = [name for name in left if not is_passing(name)]
        require(not orphans, f"left behind: {orphans}")
        passing += len(left)
        for name in left:
            (folder / name).unlink()
        require(contents(folder) == truth, f"round {rounds}: the output differs")
    require(passing <= 1, f"{passing} files of {ends['killed']} killed runs are left")
    told = f"{ends['killed']} killed, {ends['stopped']} stopped in {rounds} rounds, {passing} files left"
    print(f"ok  {' '.join(job.words[1:-4])}: {told}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--stops", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    dice = random.Random(arguments.seed)
    rows, block = source()
    for options, output in JOBS:
        with tempfile.TemporaryDirectory() as folder:
            job = Job(arguments.program, rows, block, options, output)
            check(job, -(-arguments.stops // len(JOBS)), dice, Path(folder))


if __name__ == "__main__":
    main()
