"""Work and time of jobs in shards against those of jobs in one piece, and against the estimate."""

import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
JOBS = [
    ("neighbors", ["--top", "10", "--metric", "cosine"], "bin"),
    ("duplicates", ["--metric", "cosine", "--min-score", "0.8"], "csv"),
    ("matrix", ["--metric", "cosine", "--output-dtype", "f2"], "npy"),
]
COUNTS = ["pairsCompared", "pairsAfterFirstLevel", "pairsAfterSecondLevel", "candidatesVerified"]


def rows():
    named = os.environ.get("SIMBATCH_DATA")
    real = Path(named or "") / "debian-minilm-f16.npy"
    return real if named and real.exists() else ROOT / "Tests/Fixtures/descriptions.bin"


class Shards:
    """One job, in one piece and in shards, in a folder of its own."""

    def __init__(self, program, folder, job, options, ending, count):
        self.program, self.folder, self.job, self.count = program, folder, job, count
        self.options = [*options, str(rows())]
        self.ending = ending

    def run(self, *words):
        """Runs the program; what it reports."""
        report = self.folder / "report.json"
        subprocess.run(
            [self.program, *words, "--report", report, "--quiet"], cwd=self.folder, check=True, stdout=subprocess.DEVNULL
        )
        return json.loads(report.read_text())

    def compare(self):
        plan = self.folder / f"{self.job}.plan"
        split = ["--shards", str(self.count)]
        estimate = self.run("plan", self.job, *self.options, *split, "--estimate")
        whole = self.run(self.job, *self.options, "-o", f"whole.{self.ending}")
        self.run("plan", self.job, *self.options, *split, "--plan", plan)
        shards = [self.run("run", plan, "--shard", str(n)) for n in range(self.count)]
        merge = self.run("merge", plan, "-o", f"merged.{self.ending}")
        names = [self.folder / f"{name}.{self.ending}" for name in ("whole", "merged")]
        same = subprocess.run(["cmp", *names]).returncode == 0
        self.show(estimate, whole, shards, merge, same)
        for name in names:
            name.unlink()

    def show(self, estimate, whole, shards, merge, same):
        print(f"{self.job} in {self.count} shards: {'the same bytes' if same else 'OTHER BYTES'}")
        for count in COUNTS:
            one, all_shards = whole["work"][count], sum(shard[count] for shard in shards)
            if one:
                print(f"  {count}: {all_shards / one:.3f} times those of one piece ({one})")
        seconds = [shard["seconds"] for shard in shards]
        mean = sum(seconds) / len(seconds)
        lines = {line["machines"]: line for line in estimate["lines"]}
        print(f"  rows read: {sum(shard['rows'] for shard in shards) / whole['input']['rows']:.2f} times those of the input")
        print(f"  seconds: one piece {whole['totalSeconds']:.2f} (estimated {lines[1]['shardSeconds']:.2f}), shards together "
              f"{sum(seconds):.2f}, merge {merge['totalSeconds']:.2f}")
        print(f"  a shard: mean {mean:.2f} s, slowest {max(seconds):.2f} s ({max(seconds) / mean:.2f} times the mean), "
              f"estimated {lines[self.count]['shardSeconds']:.2f} s", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--shards", type=int, default=12)
    parser.add_argument("--rows", help="as simbatch's")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="simbatch-shards-") as folder:
        for job, options, ending in JOBS:
            some = ["--rows", arguments.rows] if arguments.rows else []
            Shards(arguments.program, Path(folder), job, options + some, ending, arguments.shards).compare()


if __name__ == "__main__":
    main()
