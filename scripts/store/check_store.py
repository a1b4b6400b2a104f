"""Ten nights of deduplication, over and over, with runs that are killed at random moments.

After every kill the store must be sound; after all nights it must hold the very decisions of one run over
all rows, and no file that nobody needs. Needs nothing but Python.
"""

import argparse
import csv
import os
import random
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NIGHTS = 10
LIMIT = ["--metric", "cosine", "--min-score", "0.9"]


def source():
    """An .fbin of real rows."""
    named = os.environ.get("SIMBATCH_DATA")
    real = Path(named or "") / "debian-5k.fbin"
    return real if named and real.exists() else ROOT / "Tests/Fixtures/descriptions.bin"


class Nights:
    """The rows in ten batches, each with its ids."""

    def __init__(self, folder):
        data = source().read_bytes()
        self.folder = folder
        self.rows, dimensions = struct.unpack("<II", data[:8])
        size = 4 * dimensions
        for night in range(NIGHTS):
            first, end = night * self.rows // NIGHTS, (night + 1) * self.rows // NIGHTS
            values = data[8 + first * size : 8 + end * size]
            self.matrix(night).write_bytes(struct.pack("<II", end - first, dimensions) + values)
            self.ids(night).write_text("".join(f"{row}\n" for row in range(first, end)))
        self.matrix("all").write_bytes(data)
        self.ids("all").write_text("".join(f"{row}\n" for row in range(self.rows)))

    def matrix(self, night):
        return self.folder / f"{night}.fbin"

    def ids(self, night):
        return self.folder / f"{night}.ids"

    def options(self, night):
        return ["duplicates", str(self.matrix(night)), "--ids", str(self.ids(night)), *LIMIT, "--quiet"]


def run(program, arguments):
    done = subprocess.run([program, *arguments], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr.strip()


def require(holds, complaint):
    if not holds:
        sys.exit(f"FAILED: {complaint}")


def decisions(program, arguments):
    """By id: whether it is kept, the id it is a duplicate of, the score."""
    code, text, error = run(program, arguments)
    require(code == 0, f"exit {code}: {error}")
    lines = csv.DictReader(text.splitlines())
    return [(x["id"], x["kept"], x["duplicate_of_id"], x["score"]) for x in lines]


def kill_one(program, nights, night, store, duration, dice):
    """Kills a run at a moment within the time that it takes; returns whether it had not ended."""
    process = subprocess.Popen(
        [program, *nights.options(night), "--store", str(store)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(dice.uniform(0, duration))
    process.send_signal(signal.SIGKILL)
    return process.wait() == -signal.SIGKILL


def check_sound(program, store):
    code, _, error = run(program, ["store", str(store), "--verify", "--quiet"])
    # 66: no run has committed yet.
    require(code in (0, 66), f"after a kill: exit {code}: {error}")
    return code == 0


def check_files(store):
    names = sorted(x.name for x in store.iterdir())
    require(names == ["lock", "segments", "store.sqlite"], f"files of the store: {names}")
    segments = sorted(x.name for x in (store / "segments").iterdir())
    expected = [f"{night + 1:06}.npy" for night in range(NIGHTS)]
    require(set(segments) <= set(expected), f"orphans among {segments}")
    return b"".join((store / "segments" / name).read_bytes() for name in segments)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    dice = random.Random(arguments.seed)
    with tempfile.TemporaryDirectory() as folder:
        check(arguments.program, arguments.kills, dice, Path(folder))


def check(program, kills, dice, folder):
    nights = Nights(folder)
    truth = decisions(program, nights.options("all"))
    store = folder / "store"
    durations = []
    for night in range(NIGHTS):
        start = time.monotonic()
        decisions(program, [*nights.options(night), "--store", str(store)])
        durations.append(time.monotonic() - start)
    require(check_sound(program, store), "the store of ten quiet nights is not sound")
    stored = decisions(program, [*nights.options("all"), "--store", str(store)])
    require(stored == truth, "ten nights decide otherwise than one run")
    segments = check_files(store)
    print(f"ok  ten nights decide {nights.rows} rows as one run does; a night takes {max(durations):.2f} s at most")

    in_time, committed, rounds = 0, 0, 0
    while in_time < kills:
        shutil.rmtree(store)
        rounds += 1
        for night in range(NIGHTS):
            for _ in range(dice.randint(1, 3)):
                in_time += kill_one(program, nights, night, store, durations[night], dice)
                if store.exists():
                    check_sound(program, store)
            code, text, error = run(program, [*nights.options(night), "--store", str(store)])
            require(code == 0, f"the run after a kill: exit {code}: {error}")
            committed += text.splitlines()[-1].endswith(",true")
        stored = decisions(program, [*nights.options("all"), "--store", str(store)])
        require(stored == truth, "decisions after kills differ from those of one run")
        require(check_files(store) == segments, "segments after kills differ")
        require(check_sound(program, store), "the final store is not sound")
    print(
        f"ok  {in_time} runs killed before their end in {rounds} times ten nights, {committed} nights "
        "committed by a killed run: the same decisions, the same segments, no orphans"
    )


main()
