"""Times simbatch and its peers on the same inputs, interleaved, as whole processes.

usage: benchmark.py PROGRAM FOLDER [--rounds N] [--only NAME] [--quick] [--all] [--threads N]
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import jobs
import machine
import measure
import tables
from matrices import read_neighbors


def arguments():
    parser = argparse.ArgumentParser(prog="benchmark", description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("folder", type=Path, help="where generated inputs are kept")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each program (3)")
    parser.add_argument("--only", default="", help="only jobs whose name has this in it")
    parser.add_argument("--quick", action="store_true", help="one round of the small jobs; not kept")
    parser.add_argument("--all", action="store_true", help="slow and approximate peers, too")
    parser.add_argument("--threads", type=int, default=machine.cores())
    return parser.parse_args()


def make_data(name, folder):
    """The path of an input, made if needed; raises RuntimeError with the reason why not."""
    script = measure.HERE / "datasets.py"
    done = subprocess.run(
        [sys.executable, "-B", str(script), name, str(folder)], capture_output=True, text=True
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    path = Path(done.stdout.strip())
    # Everyone finds the file in memory: the first of the first round has no disadvantage.
    with open(path, "rb") as file:
        while file.read(1 << 20):
            pass
    return path


def contenders(job, options, data, folder):
    """(runs, output, start) of simbatch, then of each peer; `start` runs it once."""
    output = folder / "simbatch.bin"
    environment = jobs.best_environment()
    yield measure.Runs("simbatch"), output, lambda: measure.run_simbatch(
        options.program, job, data, output, options.threads, environment
    )
    for key in job.peers:
        peer = jobs.PEERS[key]
        if peer.optional and not options.all:
            continue
        output_of_peer = folder / f"{key}.bin"
        yield measure.Runs(peer.name), output_of_peer, (
            lambda p=peer, o=output_of_peer: measure.run_peer(p, job, data, o, options.threads)
        )


def run_job(job, options, data, folder):
    """A B C, A B C, …: what disturbs the machine for a while disturbs all of them."""
    everyone = list(contenders(job, options, data, folder))
    for round_number in range(options.rounds):
        for runs, _, start in everyone:
            if runs.error:
                continue
            try:
                runs.add(*start())
            except RuntimeError as error:
                runs.error = str(error)
            said = runs.error or f"{runs.seconds[-1]:.2f} s"
            print(f"  {job.name}, round {round_number + 1}, {runs.name}: {said}", file=sys.stderr)
    ours = everyone[0]
    recalls = {}
    for runs, output, _ in everyone[1:]:
        if job.finds_neighbors and not ours[0].error and not runs.error:
            recalls[runs.name] = recall(ours[1], output)
    return [runs for runs, _, _ in everyone], recalls


def recall(ours, theirs):
    """The share of their neighbors that score as well as our last one does.

    By score, not by row: among equal scores any choice is right, and there are thousands of twins.
    1e-5 is what a `Float` dot product of some hundred terms may be off by.
    """
    worst = read_neighbors(ours)[1][:, -1:]
    return float((read_neighbors(theirs)[1] >= worst - 1e-5).mean())


def main():
    options = arguments()
    if options.quick:
        options.rounds = 1
    chosen = [job for job in jobs.JOBS if options.only in job.name and (job.quick or not options.quick)]
    if not chosen:
        sys.exit(f"no job has “{options.only}” in its name: {', '.join(job.name for job in jobs.JOBS)}")
    parts = [tables.heading(options.threads)]
    print(parts[0])
    failed = False
    for job in chosen:
        try:
            data = make_data(job.data, options.folder)
        except RuntimeError as reason:
            print(f"skipped {job.name}: {reason}\n")
            continue
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            runs, recalls = run_job(job, options, data, Path(folder))
        rate = measure.sgemm_rate(options.threads, jobs.best_environment())
        part = tables.table(job, runs, recalls) + "\n" + tables.stages(runs[0].report, rate)
        print(part, flush=True)
        parts.append(part)
        failed |= bool(runs[0].error)
    # A broken or hurried run is no result.
    if not options.quick and not failed and len(parts) > 1:
        print(f"kept in {tables.keep(chr(10).join(parts))}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
