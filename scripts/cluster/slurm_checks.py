"""Jobs on a real Slurm whose nodes, daemons and shards die."""

import signal
from pathlib import Path

from pretend_cluster import wait_until
from sharded import SHARDS, require, send


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
        yield "slurm: a shard is granted too little memory", self.too_little_memory
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
        # The copy that nobody knows of stays stopped until the other one has begun.
        self.cluster.kill_daemon("n2")
        self.cluster.declare_dead("n2")

        def other():
            return next((x for x, (which, _) in run.running().items() if which == shard and x != first), None)

        second = wait_until(other, "a second copy", 120)
        send(signal.SIGCONT, first)
        self.done(run)
        return f"shard {shard} in processes {first} and {second}"

    def controller_restarts(self):
        run = self.workshop.sharded(self.workshop.slow, "slurm").submit()
        run.wait_for_shard()
        # What it was told in the last seconds is in no file yet, and would be lost.
        held = list(run.running())
        send(signal.SIGSTOP, *held)
        self.cluster.wait_until_saved(run.numbers["merge"])
        self.cluster.stop_controller()
        send(signal.SIGCONT, *held)
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
        # The very signal that comes before the time limit.
        self.cluster.ask_to_stop(f"{run.numbers['shards']}_{shard}")
        wait_until(lambda: self.has_warned(process), "the signal")
        send(signal.SIGCONT, process)
        wait_until(lambda: "asking for a re-queue" in run.log(shard), f"a re-queue of shard {shard}")
        self.done(run)
        return f"shard {shard}"

    def short_time_limit(self):
        run = self.workshop.sharded(self.workshop.slow, "slurm", shards=3).submit()
        # Of the shards alone: Slurm's signal comes up to a minute early, to a plan with such a limit at its start.
        self.cluster.ask("scontrol", "update", f"JobId={run.numbers['shards']}", "TimeLimit=1")
        # What one sees of a shard that takes longer than a minute, without taking so long.
        process, shard = run.wait_for_shard()
        wait_until(lambda: self.has_warned(process), "Slurm's signal", 90)
        send(signal.SIGCONT, process)
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
        # Shards that are told what they have do not ask Slurm.
        run = self.workshop.sharded(self.workshop.slow, "slurm", options=["--memory-per-shard", "200M"])
        return self.starved(run, "killed")

    def too_little_memory(self):
        return self.starved(self.workshop.sharded(self.workshop.slow, "slurm"), "of memory and may use")

    def starved(self, run, reason):
        """Shards that Slurm gives 8 MB fail with that reason in their logs; with more, the same command goes on."""
        run.submit()
        self.cluster.ask("scontrol", "update", f"JobId={run.numbers['shards']}", "MinMemoryNode=8")
        run.wait_for_slurm(self.cluster)
        run.require_no_output()
        missing = [shard for shard in range(SHARDS) if not run.part(shard).exists()]
        require(missing, "all shards took less than 8 MB")
        logs = " ".join(run.log(shard) for shard in missing)
        require(reason in logs, f"the logs of shards {missing} do not say “{reason}”: {logs}")
        merged = run.merge()
        require(merged.returncode == 65 and "shard" in merged.stderr, f"merge: {merged.returncode} {merged.stderr}")
        run.require_no_output()
        run.submit()
        self.done(run)
        return merged.stderr.strip()

    def cancelled(self):
        run = self.workshop.sharded(self.workshop.slow, "slurm").submit()
        process, _ = run.wait_for_shard()
        self.cluster.ask("scancel", run.numbers["shards"])
        send(signal.SIGCONT, process)
        run.wait_for_slurm(self.cluster)
        require(not run.running(), "shards run on")
        run.require_no_output()
        run.submit()
        self.done(run)
        return "the same command went on"
