"""Jobs in shards on this machine, and what needs no cluster."""

import os
import shutil
import signal

import parts
from manifests import check_manifests
from pretend_cluster import wait_until
from sharded import SHARDS, require, send


class LocalChecks:
    def __init__(self, workshop, jobs):
        self.workshop = workshop
        self.jobs = jobs

    def checks(self, short):
        for name, job in self.jobs.items():
            yield f"local: {name} in {SHARDS} shards", lambda job=job: self.same_bytes(job)
        yield "local: shards are killed", self.killed
        yield "local: the command is stopped and goes on", self.stopped
        for damage in (parts.truncated, parts.flipped, parts.of_another_version):
            yield f"a part is {damage.__name__.replace('_', ' ')}", lambda damage=damage: self.damaged(damage)
        yield "a part is of another plan", self.foreign
        yield "the merge starts too early", self.early
        yield "kubernetes: the manifests are what its schema asks for", lambda: check_manifests(self.workshop)
        if not short:
            yield "slurm: sbatch hangs", self.hanging

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
            send(signal.SIGKILL, *run.running())
        error = process.communicate(timeout=300)[1]
        require(process.returncode == 0, f"exit {process.returncode}: {error}")
        run.require_same_bytes()
        return "3 times"

    def stopped(self):
        run = self.workshop.sharded(self.workshop.slow, "local")
        process = run.start()
        shard, _ = run.wait_for_shard()
        process.terminate()
        send(signal.SIGCONT, shard)
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

    def hanging(self):
        """An sbatch that does not answer is given up after a minute, and the user told what it may have done."""
        clients = self.workshop.folder / "hanging"
        clients.mkdir()
        client = clients / "sbatch"
        client.write_text("#!/bin/sh\nexec sleep 600\n")
        client.chmod(0o755)
        run = self.workshop.sharded(self.jobs["top-10"], "slurm")
        done = self.workshop.run(*run.words(), path=f"{clients}:{os.environ['PATH']}")
        require(done.returncode == 75, f"submit: exit {done.returncode}: {done.stderr}")
        require("see squeue --name=simbatch-plan" in done.stderr, f"submit: {done.stderr}")
        return done.stderr.strip()
