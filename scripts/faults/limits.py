"""Limits of memory, descriptors and threads, and machines that can do less."""

import resource

from jobs import Job
from runner import done, require

# Megabytes. The libraries of the program alone take some 115, and a small job of two threads 480,
# from OpenBLAS 0.3.28 on 610.
MEMORY = [*range(50, 700, 10), 800, 1000, 2000, 8000]


def check_memory(runner, job, limits):
    """Address space from too little to start to enough."""
    ends = {}
    for megabytes in limits:
        runner.reset(job)
        limit = (resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
        code, error = runner.run(job, limit=limit)
        ends.setdefault(code, []).append(megabytes)
        if code == 127 or "error while loading shared libraries" in error:
            continue  # the program was not even loaded
        runner.check_end(job, (code, error), {0, 64, 66, 74, 75}, f"ulimit -v {megabytes} MB")
    require(0 in ends, f"{job}: no limit was enough: {ends}")
    told = "; ".join(f"exit {code}: {megabytes[0]} to {megabytes[-1]} MB" for code, megabytes in ends.items())
    done(f"{job}: limits of memory ({told})")


def check_descriptors(runner, job):
    ends = {}
    for count in range(4, 25):
        runner.reset(job)
        code, error = runner.run(job, limit=(resource.RLIMIT_NOFILE, (count, count)))
        if "error while loading shared libraries" in error:
            continue
        runner.check_end(job, (code, error), {0, 66, 73, 74, 75}, f"ulimit -n {count}")
        ends.setdefault(code, []).append(count)
    require(0 in ends, f"{job}: no number of descriptors was enough: {ends}")
    done(f"{job}: {min(ends[0])} descriptors are enough, fewer are refused")


def check_threads(runner, job):
    for threads in [1, 3, 64, 200]:
        runner.reset(job)
        more = Job(f"{job} --threads {threads}", [*job.words, "--threads", str(threads)], job.outputs)
        more.truth = job.truth
        runner.check_end(more, runner.run(more), {0}, "threads")
    done(f"{job}: 1 to 200 threads")


def check_old_machine(runner, job):
    for core in ["Prescott", "Nehalem"]:
        runner.reset(job)
        variables = {"SIMBATCH_KERNELS": "scalar", "OPENBLAS_CORETYPE": core}
        runner.check_end(job, runner.run(job, variables=variables), {0}, f"a machine without AVX ({core})")
    done(f"{job}: a machine without AVX")
