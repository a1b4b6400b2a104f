"""Jobs, what the plain command makes of them, and their way through a cluster."""

import hashlib
import os
import random
import resource
import shutil
import signal
import struct
import subprocess
import time
from array import array
from dataclasses import dataclass
from pathlib import Path

from pretend_cluster import wait_until
from tally import Fail

SHARDS = 12


def require(holds, complaint):
    if not holds:
        raise Fail(complaint)


def digest(path):
    total = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 24):
            total.update(piece)
    return total.hexdigest()


@dataclass(frozen=True)
class Job:
    words: list
    output: str


def three_jobs(rows, is_large):
    # All scores of many rows are written twice: half of the bytes.
    width = ["--output-dtype", "f2"] if is_large else []
    return {
        "top-10": Job(["neighbors", "--metric", "cosine", "--top", "10", rows], "out.bin"),
        "duplicates": Job(["duplicates", "--metric", "cosine", "--min-score", "0.8", rows], "out.csv"),
        "matrix": Job(["matrix", "--metric", "cosine", *width, rows], "out.npy"),
    }


def seconds_of_children():
    """What ended children have computed: the same on a machine under load."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def write_random_rows(path, count, dimensions=384):
    """Rows of which no screen can dismiss a pair, so that a shard takes its time."""
    dice = random.Random(9)
    values = array("f", (dice.random() - 0.5 for _ in range(count * dimensions)))
    path.write_bytes(struct.pack("<II", count, dimensions) + values.tobytes())


class Workshop:
    """A folder in which jobs run, the plain way and in shards."""

    def __init__(self, program, folder):
        self.program = str(program)
        self.folder = Path(folder)
        self.truths = {}
        self.count = 0
        self.slow = self.slow_job()

    def slow_job(self):
        """A job whose shards take a second each on this machine, so that one can be met in the middle.

        Small tiles and every dimension of every pair: seconds of work from little data.
        """
        path = self.folder / "slow.fbin"
        job = Job(
            ["neighbors", "--top", "5", "--screen", "full", "--tile", "16", "--block", "500", str(path)],
            "slow.bin",
        )
        wanted, count = SHARDS, 8000
        while True:
            write_random_rows(path, count)
            start = seconds_of_children()
            self.plain(job, "slow-try.bin", "--threads", "1")
            seconds = seconds_of_children() - start
            self.remove("slow-try.bin")
            if seconds >= wanted:
                return job
            # Pairs grow with the square of rows.
            count = int(count * max(1.1, 1.05 * (wanted / seconds) ** 0.5))

    def plain(self, job, output, *options):
        """Runs the plain command."""
        done = self.run(*job.words, *options, "-o", output, "--quiet")
        require(done.returncode == 0, f"the plain command: exit {done.returncode}: {done.stderr}")

    def run(self, *words, path=os.environ["PATH"], timeout=1800):
        return subprocess.run(
            [self.program, *words],
            cwd=self.folder,
            env=dict(os.environ, PATH=path),
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def truth(self, job):
        """The bytes of the plain command."""
        key = tuple(job.words)
        if key not in self.truths:
            name = f"plain-{len(self.truths)}{Path(job.output).suffix}"
            self.plain(job, name)
            self.truths[key] = self.contents(name)
            self.remove(name)
        return self.truths[key]

    def files(self, name):
        """By ending: an output of two files has two, none of which has its name.

        What is there of a job beside its output, a lock say, does not count.
        """
        stem = Path(name).stem
        found = {x.name[len(stem) :]: x for x in self.folder.glob(f"{stem}.*") if x.is_file()}
        return {ending: path for ending, path in found.items() if ".simbatch-" not in ending}

    def contents(self, name):
        """By ending: a sum of the bytes."""
        return {ending: digest(path) for ending, path in self.files(name).items()}

    def remove(self, name):
        for path in self.files(name).values():
            path.unlink()

    def sharded(self, job, engine, shards=SHARDS, options=(), behind=()):
        """A run of the job in shards, in a plan of its own."""
        self.count += 1
        return ShardedRun(self, job, engine, f"{self.count}-{job.output}", shards, options, behind)


class ShardedRun:
    def __init__(self, workshop, job, engine, name, shards, options, behind):
        self.workshop = workshop
        self.job = job
        self.engine = engine
        # A name that a shell must not read.
        self.plan = workshop.folder / f"plan {name}'s $HOME"
        self.output = f"sharded-{name}"
        self.shards = shards
        self.options = list(options)
        self.behind = list(behind)
        self.numbers = {}

    def words(self, *further):
        words = ["submit", "--engine", self.engine, "--shards", str(self.shards), "--plan", self.plan.name]
        words += ["-o", self.output, *self.options, *further, *self.job.words]
        return words + (["--", *self.behind] if self.behind else [])

    def submit(self):
        done = self.workshop.run(*self.words())
        require(done.returncode == 0, f"submit: exit {done.returncode}: {done.stderr}")
        self.numbers = dict(line.split() for line in done.stdout.splitlines())
        return self

    def submit_here(self):
        """Runs to its end."""
        done = self.workshop.run(*self.words())
        require(done.returncode == 0, f"submit: exit {done.returncode}: {done.stderr}")
        return self

    def start(self):
        """Submits in the background."""
        return subprocess.Popen(
            [self.workshop.program, *self.words()],
            cwd=self.workshop.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def require_same_bytes(self):
        found = self.workshop.contents(self.output)
        require(found, f"no output; the logs say: {self.last_words()}")
        require(found == self.workshop.truth(self.job), "the bytes are not those of the plain command")

    def remove(self):
        """Frees the disk: a full matrix of many rows is large, and so are its parts."""
        self.workshop.remove(self.output)
        shutil.rmtree(self.plan)

    def require_no_output(self):
        require(not self.workshop.files(self.output), "there is an output")

    def log(self, shard):
        path = self.plan / f"logs/shard-{shard}.log"
        return path.read_text() if path.exists() else ""

    def last_words(self):
        lines = {x.stem: x.read_text().splitlines()[-1:] for x in sorted(self.plan.glob("logs/*.log"))}
        return "; ".join(f"{name}: {line[0]}" for name, line in lines.items() if line)

    def part(self, shard):
        return self.plan / f"parts/{shard}.part"

    def merge(self):
        return self.workshop.run("merge", self.plan.name, "-o", self.output, "--quiet")

    def run_shard(self, shard):
        return self.workshop.run("run", self.plan.name, "--shard", str(shard), "--quiet")

    def running(self):
        """Processes that compute shards of this plan, by number: which shard."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
                # Not the shell in front of it, nor what is dead and not buried.
                if len(words) < 4 or words[1] != b"run" or not words[2].endswith(self.plan.name.encode()):
                    continue
                variables = dict(x.split(b"=", 1) for x in (folder / "environ").read_bytes().split(b"\0") if b"=" in x)
            except OSError:
                continue
            number = words[words.index(b"--shard") + 1] if b"--shard" in words else variables[b"SLURM_ARRAY_TASK_ID"]
            found[int(folder.name)] = (int(number), variables.get(b"SLURMD_NODENAME", b"").decode())
        return found

    def wait_for_shard(self, node=None):
        """Waits until a shard is being computed, on that node if one is named: its process, and which it is.

        The process is stopped, so that it does not end before what is to happen to it; `send` lets it go on.
        """

        def seen():
            for process, (shard, where) in self.running().items():
                if node is None or where == node:
                    return process, shard
            return None

        while True:
            process, shard = wait_until(seen, f"a shard on {node or 'this machine'}", 120)
            # Into the middle of it, unless that was its end.
            time.sleep(0.3)
            send(signal.SIGSTOP, process)
            if process in self.running():
                return process, shard

    def wait_for_slurm(self, cluster, seconds=1800):
        """Waits until Slurm has nothing left of this run to do."""

        def ended():
            jobs = ",".join(self.numbers.values())
            try:
                lines = cluster.ask("squeue", "-h", "-r", "-j", jobs, "-o", "%i %T %r").splitlines()
            except subprocess.SubprocessError:
                return False
            for line in lines:
                job, state, reason = line.split(" ", 2)
                # What a re-queue waits for beside its turn: two minutes in which nothing happens.
                if state == "PENDING" and reason == "BeginTime":
                    cluster.hurry(job)
                # What a task comes to that ended while the controller was away: its user has to let it go on.
                if "held" in reason:
                    cluster.release(job)
            return not lines

        wait_until(ended, f"Slurm; {self.last_words()}", seconds)


def send(number, *processes):
    """Sends a signal to those that have not ended."""
    for process in processes:
        try:
            os.kill(process, number)
        except ProcessLookupError:
            pass
