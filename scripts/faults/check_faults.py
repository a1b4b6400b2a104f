"""Jobs under which system calls fail, disks fill up and limits are met.

A shim that is loaded before the program first counts the calls of a kind that a job makes, and then lets each
of them fail (of many, some). However a job ends: its exit code fits the fault, it says why in one line, what
was at the place of its output is still there or the whole new output is, nothing else is left, and the same
command then brings the right bytes. Needs nothing but Python and a C compiler.
"""

import errno
import os
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = 400
# What may be left of a job that failed: the state that the same command goes on from.
STATE = ".simbatch-state"
OLD = b"old"
IO, NO_SPACE = errno.EIO, errno.ENOSPC
# A kind of call, how it fails, and the exit codes that fit. Where the job can do without the call it succeeds.
FAULTS = [
    ("write", NO_SPACE, {74}),
    ("write", IO, {74}),
    ("pwrite", NO_SPACE, {0, 74}),  # 0: a lock that does not say whose it is locks all the same
    ("fsync", IO, {74}),
    ("rename", NO_SPACE, {73}),
    ("linkat", NO_SPACE, {73}),
    ("open", NO_SPACE, {73}),
    ("open", errno.EMFILE, {73}),
    ("nameless", errno.EOPNOTSUPP, {0}),
    ("fallocate", NO_SPACE, {74}),
    ("pread", IO, {0, 74}),
    ("read", IO, {74}),
    ("flock", errno.ENOLCK, {73}),
    ("mmap", errno.ENOMEM, {0, 64, 66, 74, 75}),  # 0: a file that cannot be mapped is read
]
MOST_CALLS = 8


def require(holds, complaint):
    if not holds:
        sys.exit(f"FAILED: {complaint}")


def done(text):
    print(f"ok  {text}", flush=True)


class Job:
    def __init__(self, name, words, outputs, pipe=None):
        self.name = name
        self.words = words
        self.outputs = outputs
        self.pipe = pipe  # a file whose bytes come through standard input
        self.truth = {}

    def __str__(self):
        return self.name


def jobs():
    """Jobs of every kind, in folders that hold in.fbin and q.fbin."""
    quiet = ["--quiet"]
    blocks = ["--block", "90", "--checkpoint", "0"]
    near = ["duplicates", "--metric", "cosine", "--min-score", "0.8"]
    beside = ["--kept-rows", "kept", "--kept-matrix", "kept.fbin", "--pairs", "pairs.csv"]
    pair = ["o.neighbors.npy", "o.scores.npy"]
    return [
        Job("neighbors csv", ["in.fbin", *quiet, "-o", "o.csv"], ["o.csv"]),
        Job("neighbors bin", ["in.fbin", *quiet, "-o", "o.bin"], ["o.bin"]),
        Job("neighbors npy", ["in.fbin", *quiet, "-o", "o.npy"], pair),
        Job("neighbors npz", ["in.fbin", *quiet, "-o", "o.npz"], ["o.npz"]),
        Job("neighbors by blocks", ["in.fbin", *quiet, *blocks, "-o", "o.bin"], ["o.bin"]),
        Job("neighbors from a pipe", ["-", *quiet, "-o", "o.csv"], ["o.csv"], pipe="in.fbin"),
        Job("duplicates", [*near, "in.fbin", *quiet, *beside, "-o", "o.csv"],
            ["o.csv", "kept", "kept.fbin", "pairs.csv"]),
        Job("matrix npy", ["matrix", "in.fbin", *quiet, "-o", "o.npy"], ["o.npy"]),
        Job("matrix png", ["matrix", "in.fbin", *quiet, "-o", "o.png"], ["o.png"]),
        Job("convert npy", ["convert", "in.fbin", *quiet, "o.npy"], ["o.npy"]),
        Job("convert csv", ["convert", "in.fbin", *quiet, "o.csv"], ["o.csv"]),
    ]


class Checker:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.work = folder / "work"
        self.shim = folder / "shim.so"
        self.inputs = {}
        subprocess.run(
            [os.environ.get("CC", "gcc"), "-shared", "-fPIC", "-O1", "-o", str(self.shim),
             str(ROOT / "scripts/faults/shim.c"), "-ldl"],
            check=True,
        )
        self.inputs = self.make_inputs()

    @staticmethod
    def make_inputs():
        named = os.environ.get("SIMBATCH_DATA")
        real = Path(named or "") / "debian-5k.fbin"
        path = real if named and real.exists() else ROOT / "Tests/Fixtures/descriptions.bin"
        data = path.read_bytes()
        rows, dimensions = struct.unpack("<II", data[:8])
        rows = min(rows, ROWS)

        def part(first, count):
            values = data[8 + 4 * first * dimensions : 8 + 4 * (first + count) * dimensions]
            return struct.pack("<II", count, dimensions) + values

        # The first row once more at the end, so that there is a duplicate.
        whole = part(0, rows)
        twin = struct.pack("<II", rows + 1, dimensions) + whole[8:] + part(0, 1)[8:]
        return {"in.fbin": twin, "q.fbin": part(5, 20)}

    def reset(self, job=None, where=None):
        """A folder with the inputs and old outputs."""
        where = where or self.work
        if where.exists():
            shutil.rmtree(where)
        where.mkdir()
        for name, data in self.inputs.items():
            (where / name).write_bytes(data)
        for name in job.outputs if job else []:
            (where / name).write_bytes(OLD)

    def run(self, job, where=None, fault=None, counts=None, variables=None, limit=None, program=None):
        environment = dict(os.environ, **(variables or {}))
        if fault or counts or (variables or {}).get("SIM_CLOCK"):
            environment["LD_PRELOAD"] = str(self.shim)
        if fault:
            environment["SIM_FAULT"] = fault
        if counts:
            environment["SIM_COUNTS"] = str(counts)
        where = where or self.work
        standard_input = open(where / job.pipe, "rb") if job.pipe else subprocess.DEVNULL
        if job.pipe:
            # A pipe, not a file, which would be mapped.
            feeder = subprocess.Popen(["cat"], stdin=standard_input, stdout=subprocess.PIPE)
            standard_input.close()
            standard_input = feeder.stdout
        process = subprocess.run(
            [self.program, *job.words], cwd=where, env=environment, stdin=standard_input,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=120,
            preexec_fn=(lambda: resource.setrlimit(*limit)) if limit else None,
        )
        if job.pipe:
            standard_input.close()
            feeder.wait()
        return process.returncode, process.stderr.decode(errors="replace")

    def outputs(self, job, where=None):
        where = where or self.work
        return {name: (where / name).read_bytes() for name in job.outputs if (where / name).exists()}

    def leftovers(self, job, where=None):
        names = {path.name for path in (where or self.work).iterdir()}
        return names - set(self.inputs) - set(job.outputs)

    def learn(self, job):
        self.reset()
        code, error = self.run(job)
        require(code == 0, f"{job}: exit {code}: {error}")
        job.truth = self.outputs(job)
        require(set(job.truth) == set(job.outputs), f"{job}: outputs {sorted(job.truth)}")
        require(not self.leftovers(job), f"{job}: left {self.leftovers(job)}")

    def check_end(self, job, result, codes, what, where=None, resumes=True):
        """That a job ended as it should; its exit code."""
        code, error = result
        what = f"{job}: {what}"
        require(code in codes, f"{what}: exit {code}, expected {sorted(codes)}: {error}")
        found = self.outputs(job, where)
        if code == 0:
            require(found == job.truth, f"{what}: success with other bytes")
            require(not error, f"{what}: success, and said: {error}")
        else:
            lines = error.splitlines()
            require(len(lines) == 1 and lines[0].startswith("simbatch: "), f"{what}: said {error!r}")
            for name in job.outputs:
                # Of several files, renamed one after the other, a failure takes the first away again.
                whole = [OLD, job.truth[name]] + ([None] if len(job.outputs) > 1 else [])
                require(found.get(name) in whole, f"{what}: {name} is neither old nor whole")
        left = self.leftovers(job, where)
        allowed = {f"{name}{STATE}" for name in job.outputs} if code != 0 else set()
        require(left <= allowed, f"{what}: left {sorted(left - allowed)}")
        if resumes and code != 0:
            again, error = self.run(job, where)
            require(again == 0, f"{what}: and then the same command: exit {again}: {error}")
            require(self.outputs(job, where) == job.truth, f"{what}: and then other bytes")
            require(not self.leftovers(job, where), f"{what}: and then left {self.leftovers(job, where)}")
        return code

    # The checks.

    def check_calls(self, job):
        """Every system call of a kind fails in turn."""
        counts_path = self.folder / "counts"
        counts_path.unlink(missing_ok=True)
        self.reset(job)
        code, error = self.run(job, counts=counts_path)
        require(code == 0, f"{job}: counting calls: exit {code}: {error}")
        counts = {name: int(count) for name, count in map(str.split, counts_path.read_text().splitlines())}
        tried = {}
        for kind, code, codes in FAULTS:
            for call in sample(counts[kind]):
                self.reset(job)
                fault = f"{kind}:{call}:{code}"
                self.check_end(job, self.run(job, fault=fault), codes, f"{fault} ({os.strerror(code)})")
                tried[kind] = tried.get(kind, 0) + 1
        told = ", ".join(f"{kind} {count}" for kind, count in tried.items())
        done(f"{job}: {sum(tried.values())} failing calls ({told})")

    def check_full(self, job):
        """From some call on, the disk is full."""
        ends = []
        for kind in ["write", "pwrite"]:
            for call in [1, 2, 3]:
                self.reset(job)
                fault = f"{kind}:{call}:{NO_SPACE}:+"
                ends.append(self.check_end(job, self.run(job, fault=fault), {0, 74}, fault))
        require(74 in ends, f"{job}: a full disk was not noticed")
        done(f"{job}: a disk that is full from some moment on")

    def check_small_disk(self, job, place):
        """A small file system that has room for the inputs only, and for a part of the output."""
        for free in [4, 8]:
            where = place / "work"
            self.reset(job, where)
            stuffing = place / "stuffing"
            left = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
            stuffing.write_bytes(bytes(max(0, left - free * 1024)))
            result = self.run(job, where)
            require(result[0] != 0, f"{job}: {free} kB were enough")
            self.check_end(job, result, {73, 74}, f"{free} kB free", where, resumes=False)
            stuffing.unlink()
            self.check_end(job, self.run(job, where), {0}, "room again", where)

    def check_file_size(self, job):
        self.reset(job)
        limit = (resource.RLIMIT_FSIZE, (1000, 1000))
        self.check_end(job, self.run(job, limit=limit), {74}, "ulimit -f")

    def check_memory(self, job):
        """Address space from too little to start to enough."""
        ends = {}
        for megabytes in MEMORY:
            self.reset(job)
            limit = (resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
            code, error = self.run(job, limit=limit)
            ends.setdefault(code, []).append(megabytes)
            if code == 127 or "error while loading shared libraries" in error:
                continue  # the program was not even loaded
            self.check_end(job, (code, error), {0, 64, 66, 74, 75}, f"ulimit -v {megabytes} MB")
        require(0 in ends, f"{job}: no limit was enough: {ends}")
        told = "; ".join(f"exit {code}: {megabytes[0]} to {megabytes[-1]} MB" for code, megabytes in ends.items())
        done(f"{job}: limits of memory ({told})")

    def check_descriptors(self, job):
        ends = {}
        for count in range(4, 25):
            self.reset(job)
            code, error = self.run(job, limit=(resource.RLIMIT_NOFILE, (count, count)))
            if "error while loading shared libraries" in error:
                continue
            self.check_end(job, (code, error), {0, 66, 73, 74, 75}, f"ulimit -n {count}")
            ends.setdefault(code, []).append(count)
        require(0 in ends, f"{job}: no number of descriptors was enough: {ends}")
        done(f"{job}: {min(ends[0])} descriptors are enough, fewer are refused")

    def check_clock(self, job):
        for seconds in ["86400", "1000000000"]:
            self.reset(job)
            result = self.run(job, variables={"SIM_CLOCK": seconds})
            self.check_end(job, result, {0}, f"a clock that jumps by {seconds} s")
        done(f"{job}: a clock that jumps")

    def check_threads(self, job):
        for threads in [1, 3, 64, 200]:
            self.reset(job)
            more = Job(f"{job} --threads {threads}", [*job.words, "--threads", str(threads)], job.outputs)
            more.truth = job.truth
            self.check_end(more, self.run(more), {0}, "threads")
        done(f"{job}: 1 to 200 threads")

    def check_old_machine(self, job):
        for core in ["Prescott", "Nehalem"]:
            self.reset(job)
            variables = {"SIMBATCH_KERNELS": "scalar", "OPENBLAS_CORETYPE": core}
            self.check_end(job, self.run(job, variables=variables), {0}, f"a machine without AVX ({core})")
        done(f"{job}: a machine without AVX")

    def check_shrinking(self, name, words, output):
        """An input that becomes shorter after it was mapped; another one comes through a pipe meanwhile."""
        for size in [0, 5000, len(self.inputs["in.fbin"]) // 2]:
            self.reset()
            (self.work / output).write_bytes(OLD)
            os.mkfifo(self.work / "pipe.fbin")
            process = subprocess.Popen(
                [self.program, *words, "--quiet"], cwd=self.work, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            )
            with open(self.work / "pipe.fbin", "wb") as pipe:  # waits until the program opens it
                os.truncate(self.work / "in.fbin", size)
                pipe.write(self.inputs["q.fbin"])
            error = process.communicate(timeout=120)[1].decode()
            what = f"{name}: an input cut to {size} bytes"
            require(process.returncode == 74, f"{what}: exit {process.returncode}: {error}")
            require(error.startswith("simbatch: in.fbin: ") and error.count("\n") == 1, f"{what}: {error!r}")
            require((self.work / output).read_bytes() == OLD, f"{what}: the old output is gone")
            left = {path.name for path in self.work.iterdir()} - {*self.inputs, "pipe.fbin", output}
            require(not left, f"{what}: left {left}")
        done(f"{name}: an input that shrinks while it is mapped")

    def check_killed(self, job):
        """A killed run leaves a lock that locks nothing, and no part of an output."""
        for delay in range(12):
            self.reset(job)
            process = subprocess.Popen(
                [self.program, *job.words], cwd=self.work, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )
            time.sleep(delay * 0.008)
            process.send_signal(signal.SIGKILL)
            process.wait()
            left = self.leftovers(job)
            allowed = {f"{x}{end}" for x in [*job.outputs, *job.words] for end in (STATE, ".simbatch-lock")}
            require(left <= allowed, f"{job}: killed, left {sorted(left - allowed)}")
            self.check_end(job, self.run(job), {0}, "after a kill")
        done(f"{job}: killed, and run again")

    def check_planted(self, job):
        """Links in the places of lock and state are refused, and what they lead to stays."""
        for ending in [STATE, ".simbatch-lock"]:
            self.reset(job)
            victim = self.folder / "victim"
            victim.write_bytes(b"precious")
            place = self.work / f"{job.outputs[0]}{ending}"
            place.symlink_to(victim)
            code, error = self.run(job)
            require(code == 73 and place.name in error, f"{job}: a planted {place.name}: exit {code}: {error}")
            require(victim.read_bytes() == b"precious", f"{job}: wrote through {place.name}")
            require(self.outputs(job) == {name: OLD for name in job.outputs}, f"{job}: wrote an output")
        done(f"{job}: links in the places of lock and state")


MEMORY = [*range(40, 400, 30), 500, 700, 1000, 2000, 8000]


def sample(count):
    """Which of `count` calls fail: all, or the first, the last and some between."""
    if count <= MOST_CALLS:
        return range(1, count + 1)
    return sorted({1 + round(i * (count - 1) / (MOST_CALLS - 1)) for i in range(MOST_CALLS)})


def small_disks(checker, listed):
    if os.geteuid() != 0:
        print("--  a small file system: only root may mount one")
        return
    place = checker.folder / "small"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(place)])
    if mounted.returncode != 0:
        print("--  a small file system: cannot be mounted here")
        return
    try:
        for job in listed:
            checker.check_small_disk(job, place)
    finally:
        subprocess.run(["umount", str(place)], check=True)
    done(f"a small file system that is full: {', '.join(map(str, listed))}")


def device(checker):
    """A device that is always full."""
    for words in [["in.fbin"], ["matrix", "in.fbin", "--output-format", "csv"]]:
        job = Job("/dev/full", [*words, "--quiet", "-o", "/dev/full"], [])
        checker.reset()
        checker.check_end(job, checker.run(job), {74}, " ".join(words), resumes=False)
    done("/dev/full")


def main():
    program = sys.argv[1]
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="simbatch-faults-") as folder:
        checker = Checker(program, Path(folder))
        listed = jobs()
        for job in listed:
            checker.learn(job)
        by_name = {job.name: job for job in listed}
        files = [job for job in listed if not job.pipe]
        for job in listed:
            checker.check_calls(job)
        for job in files:
            checker.check_full(job)
        for job in files:
            checker.check_file_size(job)
        done("limits on the size of files (ulimit -f)")
        device(checker)
        small_disks(checker, files)
        for name in ["neighbors csv", "neighbors by blocks", "duplicates", "matrix npy", "convert npy"]:
            checker.check_memory(by_name[name])
        for name in ["neighbors npy", "neighbors by blocks", "duplicates", "matrix npy", "convert csv"]:
            checker.check_descriptors(by_name[name])
        for name in ["neighbors bin", "neighbors by blocks", "duplicates"]:
            checker.check_clock(by_name[name])
            checker.check_threads(by_name[name])
            checker.check_old_machine(by_name[name])
        for name in ["neighbors npy", "neighbors by blocks", "duplicates", "matrix npy"]:
            checker.check_killed(by_name[name])
        checker.check_planted(by_name["neighbors by blocks"])
        queries = ["in.fbin", "--queries", "pipe.fbin"]
        checker.check_shrinking("neighbors", [*queries, "-o", "o.csv"], "o.csv")
        checker.check_shrinking("neighbors by blocks", [*queries, "--block", "9", "-o", "o.csv"], "o.csv")
        checker.check_shrinking("matrix", ["matrix", *queries, "-o", "o.npy"], "o.npy")
        against = ["duplicates", "--min-score", "0.9", "in.fbin", "--against", "pipe.fbin"]
        checker.check_shrinking("duplicates", [*against, "-o", "o.csv"], "o.csv")
    print(f"all faults ended well ({time.monotonic() - start:.0f} s)")


if __name__ == "__main__":
    main()
