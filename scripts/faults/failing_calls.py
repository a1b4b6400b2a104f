"""System calls that fail, and disks that are full."""

import errno
import os
import resource
import subprocess

from jobs import Job
from runner import done, require

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


def sample(count, most):
    """Which of `count` calls fail: all, or the first, the last and some between."""
    if count <= most:
        return range(1, count + 1)
    return sorted({1 + round(i * (count - 1) / (most - 1)) for i in range(most)})


def read_counts(path):
    """The calls that a run has made, by kind."""
    lines = path.read_text().splitlines()
    path.unlink()
    return {name: int(count) for name, count in map(str.split, lines)}


def check_calls(runner, job, most):
    """System calls of each kind fail in turn, of many of a kind `most`."""
    counts_path = runner.folder / "counts"
    counts_path.unlink(missing_ok=True)
    runner.reset(job)
    code, error = runner.run(job, counts=counts_path)
    require(code == 0, f"{job}: counting calls: exit {code}: {error}")
    counts = read_counts(counts_path)
    tried = {}
    for kind, code, codes in FAULTS:
        for call in sample(counts[kind], most):
            runner.reset(job)
            fault = f"{kind}:{call}:{code}"
            result = runner.run(job, fault=fault, counts=counts_path)
            # How often a search saves its state depends on how fast it is: the call may not come this time.
            came = result[0] != 0 or read_counts(counts_path)[kind] >= call
            runner.check_end(job, result, codes if came else {0}, f"{fault} ({os.strerror(code)})")
            if not came:
                continue
            tried[kind] = tried.get(kind, 0) + 1
    told = ", ".join(f"{kind} {count}" for kind, count in tried.items())
    done(f"{job}: {sum(tried.values())} failing calls ({told})")


def check_full(runner, job):
    """From some call on, the disk is full."""
    ends = []
    for kind in ["write", "pwrite"]:
        for call in [1, 2, 3]:
            runner.reset(job)
            fault = f"{kind}:{call}:{NO_SPACE}:+"
            ends.append(runner.check_end(job, runner.run(job, fault=fault), {0, 74}, fault))
    require(74 in ends, f"{job}: a full disk was not noticed")
    done(f"{job}: a disk that is full from some moment on")


def check_small_disk(runner, job, place):
    """A small file system that has room for the inputs only, and for a part of the output."""
    for free in [4, 8]:
        where = place / "work"
        runner.reset(job, where)
        stuffing = place / "stuffing"
        left = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
        stuffing.write_bytes(bytes(max(0, left - free * 1024)))
        result = runner.run(job, where)
        require(result[0] != 0, f"{job}: {free} kB were enough")
        runner.check_end(job, result, {73, 74}, f"{free} kB free", where, resumes=False)
        stuffing.unlink()
        runner.check_end(job, runner.run(job, where), {0}, "room again", where)


def check_file_size(runner, job):
    runner.reset(job)
    limit = (resource.RLIMIT_FSIZE, (1000, 1000))
    runner.check_end(job, runner.run(job, limit=limit), {74}, "ulimit -f")


def check_small_disks(runner, listed):
    if os.geteuid() != 0:
        print("--  a small file system: only root may mount one")
        return
    place = runner.folder / "small"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", str(place)])
    if mounted.returncode != 0:
        print("--  a small file system: cannot be mounted here")
        return
    try:
        for job in listed:
            check_small_disk(runner, job, place)
    finally:
        subprocess.run(["umount", str(place)], check=True)
    done(f"a small file system that is full: {', '.join(map(str, listed))}")


def check_device(runner):
    """A device that is always full."""
    for words in [["in.fbin"], ["matrix", "in.fbin", "--output-format", "csv"]]:
        job = Job("/dev/full", [*words, "--quiet", "-o", "/dev/full"], [])
        runner.reset()
        runner.check_end(job, runner.run(job), {74}, " ".join(words), resumes=False)
    done("/dev/full")
