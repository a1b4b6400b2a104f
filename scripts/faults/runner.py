"""Runs a job in a folder of its own, and judges how it ended."""

import os
import resource
import shutil
import struct
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROWS = 400
# What may be left of a job that failed: the state that the same command goes on from.
STATE = ".simbatch-state"
OLD = b"old"
# No job takes a second, and each ends: what takes longer than that hangs.
SECONDS = 120


def require(holds, complaint):
    if not holds:
        sys.exit(f"FAILED: {complaint}")


def done(text):
    print(f"ok  {text}", flush=True)


class Runner:
    """Runs jobs of one program, with the shim or without."""

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

    def run(self, job, where=None, fault=None, counts=None, variables=None, limit=None):
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
        told = f"{fault or ''} {variables or ''} {limit or ''}"
        try:
            process = subprocess.run(
                [self.program, *job.words], cwd=where, env=environment, stdin=standard_input,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=SECONDS,
                preexec_fn=(lambda: resource.setrlimit(*limit)) if limit else None,
            )
        except subprocess.TimeoutExpired:
            sys.exit(f"FAILED: {job}: {told}: hangs")
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
