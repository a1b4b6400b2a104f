"""Jobs in shards whose machines, daemons and files fail: the plain command's bytes, or an error that names the shard.

The cluster is a real Slurm of three pretend nodes. Where it cannot be had, what needs it is left out, and said.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts/peers"))

import parts
from manifests import check_manifests
from pretend_cluster import PretendCluster, Unavailable, install, wait_until
from sharded import SHARDS, Workshop, kill_all, require, three_jobs
from tally import Tally


class SlurmChecks:
    def __init__(self, workshop, cluster):
        self.workshop = workshop
        self.cluster = cluster

    def checks(self, jobs, short):
        for name, job in jobs.items():
            yield f"slurm: {name} in {SHARDS} shards", lambda job=job: self.same_bytes(job)
        yield "slurm: a node's power is cut", self.power_cut
        yield "slurm: a node's daemon is killed, two copies of a shard live", self.daemon_killed
        yield "slurm: the controller is killed and comes back", self.controller_restarts
        yield "slurm: a shard is asked to stop, and goes on where it was", self.asked_to_stop
        yield "slurm: a shard is killed for memory", self.out_of_memory
        yield "slurm: what is cancelled stays so", self.cancelled
        if not short:
            yield "slurm: the time limit is too short", self.short_time_limit

    def alone(self, test):
        """The check, after which the cluster is whole and empty, however it ends."""
        try:
            return test()
        finally:
            self.cluster.recover()

    def done(self, run):
        run.wait_for_slurm(self.cluster)
        run.require_same_bytes()

    def same_bytes(self, job):
        run = self.workshop.sharded(job, "slurm").submit()
        self.done(run)
        run.remove()
        return f"jobs {', '.join(run.numbers.values())}"

    def power_cut(self):
        run = self.workshop.sharded(self.workshop.slow, "slurm").submit()
        _, shard = run.wait_for_shard("n1")
        self.cluster.cut_power("n1")
        again = self.cluster.declare_dead("n1")
        require(again, "no job was on the node")
        self.done(run)
        return f"in shard {shard}; jobs {', '.join(again)} ran again"

    def daemon_killed(self):
        run = self.workshop.sharded(self.workshop.slow, "slurm").submit()
        first, shard = run.wait_for_shard("n2")
        # The copy that nobody knows of lasts until the other one has begun.
        os.kill(first, signal.SIGSTOP)
        self.cluster.kill_daemon("n2")
        self.cluster.declare_dead("n2")

        def other():
            return next((x for x, (which, _) in run.running().items() if which == shard and x != first), None)

        second = wait_until(other, "a second copy", 120)
        os.kill(first, signal.SIGCONT)
        self.done(run)
        return f"shard {shard} in processes {first} and {second}"

    def controller_restarts(self):
        run = self.workshop.sharded(self.workshop.slow, "slurm").submit()
        run.wait_for_shard()
        # What it was told in the last seconds is in no file yet, and would be lost.
        held = list(run.running())
        kill_all(run, signal.SIGSTOP)
        self.cluster.wait_until_saved(run.numbers["merge"])
        self.cluster.stop_controller()
        for process in held:
            os.kill(process, signal.SIGCONT)
        late = self.workshop.sharded(self.workshop.slow, "slurm")
        refused = self.workshop.run(*late.words())
        require(refused.returncode in (74, 75), f"submit without a controller: exit {refused.returncode}")
        require("nothing was submitted" in refused.stderr, f"submit without a controller: {refused.stderr}")
        self.cluster.start_controller()
        wait_until(self.cluster.is_up, "the controller to come back")
        self.done(run)
        return f"submit said meanwhile: {refused.stderr.strip()}"

    def asked_to_stop(self):
        run = self.workshop.sharded(self.workshop.slow, "slurm").submit()
        process, shard = run.wait_for_shard()
        # It must not end before the signal comes, the very one that comes before the time limit.
        os.kill(process, signal.SIGSTOP)
        self.cluster.ask_to_stop(f"{run.numbers['shards']}_{shard}")
        wait_until(lambda: self.has_warned(process), "the signal")
        os.kill(process, signal.SIGCONT)
        wait_until(lambda: "asking for a re-queue" in run.log(shard), f"a re-queue of shard {shard}")
        self.done(run)
        return f"shard {shard}"

    def short_time_limit(self):
        run = self.workshop.sharded(self.workshop.slow, "slurm", shards=3, behind=["--time=1"])
        run.submit()
        # What one sees of a shard that takes longer than a minute, without taking so long.
        process, shard = run.wait_for_shard()
        os.kill(process, signal.SIGSTOP)
        wait_until(lambda: self.has_warned(process), "Slurm's signal", 90)
        os.kill(process, signal.SIGCONT)
        self.done(run)
        require("asking for a re-queue" in run.log(shard), f"shard {shard} was not re-queued")
        return f"shard {shard} was re-queued"

    @staticmethod
    def has_warned(process):
        """Whether a signal waits for a process that is stopped."""
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
        pending = next(int(x.split()[1], 16) for x in lines if x.startswith("ShdPnd"))
        return pending >> (signal.SIGTERM - 1) & 1

    def out_of_memory(self):
        run = self.workshop.sharded(self.workshop.slow, "slurm").submit()
        self.cluster.ask("scontrol", "update", f"JobId={run.numbers['shards']}", "MinMemoryNode=8")
        run.wait_for_slurm(self.cluster)
        run.require_no_output()
        missing = [shard for shard in range(SHARDS) if not run.part(shard).exists()]
        require(missing, "all shards took less than 8 MB")
        merged = run.merge()
        require(merged.returncode == 65 and "shard" in merged.stderr, f"merge: {merged.returncode} {merged.stderr}")
        run.require_no_output()
        run.submit()
        self.done(run)
        return merged.stderr.strip()

    def cancelled(self):
        run = self.workshop.sharded(self.workshop.slow, "slurm").submit()
        run.wait_for_shard()
        self.cluster.ask("scancel", run.numbers["shards"])
        run.wait_for_slurm(self.cluster)
        require(not run.running(), "shards run on")
        run.require_no_output()
        run.submit()
        self.done(run)
        return "the same command went on"


class FileChecks:
    """What needs no cluster."""

    def __init__(self, workshop, jobs):
        self.workshop = workshop
        self.jobs = jobs

    def checks(self):
        for name, job in self.jobs.items():
            yield f"local: {name} in {SHARDS} shards", lambda job=job: self.same_bytes(job)
        yield "local: shards are killed", self.killed
        yield "local: the command is stopped and goes on", self.stopped
        for damage in (parts.truncated, parts.flipped, parts.of_another_version):
            yield f"a part is {damage.__name__.replace('_', ' ')}", lambda damage=damage: self.damaged(damage)
        yield "a part is of another plan", self.foreign
        yield "the merge starts too early", self.early
        yield "kubernetes: the manifests are what its schema asks for", lambda: check_manifests(self.workshop)

    def same_bytes(self, job):
        run = self.workshop.sharded(job, "local").submit_here()
        run.require_same_bytes()
        run.remove()
        return "the plain command's bytes"

    def killed(self):
        run = self.workshop.sharded(self.workshop.slow, "local")
        process = run.start()
        for _ in range(3):
            run.wait_for_shard()
            kill_all(run)
        error = process.communicate(timeout=300)[1]
        require(process.returncode == 0, f"exit {process.returncode}: {error}")
        run.require_same_bytes()
        return "3 times"

    def stopped(self):
        run = self.workshop.sharded(self.workshop.slow, "local")
        process = run.start()
        run.wait_for_shard()
        process.terminate()
        error = process.communicate(timeout=60)[1]
        require(process.returncode == 75, f"exit {process.returncode}: {error}")
        wait_until(lambda: not run.running(), "the shards to end", 10)
        run.require_no_output()
        run.submit_here().require_same_bytes()
        return error.strip()

    def finished(self):
        """A job whose shards are done, and which is merged."""
        run = self.workshop.sharded(self.jobs["top-10"], "local").submit_here()
        self.workshop.remove(run.output)
        return run

    def require_complaint(self, run, shard):
        merged = run.merge()
        require(merged.returncode == 65, f"merge: exit {merged.returncode}: {merged.stderr}")
        require(f"shard {shard}" in merged.stderr, f"merge does not name shard {shard}: {merged.stderr}")
        run.require_no_output()
        return merged.stderr.strip()

    def require_mended(self, run, shard):
        """The remedy that the error names: to run the shard again."""
        again = run.run_shard(shard)
        require(again.returncode == 0, f"run: exit {again.returncode}: {again.stderr}")
        require(run.merge().returncode == 0, "the merge fails after the shard was run again")
        run.require_same_bytes()

    def damaged(self, damage):
        run = self.finished()
        run.part(5).write_bytes(damage(run.part(5).read_bytes()))
        complaint = self.require_complaint(run, 5)
        self.require_mended(run, 5)
        return complaint

    def foreign(self):
        run, other = self.finished(), self.workshop.sharded(self.workshop.slow, "local").submit_here()
        shutil.copyfile(other.part(7), run.part(7))
        complaint = self.require_complaint(run, 7)
        self.require_mended(run, 7)
        return complaint

    def early(self):
        run = self.finished()
        run.part(3).unlink()
        complaint = self.require_complaint(run, 3)
        self.require_mended(run, 3)
        return complaint


def arguments():
    parser = argparse.ArgumentParser(prog="check-cluster", description=__doc__.splitlines()[0])
    parser.add_argument("program", type=Path)
    parser.add_argument("--short", action="store_true", help="leave out what waits for Slurm's clock")
    parser.add_argument("--real", action="store_true", help="the three jobs on the data of SIMBATCH_DATA")
    parser.add_argument("--only", default="", help="only checks whose title has this in it")
    return parser.parse_args()


def rows(real):
    if not real:
        return ROOT / "Tests/Fixtures/descriptions.bin"
    path = Path(os.environ.get("SIMBATCH_DATA", "")) / "debian-minilm-f16.npy"
    if not path.exists():
        sys.exit("check-cluster: --real needs debian-minilm-f16.npy in the folder SIMBATCH_DATA")
    return path


def run_checks(tally, checks, only):
    for title, test in checks:
        if only in title:
            tally.check(title, test)


def main():
    asked = arguments()
    # However this ends, what it has started must end.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(75))
    tally = Tally()
    jobs = three_jobs(str(rows(asked.real)), asked.real)
    with tempfile.TemporaryDirectory(prefix="simbatch-cluster-") as folder:
        workshop = Workshop(asked.program, folder)
        run_checks(tally, FileChecks(workshop, jobs).checks(), asked.only)
        try:
            install()
            with PretendCluster() as cluster:
                slurm = SlurmChecks(workshop, cluster)
                checks = slurm.checks(jobs, asked.short)
                alone = ((title, lambda test=test: slurm.alone(test)) for title, test in checks)
                run_checks(tally, alone, asked.only)
        except Unavailable as reason:
            print(f"skip  all that needs a Slurm: {reason}", flush=True)
    sys.exit(tally.finish())


if __name__ == "__main__":
    main()
