"""Jobs under which system calls fail, disks fill up and limits are met.

A shim that is loaded before the program first counts the calls of a kind that a job makes, and then lets each
of them fail (of many, some). However a job ends: its exit code fits the fault, it says why in one line, what
was at the place of its output is still there or the whole new output is, nothing else is left, and the same
command then brings the right bytes. Needs nothing but Python and a C compiler.
"""

import argparse
import tempfile
import time
from pathlib import Path

import failing_calls
import limits
import moments
from jobs import jobs
from runner import Runner, done


def names(arguments, *listed):
    """The jobs that a check is for; a short run takes the first."""
    return listed[:1] if arguments.short else listed


def check_calls(runner, listed, arguments):
    files = [job for job in listed if not job.pipe]
    for job in listed[::2] if arguments.short else listed:
        failing_calls.check_calls(runner, job, most=2 if arguments.short else 8)
    for job in files[:2] if arguments.short else files:
        failing_calls.check_full(runner, job)
    for job in files:
        failing_calls.check_file_size(runner, job)
    done("limits on the size of files (ulimit -f)")
    failing_calls.check_device(runner)
    failing_calls.check_small_disks(runner, files)


def check_limits(runner, by_name, arguments):
    memory = limits.MEMORY[::5] if arguments.short else limits.MEMORY
    for name in names(arguments, "neighbors by blocks", "neighbors csv", "duplicates", "matrix npy", "convert npy"):
        limits.check_memory(runner, by_name[name], memory)
    for name in names(arguments, "neighbors by blocks", "neighbors npy", "duplicates", "matrix npy", "convert csv"):
        limits.check_descriptors(runner, by_name[name])
    for name in names(arguments, "neighbors by blocks", "neighbors bin", "duplicates"):
        limits.check_threads(runner, by_name[name])
        limits.check_old_machine(runner, by_name[name])


def check_moments(runner, by_name, arguments):
    for name in names(arguments, "neighbors by blocks", "neighbors bin", "duplicates"):
        moments.check_clock(runner, by_name[name])
    for name in names(arguments, "neighbors by blocks", "neighbors npy", "duplicates", "matrix npy"):
        moments.check_killed(runner, by_name[name])
    moments.check_planted(runner, by_name["neighbors by blocks"])
    queries = ["in.fbin", "--queries", "pipe.fbin"]
    moments.check_shrinking(runner, "neighbors", [*queries, "-o", "o.csv"], "o.csv")
    moments.check_shrinking(runner, "neighbors by blocks", [*queries, "--block", "9", "-o", "o.csv"], "o.csv")
    moments.check_shrinking(runner, "matrix", ["matrix", *queries, "-o", "o.npy"], "o.npy")
    against = ["duplicates", "--min-score", "0.9", "in.fbin", "--against", "pipe.fbin"]
    moments.check_shrinking(runner, "duplicates", [*against, "-o", "o.csv"], "o.csv")


def main():
    parser = argparse.ArgumentParser(prog="check-faults")
    parser.add_argument("program")
    parser.add_argument("--short", action="store_true", help="a sample of all, for continuous integration")
    arguments = parser.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="simbatch-faults-") as folder:
        runner = Runner(arguments.program, Path(folder))
        listed = jobs()
        for job in listed:
            runner.learn(job)
        by_name = {job.name: job for job in listed}
        check_calls(runner, listed, arguments)
        check_limits(runner, by_name, arguments)
        check_moments(runner, by_name, arguments)
    print(f"all faults ended well ({time.monotonic() - start:.0f} s)")


if __name__ == "__main__":
    main()
